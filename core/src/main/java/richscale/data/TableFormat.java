package richscale.data;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;
import richscale.architecture.FeatureShape;
import richscale.spec.RecordSource;
import richscale.spec.SpecException;

/** Tables of numbers: one column to be predicted, all others features. */
final class TableFormat {
  /** More classes than that are a column of numbers taken for one of classes. */
  private static final int MOST_CLASSES = 10_000;

  /** As people write numbers: Java would take 1D, 2F and 0x1p3 for some as well. */
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");

  private static final String BYTE_ORDER_MARK = "\ufeff";

  /** The same mark in the two byte orders of UTF-16. */
  private static final byte[][] UTF_16 = {{(byte) 0xff, (byte) 0xfe}, {(byte) 0xfe, (byte) 0xff}};

  private TableFormat() {}

  static RawRecords read(RecordSource source, RecordFiles files) {
    String path = source.path();
    DataFiles.Table table =
        source.format() == RecordSource.Format.CSV ? csv(path, files) : parquet(path, files);
    int label = table.columns().indexOf(source.label());
    if (label < 0) {
      throw RecordFiles.error(
          path,
          "there is no column %s".formatted(source.label()),
          "data.label = one of %s".formatted(String.join(", ", table.columns())));
    }
    if (table.columns().size() < 2) {
      throw RecordFiles.error(path, "there is no feature beside the label", "two columns or more");
    }
    if (table.rows().size() < 2) {
      throw RecordFiles.error(
          path, String.format(Locale.ROOT, "%d rows", table.rows().size()), "at least two rows");
    }
    int[] features =
        IntStream.range(0, table.columns().size()).filter(column -> column != label).toArray();
    double[] labels = new double[table.rows().size()];
    for (int row = 0; row < labels.length; row++) {
      requireFinite(path, table, row);
      labels[row] = table.rows().get(row)[label];
      if (!source.regression()) {
        requireClass(path, source.label(), row, labels[row]);
      }
    }
    if (!source.regression()) {
      requireClasses(path, source.label(), labels);
    }
    RawRecords.Features values =
        (record, feature) -> (float) table.rows().get(record)[features[feature]];
    return new RawRecords(
        FeatureShape.vector(features.length),
        source.regression(),
        new RawRecords.Part(labels.length, values, labels),
        RawRecords.Part.NONE,
        1,
        files.digest());
  }

  private static void requireClasses(String path, String column, double[] labels) {
    if (Arrays.stream(labels).distinct().count() < 2) {
      throw RecordFiles.error(
          path,
          "all rows have %s in column %s".formatted(labels[0], column),
          "at least two classes");
    }
  }

  private static void requireFinite(String path, DataFiles.Table table, int row) {
    double[] values = table.rows().get(row);
    for (int column = 0; column < values.length; column++) {
      if (!Float.isFinite((float) values[column])) {
        throw RecordFiles.error(
            path,
            String.format(
                Locale.ROOT,
                "row %d has %s in column %s",
                row + 1,
                values[column],
                table.columns().get(column)),
            "a finite number");
      }
    }
  }

  private static void requireClass(String path, String column, int row, double label) {
    if (label != Math.rint(label) || label < 0 || label >= MOST_CLASSES) {
      throw RecordFiles.error(
          path,
          String.format(Locale.ROOT, "row %d has %s in column %s", row + 1, label, column),
          String.format(
              Locale.ROOT,
              "classes, whole numbers from 0 to %d; or data.task = regression",
              MOST_CLASSES - 1));
    }
  }

