package richscale.jobs.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;
import richscale.jobs.store.Row;
import richscale.spec.ArchitectureSpec;
import richscale.spec.Axis;

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
    Axis axis = axis(transfer);
    List<String> beside =
        Stream.concat(configuration.stream(), Stream.of("r", "width"))
            .distinct()
            .filter(column -> !column.equals("eta0") && !column.equals(axis.column()))
            .filter(column -> optima.isEmpty() || optima.get(0).columns().contains(column))
            .toList();
    Configurations told = Configurations.of(optima, beside);
    Configurations laws =
        Configurations.of(
            transfer,
            Stream.concat(Stream.of("axis"), Stream.concat(beside.stream(), Stream.of("width")))
                .toList());
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("axis", label(axis, optima));
    data.put(
        "optima",
        placed(
            optima,
            told,
            axis,
            "chosen_by",
            "eta0",
            "ci_low",
            "ci_high",
            "value",
            "at_edge",
            "largest_stable",
            "lost"));
    data.put("curves", placed(rates, told, axis, "eta0", "value", "lost"));
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

  /** Returns what curves are told apart by: the width, unless rates are followed along another. */
  private static Axis axis(List<Row> transfer) {
    List<String> axes = transfer.stream().map(row -> row.text("axis")).distinct().toList();
    return Stream.of(Axis.DEPTH, Axis.GAMMA, Axis.BATCH_SIZE)
        .filter(axis -> axes.equals(List.of(axis.column())))
        .findFirst()
        .orElse(Axis.WIDTH);
  }

  private static List<Map<String, Object>> placed(
      List<Row> rows, Configurations told, Axis axis, String... columns) {
    List<Map<String, Object>> placed = rows(rows, told, columns);
    for (int i = 0; i < placed.size(); i++) {
      placed.get(i).put("position", position(axis, rows.get(i)));
    }
    return placed;
  }

  private static double position(Axis axis, Row row) {
    return branches(axis, row).orElseGet(() -> ((Number) row.value(axis.column())).doubleValue());
  }

  /** Along the depth residual networks stand at the number of their branches. */
  private static OptionalDouble branches(Axis axis, Row row) {
    // Somebody else's measurements may have no such column.
    Optional<Object> architecture =
        row.columns().contains("architecture") ? row.find("architecture") : Optional.empty();
    if (axis != Axis.DEPTH || architecture.isEmpty()) {
      return OptionalDouble.empty();
    }
    OptionalInt branches =
        ArchitectureSpec.branchesIn(
            architecture.get().toString(), ((Number) row.value("depth")).intValue());
    return branches.isPresent() ? OptionalDouble.of(branches.getAsInt()) : OptionalDouble.empty();
  }

  private static String label(Axis axis, List<Row> optima) {
    return axis == Axis.DEPTH && optima.stream().allMatch(row -> branches(axis, row).isPresent())
        ? "number of branches"
        : axis.column().replace('_', ' ');
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
