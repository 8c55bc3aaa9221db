package richscale.jobs.report;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import richscale.jobs.store.Row;

/**
 * The columns that say what rows are about, in two parts: what all rows share, to be said once, and
 * what tells them apart.
 *
 * @param shared columns with one value
 * @param varying columns with several
 */
public record Configurations(List<String> shared, List<String> varying) {
  /** Follow from other columns, or are too long to be read. */
  private static final Set<String> UNTOLD = Set.of("measured_steps", "observables");

  /**
   * Finds out which columns differ among rows.
   *
   * @param rows of a table
   * @param columns those to look at
   * @return them, in two parts
   */
  public static Configurations of(List<Row> rows, List<String> columns) {
    var parts =
        columns.stream()
            .filter(column -> !UNTOLD.contains(column))
            .filter(column -> rows.stream().anyMatch(row -> row.find(column).isPresent()))
            .collect(
                Collectors.partitioningBy(
                    column -> rows.stream().map(row -> row.text(column)).distinct().count() > 1));
    return new Configurations(parts.get(false), parts.get(true));
  }

  /**
   * Returns what all rows share.
   *
   * @param row any of them
   * @return {@code name=value} in one line
   */
  public String sharedText(Row row) {
    return text(row, shared);
  }

  /**
   * Returns what tells a row from the others.
   *
   * @param row the row
   * @return {@code name=value} in one line
   */
  public String varyingText(Row row) {
    return text(row, varying);
  }

  /**
   * Returns these without some columns, as of rows that have not got them.
   *
   * @param columns their names
   * @return the others
   */
  Configurations without(String... columns) {
    List<String> left = List.of(columns);
    return new Configurations(
        shared.stream().filter(column -> !left.contains(column)).toList(),
        varying.stream().filter(column -> !left.contains(column)).toList());
  }

  private static String text(Row row, List<String> columns) {
    return columns.stream()
        .map(column -> column + "=" + row.text(column))
        .collect(Collectors.joining(" "));
  }
}
