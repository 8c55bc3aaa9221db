package richscale.jobs.store;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.MessageType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import richscale.trial.TrialStatus;

/**
 * The finished trials: one immutable file each, named by content address and status, until
 * compaction moves them into archives of many.
 */
public final class TrialStore {
  /** Name of the directory below {@code --out} that holds trial files. */
  public static final String DIRECTORY = "_trials";

  /** Name of the directory that holds archives. */
  static final String ARCHIVES = "_archive";

  /** Where damaged files are put for people to look at. */
  private static final String DAMAGED = "_damaged";

  private static final Pattern NAME =
      Pattern.compile(
          "([0-9a-f]{32})-(%s)\\.parquet"
              .formatted(
                  Arrays.stream(TrialStatus.values())
                      .map(TrialStatus::id)
                      .collect(Collectors.joining("|"))));

  private static final Logger LOG = LoggerFactory.getLogger(TrialStore.class);

  private final OutputDirectory out;
  private final boolean changing;

  private TrialStore(OutputDirectory out, boolean changing) {
    this.out = out;
    this.changing = changing;
  }

  /**
   * Creates the store.
   *
   * @param out the directory that holds it
   */
  public TrialStore(OutputDirectory out) {
    this(out, true);
  }

  /**
   * Creates a view of the store that changes nothing in it: damaged files are passed over where
   * they lie.
   *
   * @param out the directory that holds it
   * @return the view
   */
  public static TrialStore looking(OutputDirectory out) {
    return new TrialStore(out, false);
  }

  /**
   * A trial file.
   *
   * @param trialId whose
   * @param status how the trial ended
   * @param modified milliseconds since 1970 when it appeared, by the file system's clock
   */
  record Entry(String trialId, TrialStatus status, long modified) implements java.io.Serializable {
    String file() {
      return name(trialId, status);
    }
  }

  /**
   * Lists the finished trials. A failure beside a later success is removed.
   *
   * @return status by trial id
   * @throws IOException if the store cannot be listed
   */
  public Map<String, TrialStatus> finished() throws IOException {
    Map<String, TrialStatus> finished = archived();
    for (Entry entry : files()) {
      finished.merge(
          entry.trialId(),
          entry.status(),
          (known, other) -> known == TrialStatus.FAILED ? other : known);
    }
    return finished;
  }

  /** Lists the trial files, those of superseded failures aside. */
  List<Entry> files() throws IOException {
    Map<String, Entry> entries = new TreeMap<>();
    for (FileStatus file : out.list(DIRECTORY)) {
      Matcher matcher = NAME.matcher(file.getPath().getName());
      if (matcher.matches()) {
        TrialStatus status = TrialStatus.valueOf(matcher.group(2).toUpperCase(Locale.ROOT));
        Entry entry = new Entry(matcher.group(1), status, file.getModificationTime());
        entries.merge(
            entry.trialId(),
            entry,
            (known, other) -> known.status() == TrialStatus.FAILED ? other : known);
      }
    }
    return List.copyOf(entries.values());
  }

  /** Lists the names of archives, in the order in which they were made. */
  List<String> archives() throws IOException {
    return out.list(ARCHIVES).stream()
        .map(file -> file.getPath().getName())
        .filter(name -> name.matches("\\d{5}\\.parquet"))
        .sorted()
        .toList();
  }

  /** Reads who is in the archives; puts damaged ones aside with the tables made from them. */
  Map<String, TrialStatus> archived() throws IOException {
    Map<String, TrialStatus> archived = new HashMap<>();
    for (String archive : archives()) {
      for (Group row : readArchive(archive, Schemas.STATUS)) {
        archived.put(
            row.getString("trial_id", 0),
            TrialStatus.valueOf(row.getString("status", 0).toUpperCase(Locale.ROOT)));
      }
    }
    return archived;
  }

