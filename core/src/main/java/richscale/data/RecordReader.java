package richscale.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import richscale.architecture.FeatureShape;
import richscale.spec.RecordFacts;
import richscale.spec.RecordSource;

/** Reads records in any of the formats. */
public final class RecordReader {
  private static final String DIGITS = "/richscale/data/digits.csv.gz";

  private RecordReader() {}

  /**
   * Returns what looks at records before a spec uses them.
   *
   * @param files where they are
   * @return the inspector; it reads them all
   */
  public static RecordFacts.Inspector inspector(DataFiles files) {
    return source -> {
      RecordSource located = source.at(absolute(source.path(), files));
      return read(located, files).facts(located);
    };
  }

  private static String absolute(String path, DataFiles files) {
    try {
      return files.absolute(path);
    } catch (IOException e) {
      throw RecordFiles.unreadable(path, e);
    }
  }

  /**
   * Reads records.
   *
   * @throws SpecException if they cannot be read or are not what they should be
   */
  static RawRecords read(RecordSource source, DataFiles files) {
    RecordFiles reading = new RecordFiles(files);
    boolean listed = source.format() == RecordSource.Format.PARQUET;
    if (source.format() != RecordSource.Format.DIGITS
        && !listed
        && !reading.isThere(source.path())) {
      throw RecordFiles.error(
          source.path(), "there is no such file or directory", "the place of the data");
    }
    return switch (source.format()) {
      case DIGITS -> digits();
      case IDX -> IdxFormat.read(source.path(), reading);
      case CIFAR10, CIFAR100 -> CifarFormat.read(source, reading);
      case IMAGES -> ImagesFormat.read(source.path(), reading);
      case NPZ -> NpzFormat.read(source, reading);
      case CSV, PARQUET -> TableFormat.read(source, reading);
    };
  }

  /**
   * {@return the digits that come with the software: one line for each: 64 pixels from 0 to 16 and
   * the label, comma-separated}
   */
  public static List<String> digitsLines() {
    try (InputStream file = RecordReader.class.getResourceAsStream(DIGITS);
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(file), StandardCharsets.US_ASCII))) {
      return lines.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RawRecords digits() {
    List<int[]> records =
        digitsLines().stream()
            .map(line -> Arrays.stream(line.split(",", -1)).mapToInt(Integer::parseInt).toArray())
            .toList();
    double[] labels = records.stream().mapToDouble(record -> record[64]).toArray();
    RawRecords.Part part =
        new RawRecords.Part(
            records.size(), (record, feature) -> records.get(record)[feature], labels);
    return new RawRecords(new FeatureShape(1, 8, 8), false, part, RawRecords.Part.NONE, 16, "");
  }
}
