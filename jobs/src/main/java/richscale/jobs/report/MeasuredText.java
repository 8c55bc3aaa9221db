package richscale.jobs.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import richscale.jobs.store.Row;
import richscale.jobs.store.Tables;

/**
 * What terminal and page show of somebody else's measurements.
 *
 * @param configuration columns of a configuration
 * @param fits those after the last step of each configuration
 * @param optima the same
 * @param transfer the same
 */
public record MeasuredText(
    List<String> configuration, List<Row> fits, List<Row> optima, List<Row> transfer) {
  private static final int MAX_ROWS = 60;

  public MeasuredText {
    configuration = List.copyOf(configuration);
    fits = List.copyOf(fits);
    optima = List.copyOf(optima);
    transfer = List.copyOf(transfer);
  }

  /**
   * Collects it.
   *
   * @param tables complete
   * @param configuration columns of a configuration
   * @return what is shown
   * @throws IOException if a table cannot be read
   */
  public static MeasuredText of(Tables tables, List<String> configuration) throws IOException {
    List<String> withoutRate =
        configuration.stream().filter(column -> !column.equals("eta0")).toList();
    return new MeasuredText(
        configuration,
        last(tables.read("fits", row -> true), configuration),
        last(tables.read("optima", row -> true), withoutRate),
        last(tables.read("transfer", row -> true), withoutRate));
  }

  private static List<Row> last(List<Row> rows, List<String> configuration) {
    Map<List<String>, Integer> last = new HashMap<>();
    for (Row row : rows) {
      row.<Integer>find("step")
          .ifPresent(
              step -> last.merge(configuration.stream().map(row::text).toList(), step, Math::max));
    }
    return rows.stream()
        .filter(
            row ->
                row.find("step").isEmpty()
                    || row.find("step")
                        .equals(
                            Optional.ofNullable(
                                last.get(configuration.stream().map(row::text).toList()))))
        .toList();
  }

  /** {@return what the terminal shows} */
  public String text() {
    Configurations told =
        Configurations.of(
            fits,
            Stream.concat(
                    Stream.of("axis"), Stream.concat(configuration.stream(), Stream.of("width")))
                .toList());
    boolean lost = fits.stream().anyMatch(row -> row.integer("lost") > 0);
    boolean predicted = fits.stream().anyMatch(row -> row.find("predicted").isPresent());
    List<String> header = new ArrayList<>(List.of("observable", "layer"));
    header.addAll(told.varying());
    header.addAll(List.of("measured", "interval", "greatest 3"));
    if (predicted) {
      header.add("predicted");
    }
    if (lost) {
      header.add("lost");
    }
    header.add(predicted || lost ? "verdict" : "");
    TextTable table = new TextTable(2 + told.varying().size(), header.toArray(String[]::new));
    fits.stream()
        .sorted(
            Comparator.comparing((Row row) -> row.text("observable"))
                .thenComparing(row -> row.text("layer")))
        .limit(MAX_ROWS)
        .forEach(
            row -> {
              List<String> cells =
                  new ArrayList<>(List.of(row.text("observable"), row.text("layer")));
              told.varying().forEach(column -> cells.add(row.text(column)));
              cells.add(FitsText.number(row, "exponent"));
              cells.add(FitsText.interval(row, "ci_low", "ci_high"));
              cells.add(FitsText.number(row, "local_exponent"));
              if (predicted) {
                cells.add(FitsText.number(row, "predicted"));
              }
              if (lost) {
                cells.add(row.integer("lost") > 0 ? row.text("lost_at") : "");
              }
              cells.add(row.find("verdict").isPresent() ? row.text("verdict") : row.text("reason"));
              table.add(cells.toArray(String[]::new));
            });
    String axis = told.varying().contains("axis") ? "" : " in " + fits.get(0).text("axis");
    StringBuilder text =
        new StringBuilder("Exponents%s after the last step".formatted(axis))
            .append(
                told.shared().isEmpty() ? "" : ", " + told.without("axis").sharedText(fits.get(0)))
            .append("\n\n")
            .append(table.render())
            .append(
                fits.size() > MAX_ROWS
                    ? String.format(
                        Locale.ROOT, "  %d more are in the table fits%n", fits.size() - MAX_ROWS)
                    : "")
            .append('\n');
    List<String> withoutRate =
        Stream.concat(
                Stream.of("axis"),
                Stream.concat(
                    configuration.stream().filter(column -> !column.equals("eta0")),
                    Stream.of("width")))
            .toList();
    return text.append(TransferText.render(transfer, withoutRate)).toString();
  }
}
