package richscale.jobs.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import richscale.spec.FitSettings;
import richscale.trial.TrialStatus;

/**
 * What the tables of a directory are made of: which trials, how they are fitted, and by which
 * version. What is made of the same is not made again.
 *
 * @param digest of all of it, in hexadecimal
 */
public record MadeOf(String digest) {
  /** Key in the metadata of a file. */
  static final String KEY = "richscale.made_of";

  /**
   * Looks at a directory whose trials are all compacted.
   *
   * @param out the output directory
   * @param settings how its trials are fitted
   * @return what its tables are made of
   * @throws IOException if it cannot be listed
   */
  public static MadeOf of(OutputDirectory out, FitSettings settings) throws IOException {
    List<String> parts = new ArrayList<>();
    for (FileStatus archive : out.list(TrialStore.ARCHIVES)) {
      parts.add(String.format(Locale.ROOT, "%s %d", archive.getPath().getName(), archive.getLen()));
    }
    for (TrialStore.Entry entry : TrialStore.looking(out).files()) {
      parts.add(
          entry.status() == TrialStatus.FAILED ? entry.file() : entry.file() + " to be compacted");
    }
    parts.sort(String::compareTo);
    parts.add(settings.toString());
    return ofParts(parts);
  }

  private static MadeOf ofParts(List<String> some) {
    List<String> parts = new ArrayList<>(some);
    parts.add(Provenance.build("richscale.version") + " " + Provenance.build("git.revision"));
    try {
      byte[] text = String.join("\n", parts).getBytes(StandardCharsets.UTF_8);
      return new MadeOf(
          HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * Returns what tables of somebody else's measurements are made of.
   *
   * @param measurements digest of their file
   * @param settings how they are fitted
   * @return that
   */
  public static MadeOf of(String measurements, FitSettings settings) {
    return ofParts(List.of(measurements, settings.toString()));
  }

  /**
   * Reads what a table says that it is made of.
   *
   * @param out the output directory
   * @param table such as {@code fits}
   * @return that; absent if there is no such table, or it is of an earlier version
   * @throws IOException if it cannot be read
   */
  public static Optional<MadeOf> told(OutputDirectory out, String table) throws IOException {
    String file = table + "/" + Tables.ONLY;
    if (!out.fileSystem().exists(out.path(file))) {
      return Optional.empty();
    }
    return Optional.ofNullable(
            ParquetBytes.metadata(out.read(file), out.fileSystem().getConf())
                .getKeyValueMetaData()
                .get(KEY))
        .map(MadeOf::new);
  }
}
