package richscale.jobs.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import richscale.jobs.store.Row;

/** What the page shows of best learning rates: the optima and their laws. */
final class OptimaData {
  /** Optima that a page can hold. */
  private static final int MAX_ROWS = 2000;

  private OptimaData() {}

  /**
   * Collects it.
   *
   * @param optima rows of the table, after the last step
   * @param transfer rows of the table, after the last step
   * @param rates what rates gave after the last step
   * @param configuration columns that may tell rows apart
   */
  static Map<String, Object> of(
      List<Row> optima, List<Row> transfer, List<Row> rates, List<String> configuration) {
    List<String> beside =
        Stream.concat(configuration.stream(), Stream.of("r"))
            .distinct()
            .filter(column -> !column.equals("eta0"))
            .filter(column -> optima.isEmpty() || optima.get(0).columns().contains(column))
            .toList();
    Configurations told = Configurations.of(optima, beside);
    Configurations laws =
        Configurations.of(
            transfer,
            Stream.concat(Stream.of("axis"), Stream.concat(beside.stream(), Stream.of("width")))
                .toList());
    Map<String, Object> data = new LinkedHashMap<>();
    data.put(
        "optima",
        rows(
            optima,
            told,
            "width",
            "chosen_by",
            "eta0",
            "ci_low",
            "ci_high",
            "value",
            "at_edge",
            "largest_stable",
            "lost"));
    data.put("curves", rows(rates, told, "width", "eta0", "value", "lost"));
    data.put(
        "transfer",
        rows(
            transfer,
            laws,
            "exponent",
            "ci_low",
            "ci_high",
            "predicted",
            "verdict",
            "penalty",
            "penalty_ci_low",
            "penalty_ci_high",
            "stable_exponent",
            "stable_low",
            "stable_high",
            "stable_predicted",
            "stable_verdict",
            "reason"));
    return data;
  }

  private static List<Map<String, Object>> rows(
      List<Row> rows, Configurations told, String... columns) {
    return rows.stream()
        .limit(MAX_ROWS)
        .map(
            row -> {
              Map<String, Object> values = ReportData.values(row, columns);
              values.put("name", told.varyingText(row));
              return values;
            })
        .toList();
  }
}
