package richscale.jobs.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import richscale.fit.Observation;
import richscale.jobs.measured.Measurements;
import richscale.jobs.store.OutputDirectory;
import richscale.jobs.store.Row;

/** The page of somebody else's measurements. */
public final class MeasuredPage {
  private MeasuredPage() {}

  /**
   * Writes it.
   *
   * @param out the output directory
   * @param shown the rows after the last step
   * @param rates what rates gave after the last step
   * @param measurements what was measured
   * @throws IOException if it could not be put in its place
   */
  public static void write(
      OutputDirectory out, MeasuredText shown, List<Row> rates, Measurements measurements)
      throws IOException {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("statuses", List.of());
    data.put(
        "measured", Map.of("values", measurements.size(), "curves", measurements.cells().size()));
    data.put("unfinished", List.of());
    data.put("collapse", List.of());
    data.put("rates", Map.of("columns", List.of(), "rows", List.of()));
    List<String> beside =
        shown.configuration().stream().filter(column -> !column.equals("r")).toList();
    Configurations told = Configurations.of(shown.fits(), beside);
    data.put("shared", shown.fits().isEmpty() ? "" : told.sharedText(shown.fits().get(0)));
    Map<String, List<Row>> groups = new LinkedHashMap<>();
    shown.fits().stream()
        .filter(row -> row.text("axis").equals("width"))
        .forEach(
            row ->
                groups.computeIfAbsent(told.varyingText(row), key -> new ArrayList<>()).add(row));
    data.put("groups_in_all", groups.size());
    data.put("seeds_drawn", ReportData.MAX_SEEDS);
    data.put(
        "groups",
        groups.entrySet().stream()
            .sorted(
                Comparator.comparingInt(
                    (Map.Entry<String, List<Row>> group) -> -group.getValue().size()))
            .limit(ReportData.MAX_GROUPS)
            .map(group -> group(group.getKey(), group.getValue(), measurements))
            .toList());
    data.put("optima", OptimaData.of(shown.optima(), shown.transfer(), rates, beside));
    Report.write(out, data);
  }

  private static Map<String, Object> group(String name, List<Row> fits, Measurements measurements) {
    Map<String, Object> group = new LinkedHashMap<>();
    group.put("name", name);
    group.put("axis", "width");
    group.put("fits", fits.stream().map(MeasuredPage::fit).toList());
    List<Map<String, Object>> points = new ArrayList<>();
    measurements
        .cells()
        .forEach(
            (cell, values) ->
                fits.stream()
                    .filter(fit -> isOf(fit, cell))
                    .findFirst()
                    .ifPresent(
                        fit ->
                            values.sorted().stream()
                                .filter(one -> one.seed() < ReportData.MAX_SEEDS && one.value() > 0)
                                .forEach(one -> points.add(point(fit, one)))));
    group.put("points", points);
    group.put("limits", List.of());
    group.put("coordinates", List.of());
    group.put("curves", List.of());
    return group;
  }

  private static boolean isOf(Row fit, Measurements.Cell cell) {
    return fit.text("observable").equals(cell.observable())
        && fit.text("layer").equals(cell.layer())
        && fit.find("step").equals(Optional.of(cell.step()))
        && cell.configuration().columns().stream()
            .allMatch(column -> fit.find(column).equals(cell.configuration().find(column)));
  }

  private static Map<String, Object> fit(Row row) {
    List<String> shown = ReportData.OF_FITS.stream().filter(row.columns()::contains).toList();
    return ReportData.values(row, shown.toArray(String[]::new));
  }

  private static Map<String, Object> point(Row fit, Observation one) {
    Map<String, Object> point = new LinkedHashMap<>();
    for (String column : List.of("observable", "layer", "r")) {
      if (fit.columns().contains(column)) {
        fit.find(column).ifPresent(value -> point.put(column, value));
      }
    }
    point.put("width", (int) one.position());
    point.put("value", one.value());
    return point;
  }
}
