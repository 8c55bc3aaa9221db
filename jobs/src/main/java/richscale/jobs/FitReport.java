package richscale.jobs;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import richscale.jobs.store.Tables;
import richscale.theory.Observable;

/**
 * The terminal's view of {@code fits}: measured against predicted exponents after the last step.
 */
final class FitReport {
  private static final List<Observable> HEADLINES =
      List.of(
          Observable.DELTA_H_NORM,
          Observable.DELTA_F_RMS,
          Observable.GRAD_H_NORM,
          Observable.DELTA_W_OP,
          Observable.ALIGNMENT);

  /** Columns that are in the table itself, or too long for its title. */
  private static final Set<String> UNTITLED = Set.of("r", "measured_steps", "observables");

  private static final int MAX_TABLES = 6;

  private FitReport() {}

  /** Returns one table for each configuration, r aside. */
  static String render(Dataset<Row> fits) {
    Object[] ids = HEADLINES.stream().map(Observable::id).toArray();
    Map<String, List<Row>> byConfiguration = new LinkedHashMap<>();
    for (Row row :
        fits.filter(col("step").equalTo(col("steps")).and(col("observable").isin(ids)))
            .collectAsList()) {
      byConfiguration.computeIfAbsent(configuration(row), key -> new ArrayList<>()).add(row);
    }
    StringBuilder text = new StringBuilder();
    byConfiguration.entrySet().stream()
        .limit(MAX_TABLES)
        .forEach(
            entry ->
                text.append("Exponents in width n after the last step, ")
                    .append(entry.getKey())
                    .append("\n\n")
                    .append(table(entry.getValue()))
                    .append('\n'));
    if (byConfiguration.size() > MAX_TABLES) {
      text.append(
          "%d more configurations are in the table fits%n"
              .formatted(byConfiguration.size() - MAX_TABLES));
    }
    return text.toString();
  }

  private static String configuration(Row row) {
    List<String> parts = new ArrayList<>();
    for (String column : Tables.CONFIGURATION) {
      if (!UNTITLED.contains(column)) {
        parts.add(column + "=" + row.get(row.fieldIndex(column)));
      }
    }
    return String.join(" ", parts);
  }

  private static String table(List<Row> rows) {
    TextTable table =
        new TextTable(
            2,
            "observable",
            "layer",
            "r",
            "measured",
            "interval",
            "widest 3",
            "predicted",
            "verdict");
    for (Observable observable : HEADLINES) {
      for (Row row : rows) {
        if (row.getAs("observable").equals(observable.id())) {
          table.add(
              observable.id(),
              text(row, "layer"),
              text(row, "r"),
              number(row, "exponent"),
              row.getAs("ci_low") == null
                  ? ""
                  : "[%s, %s]".formatted(number(row, "ci_low"), number(row, "ci_high")),
              number(row, "local_exponent"),
              number(row, "predicted"),
              row.getAs("verdict") != null ? text(row, "verdict") : text(row, "reason"));
        }
      }
    }
    return table.render();
  }

  private static String text(Row row, String column) {
    Object value = row.get(row.fieldIndex(column));
    return value == null ? "" : value.toString();
  }

  private static String number(Row row, String column) {
    Double value = row.getAs(column);
    // Adding 0 turns a rounded -0.00 into 0.00.
    return value == null
        ? ""
        : String.format(Locale.ROOT, "%.2f", Math.rint(value * 100) / 100 + 0.0);
  }
}