  private static DataFiles.Table csv(String path, RecordFiles files) {
    String text = text(path, files.read(path));
    if (text.isBlank()) {
      throw RecordFiles.error(
          path, "it is empty", "comma-separated numbers under a header of distinct names");
    }
    CSVFormat format =
        CSVFormat.DEFAULT
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .setTrim(true)
            // What is wrong with a header is said below.
            .setDuplicateHeaderMode(DuplicateHeaderMode.ALLOW_ALL)
            .setAllowMissingColumnNames(true)
            .setIgnoreEmptyLines(true)
            .get();
    try (CSVParser parser = CSVParser.parse(new StringReader(text), format)) {
      List<String> columns = parser.getHeaderNames();
      requireNames(path, columns);
      List<double[]> rows = new ArrayList<>();
      for (CSVRecord record : parser) {
        rows.add(numbers(path, columns, record, rows.size() + 1));
      }
      return new DataFiles.Table(columns, rows);
    } catch (UncheckedIOException e) {
      throw noCsv(path, e.getCause());
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      throw noCsv(path, e);
    }
  }

  private static String text(String path, byte[] content) {
    if (Stream.of(UTF_16).anyMatch(mark -> Arrays.equals(mark, Arrays.copyOf(content, 2)))) {
      throw RecordFiles.error(path, "it is UTF-16", "text in UTF-8");
    }
    String text = new String(content, StandardCharsets.UTF_8);
    return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
  }

  private static void requireNames(String path, List<String> columns) {
    if (columns.stream().allMatch(name -> NUMBER.matcher(name).matches())) {
      throw RecordFiles.error(
          path,
          "the first row holds numbers: %s".formatted(String.join(", ", columns)),
          "a header above them, names such as x1, x2, y");
    }
    for (int i = 0; i < columns.size(); i++) {
      String name = columns.get(i);
      if (name == null || name.isBlank()) {
        throw RecordFiles.error(
            path,
            String.format(Locale.ROOT, "column %d has no name in the header", i + 1),
            "a name for each column, no comma at the end of rows, and no row numbers: pandas"
                + " leaves its own out by to_csv(..., index=False)");
      }
      if (columns.indexOf(name) < i) {
        throw RecordFiles.error(
            path, "two columns are called %s".formatted(name), "a header of distinct names");
      }
    }
  }

  private static SpecException noCsv(String path, Exception e) {
    return RecordFiles.error(
        path,
        "no CSV (%s)".formatted(String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
        "comma-separated numbers under a header of distinct names");
  }

  private static double[] numbers(String path, List<String> columns, CSVRecord record, int row) {
    if (record.size() != columns.size()) {
      throw RecordFiles.error(
          path,
          String.format(Locale.ROOT, "row %d has %d values", row, record.size()),
          String.format(Locale.ROOT, "%d, one for each column of the header", columns.size()));
    }
    double[] numbers = new double[record.size()];
    for (int column = 0; column < numbers.length; column++) {
      String text = record.get(column);
      if (NUMBER.matcher(text).matches()) {
        numbers[column] = Double.parseDouble(text);
      } else {
        throw RecordFiles.error(
            path,
            String.format(
                Locale.ROOT, "row %d has '%s' in column %s", row, text, columns.get(column)),
            "a number");
      }
    }
    return numbers;
  }

  private static DataFiles.Table parquet(String path, RecordFiles files) {
    try {
      List<String> parts = files.files().tableFiles(path);
      if (parts.isEmpty()) {
        throw RecordFiles.error(
            path, "there is no Parquet file", "a file, or a directory of files *.parquet");
      }
      List<String> columns = List.of();
      List<double[]> rows = new ArrayList<>();
      for (String part : parts) {
        DataFiles.Table table = files.files().parquet(part, files.read(part));
        if (!columns.isEmpty() && !columns.equals(table.columns())) {
          throw RecordFiles.error(
              part,
              "columns %s".formatted(String.join(", ", table.columns())),
              "those of the other files, %s".formatted(String.join(", ", columns)));
        }
        columns = table.columns();
        rows.addAll(table.rows());
      }
      return new DataFiles.Table(columns, rows);
    } catch (IOException e) {
      throw RecordFiles.unreadable(path, e);
    }
  }
}
