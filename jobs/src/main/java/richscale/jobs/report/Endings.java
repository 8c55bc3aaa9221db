package richscale.jobs.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.regexp_replace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import richscale.jobs.store.Tables;

/**
 * How trials ended, and what all of them have in common.
 *
 * @param rows how many trials of each configuration and width ended in each way
 */
record Endings(List<Row> rows) {
  /** Reasons that are listed, the most frequent ones. */
  private static final int MAX_ROWS = 40;

  Endings {
    rows = List.copyOf(rows);
  }

  /** Counts them. */
  static Endings of(Dataset<Row> trials) {
    Column[] keys =
        Stream.concat(Tables.CONFIGURATION.stream(), Stream.of("width", "status", "reason"))
            .map(column -> col(column))
            .toArray(Column[]::new);
    return new Endings(
        trials
            .withColumn("reason", regexp_replace(col("reason"), "[0-9]+", "N"))
            .groupBy(keys)
            .agg(count(lit(1)).as("trials"), min("updates").as("fewest"), max("updates").as("most"))
            .collectAsList());
  }

  /** Adds them to what the page shows. */
  void put(Map<String, Object> data) {
    Map<String, Long> statuses = new TreeMap<>();
    Map<List<String>, List<Row>> unfinished = new LinkedHashMap<>();
    for (Row row : rows) {
      String status = row.getAs("status");
      statuses.merge(status, row.<Long>getAs("trials"), Long::sum);
      if (!status.equals("completed")) {
        unfinished
            .computeIfAbsent(
                List.of(status, Configurations.text(row, "reason")), key -> new ArrayList<>())
            .add(row);
      }
    }
    data.put(
        "statuses",
        statuses.entrySet().stream()
            .map(entry -> Map.of("status", entry.getKey(), "trials", entry.getValue()))
            .toList());
    data.put(
        "unfinished",
        unfinished.entrySet().stream()
            .map(entry -> summary(entry.getKey(), entry.getValue()))
            .sorted(Comparator.comparingLong(row -> -(long) row.get("trials")))
            .limit(MAX_ROWS)
            .toList());
    data.put(
        "shared",
        rows.isEmpty()
            ? ""
            : Configurations.of(rows, Tables.CONFIGURATION).sharedText(rows.get(0)));
  }

  private static Map<String, Object> summary(List<String> key, List<Row> rows) {
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("status", key.get(0));
    summary.put("reason", key.get(1));
    summary.put("trials", rows.stream().mapToLong(row -> row.getAs("trials")).sum());
    summary.put("narrowest", rows.stream().mapToInt(row -> row.getAs("width")).min().orElseThrow());
    summary.put("widest", rows.stream().mapToInt(row -> row.getAs("width")).max().orElseThrow());
    summary.put("fewest", rows.stream().mapToInt(row -> row.getAs("fewest")).min().orElseThrow());
    summary.put("most", rows.stream().mapToInt(row -> row.getAs("most")).max().orElseThrow());
    summary.put(
        "least_eta0", rows.stream().mapToDouble(row -> row.getAs("eta0")).min().orElseThrow());
    summary.put(
        "greatest_eta0", rows.stream().mapToDouble(row -> row.getAs("eta0")).max().orElseThrow());
    return summary;
  }
}
