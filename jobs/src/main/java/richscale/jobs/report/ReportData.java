package richscale.jobs.report;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.row_number;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import richscale.jobs.store.Configurations;
import richscale.jobs.store.Tables;
import richscale.theory.Observable;

/** What the page shows, gathered from the tables and thinned to what a page can hold. */
final class ReportData {
  /** Groups of configurations with charts of their own; the others stay in the tables. */
  static final int MAX_GROUPS = 4;

  /** Seeds that are drawn for one point of the grid, the least ones. */
  static final int MAX_SEEDS = 8;

  /** Layers of a deep network that are shown. */
  static final int MAX_LAYERS = 6;

  /** Measured steps of the coordinate check. */
  static final int MAX_STEPS = 8;

  /** Points of a training curve. */
  static final int MAX_CURVE = 100;

  /** Rows of a list, such as that of reasons. */
  static final int MAX_ROWS = 40;

  /** Points of the collapse. */
  static final int MAX_POINTS = 2000;

  private static final List<String> FITTED =
      Stream.of(
              Observable.DELTA_H_NORM,
              Observable.DELTA_F_RMS,
              Observable.GRAD_H_NORM,
              Observable.DELTA_W_OP,
              Observable.ALIGNMENT)
          .map(Observable::id)
          .toList();

  private static final List<String> DRAWN =
      Stream.of(Observable.DELTA_H_NORM, Observable.DELTA_F_RMS, Observable.GRAD_H_NORM)
          .map(Observable::id)
          .toList();

  private static final List<String> CURVES =
      Stream.of(Observable.LOSS, Observable.TEST_LOSS, Observable.TEST_ACCURACY)
          .map(Observable::id)
          .toList();

  private final Tables tables;
  private final Dataset<Row> trials;
  private final Dataset<Row> completed;
  private final Dataset<Row> measurements;

  ReportData(Tables tables) {
    this.tables = tables;
    trials = tables.read("trials");
    completed = trials.filter(col("status").equalTo("completed"));
    measurements = tables.read("measurements");
  }

