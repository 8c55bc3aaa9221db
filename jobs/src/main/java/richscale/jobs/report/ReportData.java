package richscale.jobs.report;

import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.slice;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import richscale.jobs.store.Tables;
import richscale.theory.Observable;

/**
 * What the page shows, gathered from the tables in few queries, thinned to what a page can hold.
 */
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

  /** Points of the collapse. */
  static final int MAX_POINTS = 2000;

  private static final List<String> DRAWN =
      ids(Observable.DELTA_H_NORM, Observable.DELTA_F_RMS, Observable.GRAD_H_NORM);

  private static final List<String> CURVES =
      ids(Observable.LOSS, Observable.TEST_LOSS, Observable.TEST_ACCURACY);

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

  private static List<String> ids(Observable... observables) {
    return Arrays.stream(observables).map(Observable::id).toList();
  }

  /** Returns all of it as what JSON is made of. */
  Map<String, Object> gather(Summary summary, boolean claims) {
    Map<String, Object> data = new LinkedHashMap<>();
    summary.endings().put(data);
    data.put("lost", summary.lost().page());
    putGroups(data, summary.headlines());
    data.put("collapse", collapse());
    data.put("rates", rates(summary.rates()));
    if (claims) {
      data.put(
          "claims",
          tables.read("claims").orderBy("claim", "circulated", "part").collectAsList().stream()
              .map(
                  row ->
                      values(
                          row,
                          "claim",
                          "statement",
                          "claim_verdict",
                          "part",
                          "predicted",
                          "measured",
                          "ci_low",
                          "ci_high",
                          "verdict",
                          "circulated"))
              .toList());
    }
    return data;
  }

  /** Configurations that differ in r alone make a group; those with most exponents are shown. */
  private void putGroups(Map<String, Object> data, Headlines headlines) {
    Map<String, List<Row>> groups = headlines.groups();
    Map<String, List<Row>> shown = new LinkedHashMap<>();
    groups.entrySet().stream()
        .filter(group -> group.getValue().stream().anyMatch(fit -> fit.getAs("exponent") != null))
        .sorted(Comparator.comparingInt(group -> -group.getValue().size()))
        .limit(MAX_GROUPS)
        .forEach(group -> shown.put(group.getKey(), group.getValue()));
    List<Integer> every =
        headlines.rows().stream()
            .map(ReportData::layer)
            .filter(l -> l > 0)
            .distinct()
            .sorted()
            .toList();
    List<Integer> layers = thin(every, MAX_LAYERS);
    Map<String, List<Row>> means =
        means(shown.values(), headlines.configurations(), layers).stream()
            .collect(Collectors.groupingBy(headlines.configurations()::varyingText));
    data.put("groups_in_all", groups.size());
    data.put("seeds_drawn", MAX_SEEDS);
    if (every.size() > layers.size()) {
      data.put(
          "thinned",
          String.format(
              Locale.ROOT,
              "Charts show %d of %d layers; all are in the tables.",
              layers.size(),
              every.size()));
    }
    data.put(
        "groups",
        shown.entrySet().stream()
            .map(
                group ->
                    group(
                        group.getKey(),
                        group.getValue(),
                        means.getOrDefault(group.getKey(), List.of()),
                        layers))
            .toList());
  }

  /**
   * Returns the means over seeds of all that is drawn of some groups, at the steps that are shown,
   * with the values of single seeds after the last step.
   */
  private List<Row> means(
      Iterable<List<Row>> groups, Configurations configurations, List<Integer> layers) {
    Column wanted = lit(false);
    for (List<Row> fits : groups) {
      Row first = fits.get(0);
      Column mine = lit(true);
      for (String column : configurations.varying()) {
        mine = mine.and(col(column).equalTo(first.getAs(column)));
      }
      List<Integer> steps =
          Arrays.stream(first.<String>getAs("measured_steps").split(",", -1))
              .map(Integer::valueOf)
              .toList();
      wanted = wanted.or(mine.and(col("step").isin(thin(steps, MAX_CURVE).toArray())));
    }
    Column[] keys =
        Stream.concat(
                configurations.varying().stream(),
                Stream.of("observable", "layer", "r", "width", "step", "steps"))
            .distinct()
            .map(column -> col(column))
            .toArray(Column[]::new);
    return measurements
        .filter(
            col("observable")
                .isin(Stream.concat(DRAWN.stream(), CURVES.stream()).toArray())
                .and(col("layer").isNull().or(col("layer").isin(layers.toArray()))))
        .join(completed, "trial_id")
        .filter(wanted)
        .groupBy(keys)
        .agg(
            avg("value").as("value"),
            slice(
                    array_sort(
                        collect_list(
                            when(
                                col("step").equalTo(col("steps")),
                                struct(col("seed"), col("value"))))),
                    1,
                    MAX_SEEDS)
                .as("seeds"))
        .collectAsList();
  }

  private static Map<String, Object> group(
      String name, List<Row> fits, List<Row> means, List<Integer> layers) {
    Map<String, Object> group = new LinkedHashMap<>();
    group.put("name", name);
    group.put(
        "fits",
        fits.stream()
            .filter(fit -> layer(fit) == 0 || layers.contains(layer(fit)))
            .sorted(
                Comparator.comparing(
                        (Row fit) -> Headlines.OBSERVABLES.indexOf(fit.<String>getAs("observable")))
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
    List<Row> ordered =
        means.stream()
            .sorted(
                Comparator.comparing((Row row) -> row.<String>getAs("observable"))
                    .thenComparing(ReportData::layer)
                    .thenComparing(row -> row.<Double>getAs("r"))
                    .thenComparing(row -> row.<Integer>getAs("step"))
                    .thenComparing(row -> row.<Integer>getAs("width")))
            .toList();
    group.put("points", points(ordered));
    List<Integer> steps =
        thin(
            ordered.stream()
                .map(row -> row.<Integer>getAs("step"))
                .filter(step -> step > 0)
                .distinct()
                .sorted()
                .toList(),
            MAX_STEPS);
    group.put(
        "coordinates",
        ordered.stream()
            .filter(row -> row.getAs("observable").equals(Observable.DELTA_H_NORM.id()))
            .filter(row -> steps.contains(row.<Integer>getAs("step")))
            .map(row -> values(row, "layer", "r", "step", "width", "value"))
            .toList());
    int widest = ordered.stream().mapToInt(row -> row.getAs("width")).max().orElse(0);
    group.put("widest", widest);
    group.put(
        "curves",
        ordered.stream()
            .filter(row -> CURVES.contains(row.<String>getAs("observable")))
            .filter(row -> row.<Integer>getAs("width") == widest)
            .map(row -> values(row, "observable", "r", "step", "value"))
            .toList());
    return group;
  }

  /** The values of single seeds after the last step. */
  private static List<Map<String, Object>> points(List<Row> means) {
    List<Map<String, Object>> points = new ArrayList<>();
    for (Row row : means) {
      if (DRAWN.contains(row.<String>getAs("observable"))
          && row.getAs("step").equals(row.getAs("steps"))) {
        for (Row seed : row.<Row>getList(row.fieldIndex("seeds"))) {
          Map<String, Object> point = values(row, "observable", "layer", "r", "width");
          point.put("value", seed.getAs("value"));
          points.add(point);
        }
      }
    }
    return points;
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

  private static int layer(Row row) {
    return row.getAs("layer") == null ? 0 : row.<Integer>getAs("layer");
  }

  /** The movement of representations against alpha / sqrt(n), of all configurations. */
  private List<Map<String, Object>> collapse() {
    return measurements
        .filter(col("observable").equalTo(Observable.RELATIVE_DELTA_H.id()))
        .join(completed.filter(col("gauge").notEqual("standard")), "trial_id")
        .filter(col("step").equalTo(col("steps")))
        .groupBy("layer", "r", "gamma", "width")
        .agg(avg("value").as("value"))
        .orderBy("layer", "r", "gamma", "width")
        .limit(MAX_POINTS)
        .collectAsList()
        .stream()
        .map(row -> values(row, "layer", "r", "gamma", "width", "value"))
        .toList();
  }

  private static Map<String, Object> rates(List<Row> rates) {
    List<String> columns =
        Stream.concat(
                Stream.of("observable"),
                Configurations.of(rates, Tables.configurationWithout("eta0")).varying().stream())
            .toList();
    String[] shown =
        Stream.concat(
                columns.stream(),
                Stream.of("width", "eta0", "at_edge", "tried", "chosen_by", "value"))
            .toArray(String[]::new);
    Map<String, Object> table = new LinkedHashMap<>();
    table.put("columns", columns);
    table.put("rows", rates.stream().map(row -> values(row, shown)).limit(MAX_POINTS).toList());
    return table;
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
