package richscale.data;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;
import richscale.spec.SpecException;
import richscale.spec.TableReading;

/** Values under a header, read as a stream. */
final class CsvFormat {
  private static final char BYTE_ORDER_MARK = '\ufeff';
  private static final char COMMENT = '#';

  /** How people and programs write that there is no value. */
  private static final Set<String> NO_VALUE =
      Set.of("", "NA", "N/A", "<NA>", "#N/A", "NaN", "nan", "NAN", "null", "NULL", "None", "?");

  /** Longer headers are none. */
  private static final int LONGEST_HEADER = 1 << 22;

  private CsvFormat() {}

  static void read(String path, TableReading.Separator wanted, RecordFiles files, TableSink rows) {
    try (InputStream stream = new BufferedInputStream(files.open(path))) {
      requireText(path, stream);
      Reader reader =
          new BufferedReader(
              new InputStreamReader(stream, StandardCharsets.UTF_8.newDecoder()), LONGEST_HEADER);
      skipMark(reader);
      read(path, reader, separator(wanted, reader), rows);
    } catch (UncheckedIOException e) {
      throw noCsv(path, e.getCause());
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      throw noCsv(path, e);
    }
  }

  private static void requireText(String path, InputStream stream) throws IOException {
    stream.mark(ForeignFile.LONGEST);
    byte[] head = stream.readNBytes(ForeignFile.LONGEST);
    stream.reset();
    Optional<ForeignFile> kind = ForeignFile.of(head);
    if (kind.isPresent()) {
      throw RecordFiles.error(path, "it is " + kind.get().what(), kind.get().wanted());
    }
  }

  private static void skipMark(Reader reader) throws IOException {
    reader.mark(1);
    if (reader.read() != BYTE_ORDER_MARK) {
      reader.reset();
    }
  }

  /** Counts separators of the first line that is neither empty nor a comment. */
  private static char separator(TableReading.Separator wanted, Reader reader) throws IOException {
    if (wanted != TableReading.Separator.AUTO) {
      return wanted.character();
    }
    reader.mark(LONGEST_HEADER);
    StringBuilder line = new StringBuilder();
    for (int next = reader.read(); next >= 0; next = reader.read()) {
      if (next != '\n' && next != '\r') {
        line.append((char) next);
      } else if (line.isEmpty() || line.charAt(0) == COMMENT) {
        line.setLength(0);
      } else {
        break;
      }
      if (line.length() >= LONGEST_HEADER / 2) {
        break;
      }
    }
    reader.reset();
    String unquoted = line.toString().replaceAll("\"[^\"]*\"", "");
    // The first of equals is the one that CSV is named for.
    return Stream.of(TableReading.Separator.values())
        .skip(1)
        .max(
            Comparator.comparingLong(
                    (TableReading.Separator candidate) ->
                        unquoted.chars().filter(c -> c == candidate.character()).count())
                .thenComparing(Comparator.reverseOrder()))
        .orElseThrow()
        .character();
  }

  private static void read(String path, Reader reader, char separator, TableSink rows)
      throws IOException {
    CSVFormat format =
        CSVFormat.DEFAULT
            .builder()
            .setDelimiter(separator)
            .setCommentMarker(COMMENT)
            .setHeader()
            .setSkipHeaderRecord(true)
            .setTrim(true)
            .setIgnoreSurroundingSpaces(true)
            // What is wrong with a header is said below.
            .setDuplicateHeaderMode(DuplicateHeaderMode.ALLOW_ALL)
            .setAllowMissingColumnNames(true)
            .setIgnoreEmptyLines(true)
            .get();
    try (CSVParser parser = CSVParser.parse(reader, format)) {
      List<String> columns = parser.getHeaderNames();
      if (columns.isEmpty()) {
        throw RecordFiles.error(
            path, "it is empty", "comma-separated numbers under a header of distinct names");
      }
      new Body(path, columns, rows, separator).read(parser);
    }
  }

  /** The rows under a header. */
  private static final class Body {
    private final String path;
    private final List<String> columns;
    private final TableSink rows;
    private final char separator;

    /** Index of each column among those that are wanted; -1 for others. */
    private final int[] target;

    /**
     * A first or last column without a name, to be judged by what is in it; -1 if there is none.
     */
    private final int nameless;

    Body(String path, List<String> columns, TableSink rows, char separator) {
      this.path = path;
      this.columns = columns;
      this.rows = rows;
      this.separator = separator;
      this.nameless = nameless(columns);
      List<String> named = new ArrayList<>(columns);
      if (nameless >= 0) {
        named.remove(nameless);
      }
      requireNames(path, named);
      List<String> wanted = rows.open(path, named);
      target = columns.stream().mapToInt(wanted::indexOf).toArray();
    }

    void read(CSVParser parser) {
      boolean leftOut = true;
      int row = 0;
      for (CSVRecord record : parser) {
        row++;
        if (record.size() != columns.size()) {
          throw RecordFiles.error(
              path,
              String.format(Locale.ROOT, "row %d has %d values", row, record.size()),
              String.format(Locale.ROOT, "%d, one for each column of the header", columns.size()));
        }
        for (int column = 0; column < target.length; column++) {
          if (target[column] >= 0) {
            cell(target[column], record.get(column));
          } else if (column == nameless) {
            String text = record.get(column);
            leftOut &= column == 0 ? text.matches("\\d+") : text.isEmpty();
          }
        }
        rows.endRow();
        if (!leftOut) {
          throw RecordFiles.error(
              path,
              String.format(Locale.ROOT, "column %d has no name in the header", nameless + 1),
              "a name for each column");
        }
      }
      if (nameless >= 0) {
        rows.ignore(nameless == 0 ? "row numbers" : "an empty last column");
      }
    }

    private void cell(int column, String text) {
      if (NO_VALUE.contains(text)) {
        rows.missing(column, text);
      } else if (PlainNumber.is(text)) {
        rows.number(column, PlainNumber.parse(text));
      } else if (separator != ',' && PlainNumber.is(text.replace(',', '.'))) {
        throw RecordFiles.error(
            path, "'%s' has a decimal comma".formatted(text), "a decimal point in numbers");
      } else {
        rows.text(column, text);
      }
    }
  }

  private static int nameless(List<String> columns) {
    int last = columns.size() - 1;
    return columns.size() > 1 && columns.get(0).isBlank()
        ? 0
        : last > 0 && columns.get(last).isBlank() ? last : -1;
  }

  private static void requireNames(String path, List<String> columns) {
    if (columns.stream().allMatch(PlainNumber::is)) {
      throw RecordFiles.error(
          path,
          "the first row holds numbers: %s".formatted(String.join(", ", columns)),
          "a header above them, names such as x1, x2, y, on a line that does not begin with #");
    }
    for (int i = 0; i < columns.size(); i++) {
      String name = columns.get(i);
      if (name.isBlank()) {
        throw RecordFiles.error(
            path,
            String.format(Locale.ROOT, "column %d has no name in the header", i + 1),
            "a name for each column");
      }
      if (columns.indexOf(name) < i) {
        throw RecordFiles.error(
            path, "two columns are called %s".formatted(name), "a header of distinct names");
      }
    }
  }

  private static SpecException noCsv(String path, Exception e) {
    if (e instanceof CharacterCodingException) {
      return RecordFiles.error(path, "it is not UTF-8", "text in UTF-8");
    }
    return RecordFiles.error(
        path,
        "no CSV (%s)".formatted(String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
        "comma-separated numbers under a header of distinct names");
  }
}
