package richscale.jobs;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import richscale.jobs.store.Configurations;
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

  private static final int MAX_TABLES = 6;

  private FitReport() {}

  /**
   * Returns what all configurations share and a table for each of those that have exponents, r
   * aside.
   */
  static String render(Dataset<Row> fits) {
    Object[] ids = HEADLINES.stream().map(Observable::id).toArray();
    List<Row> rows =
        fits.filter(col("step").equalTo(col("steps")).and(col("observable").isin(ids)))
            .collectAsList();
    if (rows.isEmpty()) {
      return "";
    }
    Configurations configurations =
        Configurations.of(
            rows, Tables.CONFIGURATION.stream().filter(column -> !column.equals("r")).toList());
    Map<String, List<Row>> tables = new LinkedHashMap<>();
    for (Row row : rows) {
      tables.computeIfAbsent(configurations.varyingText(row), key -> new ArrayList<>()).add(row);
    }
    int all = tables.size();
    tables
        .values()
        .removeIf(
            table -> table.stream().allMatch(row -> row.isNullAt(row.fieldIndex("exponent"))));
    StringBuilder text = new StringBuilder(configurations.sharedText(rows.get(0))).append("\n\n");
    tables.entrySet().stream()
        .limit(MAX_TABLES)
        .forEach(
            entry ->
                text.append("Exponents in width n after the last step")
                    .append(entry.getKey().isEmpty() ? "" : ", " + entry.getKey())
                    .append("\n\n")
                    .append(table(entry.getValue()))
                    .append('\n'));
    if (tables.size() > MAX_TABLES) {
      text.append(
          "%d more configurations are in the table fits%n%n".formatted(tables.size() - MAX_TABLES));
    }
    if (tables.size() < all) {
      text.append(
          "%d configuration%s without exponents (%s)%n%n"
              .formatted(
                  all - tables.size(),
                  all - tables.size() == 1 ? "" : "s",
                  rows.stream()
                      .filter(row -> row.isNullAt(row.fieldIndex("exponent")))
                      .map(row -> Configurations.text(row, "reason"))
                      .findFirst()
                      .orElse("no reason")));
    }
    return text.toString();
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
              Configurations.text(row, "layer"),
              Configurations.text(row, "r"),
              number(row, "exponent"),
              row.getAs("ci_low") == null
                  ? ""
                  : "[%s, %s]".formatted(number(row, "ci_low"), number(row, "ci_high")),
              number(row, "local_exponent"),
              number(row, "predicted"),
              row.getAs("verdict") != null
                  ? Configurations.text(row, "verdict")
                  : Configurations.text(row, "reason"));
        }
      }
    }
    return table.render();
  }

  private static String number(Row row, String column) {
    Double value = row.getAs(column);
    // Adding 0 turns a rounded -0.00 into 0.00.
    return value == null
        ? ""
        : String.format(Locale.ROOT, "%.2f", Math.rint(value * 100) / 100 + 0.0);
  }
}