  /** Returns all of it as what JSON is made of. */
  Map<String, Object> gather(boolean claims) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("statuses", rows(trials.groupBy("status").agg(count(lit(1)).as("trials"))));
    data.put(
        "unfinished",
        rows(
            trials
                .filter(col("status").notEqual("completed"))
                .withColumn("reason", regexp_replace(col("reason"), "[0-9]+", "N"))
                .groupBy("status", "reason")
                .agg(
                    count(lit(1)).as("trials"),
                    min("width").as("narrowest"),
                    max("width").as("widest"),
                    min("updates").as("fewest"),
                    max("updates").as("most"),
                    min("eta0").as("least_eta0"),
                    max("eta0").as("greatest_eta0"))
                .orderBy(col("trials").desc())
                .limit(MAX_ROWS)));
    List<Row> fits =
        tables
            .read("fits")
            .filter(col("step").equalTo(col("steps")).and(col("observable").isin(FITTED.toArray())))
            .collectAsList();
    Configurations all =
        Configurations.of(
            fits, Tables.CONFIGURATION.stream().filter(column -> !column.equals("r")).toList());
    Map<String, List<Row>> groups = new LinkedHashMap<>();
    for (Row fit : fits) {
      groups.computeIfAbsent(all.varyingText(fit), key -> new ArrayList<>()).add(fit);
    }
    List<Map.Entry<String, List<Row>>> largest =
        groups.entrySet().stream()
            .filter(
                group -> group.getValue().stream().anyMatch(fit -> fit.getAs("exponent") != null))
            .sorted(Comparator.comparingInt(group -> -group.getValue().size()))
            .toList();
    data.put("shared", shared());
    data.put("groups_in_all", groups.size());
    data.put("seeds_drawn", MAX_SEEDS);
    int deepest = fits.stream().mapToInt(ReportData::layer).max().orElse(0);
    if (deepest > MAX_LAYERS) {
      data.put(
          "thinned",
          "Charts show %d of %d layers; all are in the tables.".formatted(MAX_LAYERS, deepest));
    }
    data.put(
        "groups",
        largest.stream()
            .limit(MAX_GROUPS)
            .map(group -> group(group.getKey(), group.getValue(), all.varying()))
            .toList());
    data.put("collapse", collapse());
    data.put("rates", rates(tables.read("rates").collectAsList()));
    if (claims) {
      data.put(
          "claims",
          rows(
              tables
                  .read("claims")
                  .select(
                      "claim",
                      "statement",
                      "claim_verdict",
                      "part",
                      "predicted",
                      "measured",
                      "ci_low",
                      "ci_high",
                      "verdict",
                      "circulated")
                  .orderBy("claim", "circulated", "part")));
    }
    return data;
  }

  /** Says what all trials have in common. */
  private String shared() {
    List<Row> some =
        trials
            .select(Tables.CONFIGURATION.stream().map(column -> col(column)).toArray(Column[]::new))
            .distinct()
            .limit(MAX_POINTS)
            .collectAsList();
    return some.isEmpty()
        ? ""
        : Configurations.of(some, Tables.CONFIGURATION).sharedText(some.get(0));
  }

  private Map<String, Object> group(String name, List<Row> fits, List<String> varying) {
    Column mine = lit(true);
    for (String column : varying) {
      mine = mine.and(col(column).equalTo(fits.get(0).getAs(column)));
    }
    List<Integer> layers =
        thin(
            fits.stream().map(ReportData::layer).filter(l -> l > 0).distinct().sorted().toList(),
            MAX_LAYERS);
    Column shown = col("layer").isNull().or(col("layer").isin(layers.toArray()));
    Dataset<Row> measured =
        measurements
            .filter(shown)
            .join(
                completed.filter(mine).select("trial_id", "width", "r", "seed", "steps"),
                "trial_id");
    List<Integer> steps =
        measured.filter(col("step").gt(0)).select("step").distinct().collectAsList().stream()
            .map(row -> row.getInt(0))
            .sorted()
            .toList();
    Map<String, Object> group = new LinkedHashMap<>();
    group.put("name", name);
    group.put(
        "fits",
        fits.stream()
            .filter(fit -> layer(fit) == 0 || layers.contains(layer(fit)))
            .sorted(
                Comparator.comparing((Row fit) -> FITTED.indexOf(fit.<String>getAs("observable")))
                    .thenComparing(fit -> fit.<Double>getAs("r"))
                    .thenComparing(fit -> layer(fit)))
            .map(
                fit ->
                    values(
                        fit,
                        "observable",
                        "layer",
                        "r",
                        "exponent",
                        "ci_low",
                        "ci_high",
                        "local_exponent",
                        "predicted",
                        "verdict",
                        "reason",
                        "widths",
                        "seeds"))
            .toList());
    group.put(
        "points",
        rows(
            measured
                .filter(
                    col("step").equalTo(col("steps")).and(col("observable").isin(DRAWN.toArray())))
                .withColumn(
                    "rank",
                    row_number()
                        .over(
                            Window.partitionBy("observable", "layer", "r", "width")
                                .orderBy("seed")))
                .filter(col("rank").leq(MAX_SEEDS))
                .select("observable", "layer", "r", "width", "value")));
    group.put(
        "coordinates",
        rows(
            measured
                .filter(
                    col("observable")
                        .equalTo(Observable.DELTA_H_NORM.id())
                        .and(col("step").isin(thin(steps, MAX_STEPS).toArray())))
                .groupBy("layer", "r", "step", "width")
                .agg(avg("value").as("value"))
                .orderBy("layer", "r", "step", "width")));
    // A group has an exponent, so that some trial of it completed.
    int widest = measured.agg(max("width")).first().getInt(0);
    group.put("widest", widest);
    group.put(
        "curves",
        rows(
            measured
                .filter(
                    col("width")
                        .equalTo(widest)
                        .and(col("observable").isin(CURVES.toArray()))
                        .and(
                            col("step")
                                .equalTo(0)
                                .or(col("step").isin(thin(steps, MAX_CURVE).toArray()))))
                .groupBy("observable", "r", "step")
                .agg(avg("value").as("value"))
                .orderBy("observable", "r", "step")));
    return group;
  }

  /** Returns the first, the last and as many between them, evenly, as there may be. */
  static List<Integer> thin(List<Integer> all, int most) {
    if (all.size() <= most) {
      return all;
    }
    return IntStream.range(0, most)
        .mapToObj(i -> all.get((int) Math.round(i * (all.size() - 1.0) / (most - 1))))
        .toList();
  }

  private static int layer(Row fit) {
    return fit.getAs("layer") == null ? 0 : fit.<Integer>getAs("layer");
  }

  /** The movement of representations against alpha / sqrt(n), of all configurations. */
  private List<Map<String, Object>> collapse() {
    return rows(
        measurements
            .filter(col("observable").equalTo(Observable.RELATIVE_DELTA_H.id()))
            .join(completed.filter(col("gauge").notEqual("standard")), "trial_id")
            .filter(col("step").equalTo(col("steps")))
            .groupBy("layer", "r", "gamma", "width")
            .agg(avg("value").as("value"))
            .orderBy("layer", "r", "gamma", "width")
            .limit(MAX_POINTS));
  }

  private static Map<String, Object> rates(List<Row> rates) {
    List<String> columns =
        Stream.concat(
                Stream.of("observable"),
                Configurations.of(
                    rates,
                    Tables.CONFIGURATION.stream().filter(column -> !column.equals("eta0")).toList())
                    .varying()
                    .stream())
            .toList();
    Map<String, Object> table = new LinkedHashMap<>();
    table.put("columns", columns);
    table.put(
        "rows",
        rates.stream()
            .map(
                row ->
                    values(
                        row,
                        Stream.concat(
                                columns.stream(),
                                Stream.of(
                                    "width",
                                    "eta0",
                                    "at_edge",
                                    "tried",
                                    "chosen_by",
                                    "value",
                                    "ci_low",
                                    "ci_high"))
                            .toArray(String[]::new)))
            .limit(MAX_POINTS)
            .toList());
    return table;
  }

  private static List<Map<String, Object>> rows(Dataset<Row> rows) {
    String[] columns = rows.columns();
    return rows.collectAsList().stream().map(row -> values(row, columns)).toList();
  }

  /** Absent values have no entry. */
  private static Map<String, Object> values(Row row, String... columns) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (String column : columns) {
      Object value = row.getAs(column);
      if (value != null) {
        values.put(column, value);
      }
    }
    return values;
  }
}
