package richscale.jobs.store;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import richscale.trial.TrialStatus;

/**
 * The finished trials, one immutable file each, named by content address and status so that a
 * listing tells all a resumed sweep needs to know.
 */
public final class TrialStore {
  /** Name of the directory below {@code --out}. */
  public static final String DIRECTORY = "_trials";

  private static final Pattern NAME =
      Pattern.compile(
          "([0-9a-f]{32})-(%s)\\.parquet"
              .formatted(
                  Arrays.stream(TrialStatus.values())
                      .map(TrialStatus::id)
                      .collect(Collectors.joining("|"))));

  private final OutputDirectory out;

  /**
   * Creates the store.
   *
   * @param out the directory that holds it
   */
  public TrialStore(OutputDirectory out) {
    this.out = out;
  }

  /**
   * Lists the finished trials. A failure beside a later success is removed.
   *
   * @return status by trial id
   * @throws IOException if the store cannot be listed
   */
  public Map<String, TrialStatus> finished() throws IOException {
    Map<String, TrialStatus> finished = new HashMap<>();
    for (String file : out.list(DIRECTORY).keySet()) {
      Matcher matcher = NAME.matcher(file);
      if (matcher.matches()) {
        TrialStatus status = TrialStatus.valueOf(matcher.group(2).toUpperCase(Locale.ROOT));
        TrialStatus other = finished.put(matcher.group(1), status);
        if (other != null) {
          finished.put(matcher.group(1), status == TrialStatus.FAILED ? other : status);
          out.fileSystem().delete(out.path(name(matcher.group(1), TrialStatus.FAILED)), false);
        }
      }
    }
    return finished;
  }

  /**
   * Writes a finished trial, whole or not at all.
   *
   * @param record the trial
   * @throws IOException if it could not be written
   */
  public void write(TrialRecord record) throws IOException {
    byte[] content = TrialFile.encode(record, out.fileSystem().getConf());
    out.writeWhole(name(record.result().trial().id(), record.result().status()), content);
  }

  private static String name(String trialId, TrialStatus status) {
    return "%s/%s-%s.parquet".formatted(DIRECTORY, trialId, status.id());
  }
}
