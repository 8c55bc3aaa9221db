package richscale.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import richscale.jobs.store.Row;
import richscale.jobs.store.Tables;

/** The terminal's view of {@code transfer}: how best learning rates carry over along an axis. */
public final class TransferText {
  private static final int MAX_ROWS = 24;

  private static final List<String> COLUMNS =
      Stream.concat(Stream.of("axis"), Tables.BESIDE_ANY_AXIS.stream())
          .filter(column -> !column.equals("eta0"))
          .toList();

  private TransferText() {}

  /**
   * Returns the laws after the last step.
   *
   * @param rows of the table {@code transfer}
   * @return lines of text; none without rows
   */
  public static String render(List<Row> rows) {
    return render(rows.stream().filter(TransferText::last).toList(), COLUMNS);
  }

  /**
   * Returns laws.
   *
   * @param last rows like those of the table {@code transfer}
   * @param columns that tell them apart
   * @return lines of text; none without rows
   */
  public static String render(List<Row> last, List<String> columns) {
    if (last.isEmpty()) {
      return "";
    }
    List<String> varying = Configurations.of(last, columns).varying();
    List<String> header = new ArrayList<>(varying);
    header.addAll(
        List.of(
            "eta0* ~",
            "interval",
            "predicted",
            "verdict",
            "penalty",
            "interval",
            "largest stable ~",
            "range",
            "predicted"));
    TextTable table = new TextTable(varying.size(), header.toArray(String[]::new));
    last.stream()
        .limit(MAX_ROWS)
        .forEach(
            row -> {
              List<String> cells = new ArrayList<>(varying.stream().map(row::text).toList());
              cells.add(FitsText.number(row, "exponent"));
              cells.add(FitsText.interval(row, "ci_low", "ci_high"));
              cells.add(FitsText.number(row, "predicted"));
              cells.add(row.text("verdict"));
              cells.add(FitsText.number(row, "penalty"));
              cells.add(FitsText.interval(row, "penalty_ci_low", "penalty_ci_high"));
              cells.add(FitsText.number(row, "stable_exponent"));
              cells.add(FitsText.interval(row, "stable_low", "stable_high"));
              cells.add(FitsText.number(row, "stable_predicted"));
              table.add(cells.toArray(String[]::new));
            });
    String axis = last.get(0).text("axis").replace('_', ' ');
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "Best eta0 as a power of %s (a parabola in log eta0 through the best by %s), the"
                    + " loss at the%n"
                    + "greatest by the best eta0 of the least over that by its own, and the largest"
                    + " eta0 that no seed diverges at%n%n",
                varying.contains("axis") ? "the axis" : axis,
                last.get(0).text("chosen_by")));
    text.append(table.render()).append('\n');
    last.stream()
        .filter(row -> row.find("reason").isPresent())
        .map(
            row ->
                "  %s%s%n"
                    .formatted(
                        varying.isEmpty()
                            ? ""
                            : String.join(
                                    " ",
                                    varying.stream()
                                        .map(column -> column + "=" + row.text(column))
                                        .toList())
                                + ": ",
                        row.text("reason")))
        .limit(MAX_ROWS)
        .forEach(text::append);
    if (last.size() > MAX_ROWS) {
      text.append(
          String.format(
              Locale.ROOT, "  %d more are in the table transfer%n", last.size() - MAX_ROWS));
    }
    return text.append(last.stream().anyMatch(r -> r.find("reason").isPresent()) ? "\n" : "")
        .toString();
  }

  /** Returns whether a law is that after the last step. */
  static boolean last(Row row) {
    return row.find("step").isEmpty() || row.find("step").equals(row.find("steps"));
  }
}
