package richscale.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import richscale.jobs.store.Row;

/**
 * The terminal's view of {@code fits}: measured against predicted exponents after the last step.
 */
public final class FitsText {
  private static final int MAX_TABLES = 6;

  private FitsText() {}

  /**
   * Returns what all configurations share and a table for each of those that have exponents, r
   * aside.
   *
   * @param headlines the exponents that are shown
   * @return lines of text; none without exponents
   */
  public static String render(Headlines headlines) {
    List<Row> rows = headlines.rows();
    if (rows.isEmpty()) {
      return "";
    }
    Map<String, List<Row>> tables = headlines.groups();
    int all = tables.size();
    tables
        .values()
        .removeIf(table -> table.stream().allMatch(row -> row.find("exponent").isEmpty()));
    StringBuilder text =
        new StringBuilder(headlines.configurations().without("axis").sharedText(rows.get(0)))
            .append("\n\n");
    tables.entrySet().stream()
        .limit(MAX_TABLES)
        .forEach(
            entry ->
                text.append(
                        "Exponents in %s after the last step"
                            .formatted(axis(entry.getValue().get(0))))
                    .append(entry.getKey().isEmpty() ? "" : ", " + entry.getKey())
                    .append("\n\n")
                    .append(table(entry.getValue()))
                    .append('\n'));
    if (tables.size() > MAX_TABLES) {
      text.append(
          String.format(
              Locale.ROOT,
              "%d more configurations are in the table fits%n%n",
              tables.size() - MAX_TABLES));
    }
    if (tables.size() < all) {
      text.append(
          String.format(
              Locale.ROOT,
              "%d configuration%s without exponents (%s)%n%n",
              all - tables.size(),
              all - tables.size() == 1 ? "" : "s",
              rows.stream()
                  .filter(row -> row.find("exponent").isEmpty())
                  .map(row -> row.text("reason"))
                  .findFirst()
                  .orElse("no reason")));
    }
    return text.toString();
  }

  private static String axis(Row row) {
    String axis = row.text("axis").replace('_', ' ');
    return switch (axis) {
      case "width" -> "width n";
      case "depth" -> "depth (layers from the last, -1; branches where there are some)";
      default -> axis;
    };
  }

  private static String table(List<Row> rows) {
    boolean lost = rows.stream().anyMatch(row -> row.integer("lost") > 0);
    boolean limit = rows.stream().anyMatch(row -> row.find("limit_exponent").isPresent());
    List<String> columns =
        new ArrayList<>(
            List.of(
                "observable",
                "layer",
                "r",
                "measured",
                "interval",
                "widest 3",
                "limit",
                "predicted",
                "verdict"));
    if (!limit) {
      columns.remove("limit");
    }
    if (lost) {
      columns.add(columns.size() - 1, "lost");
    }
    TextTable table = new TextTable(2, columns.toArray(String[]::new));
    for (String observable : Headlines.OBSERVABLES) {
      for (Row row : rows) {
        if (row.text("observable").equals(observable)) {
          List<String> cells =
              new ArrayList<>(
                  List.of(
                      observable,
                      row.text("layer"),
                      row.text("r"),
                      number(row, "exponent"),
                      interval(row, "ci_low", "ci_high"),
                      number(row, "local_exponent")));
          if (limit) {
            cells.add(number(row, "limit_exponent"));
          }
          cells.add(number(row, "predicted"));
          if (lost) {
            cells.add(row.integer("lost") > 0 ? row.text("lost") : "");
          }
          cells.add(row.find("verdict").isPresent() ? row.text("verdict") : row.text("reason"));
          table.add(cells.toArray(String[]::new));
        }
      }
    }
    return table.render();
  }

  /** Returns the number of a column to two decimals; empty if it is absent. */
  static String number(Row row, String column) {
    return row.<Double>find(column).map(FitsText::number).orElse("");
  }

  /** Returns the interval of two columns; empty if it is absent. */
  static String interval(Row row, String low, String high) {
    return row.find(low).isEmpty() ? "" : "[%s, %s]".formatted(number(row, low), number(row, high));
  }

  private static String number(double value) {
    // Adding 0 turns a rounded -0.00 into 0.00.
    return String.format(Locale.ROOT, "%.2f", Math.rint(value * 100) / 100 + 0.0);
  }
}
