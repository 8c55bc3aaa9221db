package richscale.jobs.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import richscale.jobs.fit.OptimaTables;
import richscale.jobs.store.Row;
import richscale.jobs.store.Tables;
import richscale.spec.Axis;
import richscale.spec.TrialField;
import richscale.theory.Observable;

/** What the page shows, gathered from the tables, thinned to what a page can hold. */
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

  /** What is shown of a fit. */
  static final List<String> OF_FITS =
      List.of(
          "observable",
          "layer",
          "r",
          "exponent",
          "ci_low",
          "ci_high",
          "local_exponent",
          "predicted",
          "limit_exponent",
          "ruler",
          "verdict",
          "reason",
          "widths",
          "seeds",
          "lost",
          "lost_at");

  private static final List<String> DRAWN =
      ids(Observable.DELTA_H_NORM, Observable.DELTA_F_RMS, Observable.GRAD_H_NORM);

  private static final List<String> CURVES =
      ids(Observable.LOSS, Observable.TEST_LOSS, Observable.TEST_ACCURACY);

  private static final Comparator<Row> DRAWING_ORDER =
      Comparator.comparing((Row row) -> row.text("observable"))
          .thenComparing(ReportData::layer)
          .thenComparing(row -> row.real("r"))
          .thenComparing(row -> row.integer("step"))
          .thenComparing(row -> row.integer("width"));

  private final Tables tables;

  ReportData(Tables tables) {
    this.tables = tables;
  }

  private static List<String> ids(Observable... observables) {
    return Arrays.stream(observables).map(Observable::id).toList();
  }

  /** Returns all of it as what JSON is made of. */
  Map<String, Object> gather(Summary summary, boolean claims) throws IOException {
    Map<String, Object> data = new LinkedHashMap<>();
    summary.endings().put(data);
    data.put("lost", summary.lost().page());
    putGroups(data, summary.headlines());
    data.put("collapse", CollapsePoints.of(tables, MAX_POINTS));
    data.put("rates", rates(summary.rates()));
    data.put(
        "optima",
        OptimaData.of(
            summary.optima(),
            summary.transfer(),
            summary.optima().isEmpty() ? List.of() : OptimaTables.curves(tables),
            Tables.configurationWithout("eta0")));
    if (claims) {
      data.put(
          "claims",
          tables.read("claims", row -> true).stream()
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
  private void putGroups(Map<String, Object> data, Headlines headlines) throws IOException {
    Map<String, List<Row>> groups = headlines.groups();
    Map<String, List<Row>> shown = new LinkedHashMap<>();
    groups.entrySet().stream()
        .filter(
            group -> group.getValue().stream().anyMatch(fit -> fit.find("exponent").isPresent()))
        .sorted(Comparator.comparingInt(group -> -group.getValue().size()))
        .limit(MAX_GROUPS)
        .forEach(group -> shown.put(group.getKey(), group.getValue()));
    List<Integer> every =
        headlines.rows().stream()
            .map(ReportData::layer)
            .filter(l -> l != 0)
            .distinct()
            .sorted()
            .toList();
    List<Integer> layers = thin(every, MAX_LAYERS);
    Configurations beside = headlines.configurations().without("axis", "width");
    Map<String, List<DrawnMeans>> means =
        means(shown.values(), headlines.configurations(), layers).stream()
            .collect(Collectors.groupingBy(mean -> beside.varyingText(mean.row())));
    Map<String, List<Row>> limits =
        deviations().stream().collect(Collectors.groupingBy(beside::varyingText));
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
                group -> {
                  Row first = group.getValue().get(0);
                  String key = alongWidth(first) ? beside.varyingText(first) : "another axis";
                  return group(
                      group.getKey(),
                      group.getValue(),
                      means.getOrDefault(key, List.of()),
                      limits.getOrDefault(key, List.of()),
                      layers);
                })
            .toList());
  }

  private static boolean alongWidth(Row fit) {
    return fit.text("axis").equals(Axis.WIDTH.column());
  }

  /** Returns how what is drawn lies to its limit after the last step. */
  private List<Row> deviations() throws IOException {
    // Directories that were fitted before there were limits have none.
    return tables.out().list("deviations").isEmpty()
        ? List.of()
        : tables.read(
            "deviations",
            row ->
                row.find("step").equals(row.find("steps"))
                    && Headlines.OBSERVABLES.contains(row.text("observable")));
  }

  /** Returns all that is drawn of some groups, at the steps that are shown. */
  private List<DrawnMeans> means(
      Iterable<List<Row>> groups, Configurations configurations, List<Integer> layers)
      throws IOException {
    List<DrawnMeans.Wanted> wanted = new ArrayList<>();
    for (List<Row> fits : groups) {
      Row first = fits.get(0);
      if (!alongWidth(first)) {
        continue; // their points lie along another axis than charts have
      }
      Map<TrialField, Object> values = new HashMap<>();
      for (TrialField field : TrialField.configuration()) {
        if (configurations.varying().contains(field.column())) {
          values.put(field, first.value(field.column()));
        }
      }
      List<Integer> steps =
          Arrays.stream(first.text("measured_steps").split(",", -1)).map(Integer::valueOf).toList();
      wanted.add(new DrawnMeans.Wanted(values, Set.copyOf(thin(steps, MAX_CURVE))));
    }
    Set<String> observables =
        Stream.concat(DRAWN.stream(), CURVES.stream()).collect(Collectors.toSet());
    return DrawnMeans.of(tables, wanted, observables, new HashSet<>(layers));
  }

  private static Map<String, Object> group(
      String name, List<Row> fits, List<DrawnMeans> means, List<Row> limits, List<Integer> layers) {
    Map<String, Object> group = new LinkedHashMap<>();
    group.put("name", name);
    group.put("axis", fits.get(0).text("axis"));
    group.put(
        "fits",
        fits.stream()
            .filter(fit -> layer(fit) == 0 || layers.contains(layer(fit)))
            .sorted(
                Comparator.comparing(
                        (Row fit) -> Headlines.OBSERVABLES.indexOf(fit.text("observable")))
                    .thenComparing(fit -> fit.real("r"))
                    .thenComparing(fit -> layer(fit)))
            .map(fit -> values(fit, OF_FITS.toArray(String[]::new)))
            .toList());
    List<DrawnMeans> all =
        means.stream().sorted(Comparator.comparing(DrawnMeans::row, DRAWING_ORDER)).toList();
    List<Row> ordered = all.stream().map(DrawnMeans::row).toList();
    group.put("points", points(all));
    group.put(
        "limits",
        limits.stream()
            .filter(row -> layer(row) == 0 || layers.contains(layer(row)))
            .sorted(DRAWING_ORDER)
            .map(
                row ->
                    values(
                        row,
                        "observable",
                        "layer",
                        "r",
                        "width",
                        "limit",
                        "deviation",
                        "ci_low",
                        "ci_high",
                        "at_infinity",
                        "at_infinity_ci_low",
                        "at_infinity_ci_high",
                        "verdict"))
            .toList());
    List<Integer> steps =
        thin(
            ordered.stream()
                .map(row -> row.integer("step"))
                .filter(step -> step > 0)
                .distinct()
                .sorted()
                .toList(),
            MAX_STEPS);
    group.put(
        "coordinates",
        ordered.stream()
            .filter(row -> row.text("observable").equals(Observable.DELTA_H_NORM.id()))
            .filter(row -> steps.contains(row.integer("step")))
            .map(row -> values(row, "layer", "r", "step", "width", "value"))
            .toList());
    int widest = ordered.stream().mapToInt(row -> row.integer("width")).max().orElse(0);
    group.put("widest", widest);
    group.put(
        "curves",
        ordered.stream()
            .filter(row -> CURVES.contains(row.text("observable")))
            .filter(row -> row.integer("width") == widest)
            .map(row -> values(row, "observable", "r", "step", "value"))
            .toList());
    return group;
  }

  /** The values of single seeds after the last step. */
  private static List<Map<String, Object>> points(List<DrawnMeans> means) {
    List<Map<String, Object>> points = new ArrayList<>();
    for (DrawnMeans mean : means) {
      Row row = mean.row();
      if (DRAWN.contains(row.text("observable")) && row.find("step").equals(row.find("steps"))) {
        mean.bySeed().stream()
            .limit(MAX_SEEDS)
            .forEach(
                value -> {
                  Map<String, Object> point = values(row, "observable", "layer", "r", "width");
                  point.put("value", value);
                  points.add(point);
                });
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
    return row.<Integer>find("layer").orElse(0);
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
  static Map<String, Object> values(Row row, String... columns) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (String column : columns) {
      row.find(column).ifPresent(value -> values.put(column, value));
    }
    return values;
  }
}