  /** Reads columns of an archive; if it is damaged, puts it aside and returns none. */
  List<Group> readArchive(String archive, MessageType schema) throws IOException {
    byte[] content = out.read(ARCHIVES + "/" + archive);
    try {
      List<Group> rows = ParquetBytes.decode(content, schema, out.fileSystem().getConf());
      if (schema.equals(Schemas.ARCHIVE)) {
        for (Group row : rows) {
          TrialFile.verify(row);
        }
      }
      return rows;
    } catch (IOException e) {
      // Its trials are trained again, and must not stand in the tables twice.
      if (changing) {
        for (String table : Compaction.TABLES) {
          out.delete(Compaction.part(table, archive));
        }
      }
      putAside(ARCHIVES + "/" + archive, e);
      return List.of();
    }
  }

  /** Adds an archive of trials behind those that there are; compaction makes its tables. */
  void addArchive(List<Group> trials) throws IOException {
    List<String> archives = archives();
    int next =
        archives.isEmpty()
            ? 1
            : 1 + Integer.parseInt(archives.get(archives.size() - 1).replace(".parquet", ""));
    out.writeWhole(
        String.format(Locale.ROOT, "%s/%05d.parquet", ARCHIVES, next),
        ParquetBytes.encode(Schemas.ARCHIVE, trials, out.fileSystem().getConf()));
  }

  /**
   * A failed trial.
   *
   * @param trialId which
   * @param endedAt when it failed
   * @param reason the exception that ended it
   */
  public record Failure(String trialId, Instant endedAt, String reason) {}

  /**
   * Reads why trials failed.
   *
   * @return the failures, in the order of their ids
   * @throws IOException if the file system failed
   */
  public List<Failure> failures() throws IOException {
    List<Failure> failures = new ArrayList<>();
    for (Entry entry : files()) {
      if (entry.status() == TrialStatus.FAILED) {
        read(entry)
            .ifPresent(
                row ->
                    failures.add(
                        new Failure(
                            entry.trialId(),
                            Instant.EPOCH.plus(row.getLong("ended_at", 0), ChronoUnit.MICROS),
                            row.getString("reason", 0))));
      }
    }
    return List.copyOf(failures);
  }

  /**
   * Returns the damaged files that were put aside.
   *
   * @return how many there are
   * @throws IOException if they cannot be listed
   */
  public int damaged() throws IOException {
    return out.list(DAMAGED).size();
  }

  /**
   * Returns whether a trial has come to an end that training again would not change.
   *
   * @param trialId which
   * @return whether there is a file of it that is not a failure
   * @throws IOException if the file system failed
   */
  public boolean has(String trialId) throws IOException {
    return out.fileSystem().exists(out.path(name(trialId, TrialStatus.COMPLETED)))
        || out.fileSystem().exists(out.path(name(trialId, TrialStatus.DIVERGED)));
  }

  /**
   * Writes a finished trial, whole or not at all, and removes its earlier failure. A twin of a task
   * may have written it before; then that one stays.
   *
   * @param record the trial
   * @throws IOException if it could not be written
   */
  public void write(TrialRecord record) throws IOException {
    String trialId = record.result().trial().id();
    if (has(trialId)) {
      return;
    }
    byte[] content = TrialFile.encode(record, out.fileSystem().getConf());
    out.writeWhole(name(trialId, record.result().status()), content);
    if (record.result().status() != TrialStatus.FAILED) {
      out.delete(name(trialId, TrialStatus.FAILED));
    }
  }

  /** Reads and verifies a trial; puts a damaged file aside, so that the trial is trained again. */
  Optional<Group> read(Entry entry) throws IOException {
    byte[] content = out.read(entry.file());
    try {
      return Optional.of(TrialFile.decode(content, entry.trialId(), out.fileSystem().getConf()));
    } catch (IOException e) {
      putAside(entry.file(), e);
      return Optional.empty();
    }
  }

  /** Moves a damaged file where it does no harm. */
  private void putAside(String file, IOException damage) throws IOException {
    if (!changing) {
      return;
    }
    LOG.error("{} is damaged and put aside", file, damage);
    out.move(file, DAMAGED + file.substring(file.lastIndexOf('/')));
  }

  private static String name(String trialId, TrialStatus status) {
    return "%s/%s-%s.parquet".formatted(DIRECTORY, trialId, status.id());
  }
}
