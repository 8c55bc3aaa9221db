package richscale.jobs.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import richscale.jobs.fit.RateTable;
import richscale.jobs.store.Row;

/** The terminal's view of {@code rates}: the best rate and the losses at it, by width. */
public final class RatesText {
  private static final int MAX_ROWS = 24;

  private RatesText() {}

  /**
   * Returns a table of best rates, where several were tried, and one of losses.
   *
   * @param rows of the table {@code rates}
   * @return lines of text; none without rows
   */
  public static String render(List<Row> rows) {
    if (rows.isEmpty()) {
      return "";
    }
    List<String> columns =
        Configurations.of(
                rows, RateTable.KEYS.stream().filter(column -> !column.equals("width")).toList())
            .varying();
    StringBuilder text = new StringBuilder();
    int tried = rows.stream().mapToInt(row -> row.integer("tried")).max().orElseThrow();
    if (tried > 1) {
      List<Row> choices =
          rows.stream()
              .filter(row -> row.find("observable").equals(row.find("chosen_by")))
              .toList();
      String criterion =
          choices.stream()
              .map(row -> row.text("chosen_by"))
              .distinct()
              .collect(Collectors.joining(" or "));
      text.append(
              String.format(
                  Locale.ROOT,
                  "Best eta0 of up to %d by %s after the last step, mean over seeds, by width",
                  tried,
                  criterion))
          .append(
              choices.stream().anyMatch(row -> row.flag("at_edge"))
                  ? " (*: least or greatest tried)"
                  : "")
          .append("\n\n")
          .append(
              table(
                  choices,
                  columns,
                  row -> number(row.real("eta0")) + (row.flag("at_edge") ? "*" : "")))
          .append('\n');
    }
    List<String> withObservable = new ArrayList<>();
    withObservable.add("observable");
    withObservable.addAll(columns);
    return text.append("After the last step")
        .append(tried > 1 ? " at the best eta0" : "")
        .append(", mean over seeds, by width\n\n")
        .append(table(rows, withObservable, row -> number(row.real("value"))))
        .append('\n')
        .toString();
  }

  private static String table(List<Row> rows, List<String> labels, Function<Row, String> cell) {
    TreeSet<Integer> widths = new TreeSet<>();
    Map<List<String>, Map<Integer, String>> cells = new LinkedHashMap<>();
    for (Row row : rows) {
      int width = row.integer("width");
      widths.add(width);
      cells
          .computeIfAbsent(labels.stream().map(row::text).toList(), key -> new TreeMap<>())
          .put(width, cell.apply(row));
    }
    List<String> header = new ArrayList<>(labels);
    widths.forEach(width -> header.add(width.toString()));
    TextTable table = new TextTable(labels.size(), header.toArray(String[]::new));
    cells.entrySet().stream()
        .sorted((a, b) -> a.getKey().get(0).compareTo(b.getKey().get(0)))
        .limit(MAX_ROWS)
        .forEach(
            entry -> {
              List<String> line = new ArrayList<>(entry.getKey());
              widths.forEach(width -> line.add(entry.getValue().getOrDefault(width, "")));
              table.add(line.toArray(String[]::new));
            });
    return table.render()
        + (cells.size() > MAX_ROWS
            ? String.format(
                Locale.ROOT, "  %d more rows are in the table rates%n", cells.size() - MAX_ROWS)
            : "");
  }

  /** Three significant digits, as people write them. */
  private static String number(double value) {
    double magnitude = Math.abs(value);
    if (magnitude >= 100 || value == 0) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    if (magnitude < 1e-3) {
      return String.format(Locale.ROOT, "%.1e", value);
    }
    int decimals = magnitude >= 10 ? 1 : magnitude >= 1 ? 2 : magnitude >= 0.1 ? 3 : 4;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
