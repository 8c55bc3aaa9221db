package richscale.jobs.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import richscale.jobs.store.Row;

/** Rows with names for programs, those of the Parquet tables, and numbers in full. */
public final class Listing {
  /** A way to write rows. */
  public enum Format {
    /** Aligned, for people. */
    TABLE,
    /** Objects without entries for what is absent. */
    JSON,
    /** Comma-separated values under a header. */
    CSV
  }

  private final List<String> columns;
  private final List<List<Optional<Object>>> rows = new ArrayList<>();

  /**
   * Starts without rows.
   *
   * @param columns their names
   */
  public Listing(String... columns) {
    this.columns = List.of(columns);
  }

  /**
   * Lists rows of a table.
   *
   * @param columns of the table
   * @param rows some of its rows
   * @return all of them
   */
  public static Listing of(List<String> columns, List<Row> rows) {
    Listing listing = new Listing(columns.toArray(String[]::new));
    rows.forEach(row -> listing.rows.add(row.values()));
    return listing;
  }

  /**
   * Adds a row.
   *
   * @param values one for each column
   */
  public void add(Object... values) {
    if (values.length != columns.size()) {
      throw new IllegalArgumentException(values.length + " values in a row");
    }
    List<Optional<Object>> row = new ArrayList<>();
    for (Object value : values) {
      row.add(Optional.of(value));
    }
    rows.add(row);
  }

  /**
   * Lays the rows out for people.
   *
   * @param leftColumns how many columns are aligned to the left, the first ones
   * @return lines of text
   */
  public String table(int leftColumns) {
    TextTable table = new TextTable(leftColumns, columns.toArray(String[]::new));
    for (List<Optional<Object>> row : rows) {
      table.add(row.stream().map(v -> v.map(String::valueOf).orElse("")).toArray(String[]::new));
    }
    return table.render();
  }

  /**
   * Writes the rows for programs.
   *
   * @param format json or csv
   * @return all of them
   */
  public String render(Format format) {
    return switch (format) {
      case JSON -> json();
      case CSV -> csv();
      case TABLE -> throw new IllegalArgumentException("a table is laid out by its command");
    };
  }

  /** Absent values have no entry. */
  private String json() {
    List<Map<String, Object>> objects = new ArrayList<>();
    for (List<Optional<Object>> row : rows) {
      Map<String, Object> object = new LinkedHashMap<>();
      for (int i = 0; i < columns.size(); i++) {
        String column = columns.get(i);
        row.get(i).ifPresent(value -> object.put(column, value));
      }
      objects.add(object);
    }
    try {
      return new ObjectMapper()
              .enable(SerializationFeature.INDENT_OUTPUT)
              .writeValueAsString(objects)
          + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("rows are plain values", e);
    }
  }

  private String csv() {
    StringBuilder text = new StringBuilder();
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader(columns.toArray(String[]::new)).get();
    try (CSVPrinter printer = new CSVPrinter(text, format)) {
      for (List<Optional<Object>> row : rows) {
        printer.printRecord(row.stream().map(value -> value.orElse("")).toList());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
