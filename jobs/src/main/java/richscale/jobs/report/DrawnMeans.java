package richscale.jobs.report;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import richscale.jobs.store.AnalysedTrial;
import richscale.jobs.store.Row;
import richscale.jobs.store.TablePart;
import richscale.jobs.store.Tables;
import richscale.spec.Configuration;
import richscale.spec.TrialField;
import richscale.trial.TrialStatus;

/**
 * Means over seeds of what is drawn, with the values of single seeds.
 *
 * @param row columns of the configuration, then width, step, layer (absent for the whole network),
 *     observable and the mean
 * @param bySeed values of single seeds after the last step, in the order of the seeds
 */
record DrawnMeans(Row row, List<Double> bySeed) {
  private static final List<String> COLUMNS =
      Stream.concat(
              Tables.CONFIGURATION.stream(),
              Stream.of("width", "step", "layer", "observable", "value"))
          .toList();

  DrawnMeans {
    bySeed = List.copyOf(bySeed);
  }

  /** What is averaged over seeds. */
  private record Cell(
      Configuration configuration, int width, int step, int layer, String observable)
      implements Serializable {}

  /** The value of a seed. */
  private record Point(long seed, double value) implements Serializable {}

  /**
   * What is drawn of the configurations that have some values.
   *
   * @param values by field
   * @param steps that are drawn
   */
  record Wanted(Map<TrialField, Object> values, Set<Integer> steps) implements Serializable {
    Wanted {
      values = Map.copyOf(values);
      steps = Set.copyOf(steps);
    }

    boolean matches(Configuration configuration) {
      return values.entrySet().stream()
          .allMatch(value -> configuration.get(value.getKey()).equals(value.getValue()));
    }
  }

  /**
   * Collects them.
   *
   * @param tables complete
   * @param wanted configurations, with the steps that are drawn of each
   * @param observables that are drawn
   * @param layers that are drawn
   */
  static List<DrawnMeans> of(
      Tables tables, List<Wanted> wanted, Set<String> observables, Set<Integer> layers)
      throws IOException {
    List<Wanted> groups = new ArrayList<>(wanted);
    Map<Cell, List<Point>> points =
        tables
            .group(part -> points(part, groups, observables, layers), Tables::joined)
            .collectAsMap();
    return points.entrySet().stream().map(cell -> of(cell.getKey(), cell.getValue())).toList();
  }

  private static DrawnMeans of(Cell cell, List<Point> points) {
    List<Point> sorted = points.stream().sorted(Comparator.comparingLong(Point::seed)).toList();
    List<Optional<Object>> values =
        new ArrayList<>(cell.configuration().values().stream().map(Optional::of).toList());
    values.add(Optional.of(cell.width()));
    values.add(Optional.of(cell.step()));
    values.add(cell.layer() == 0 ? Optional.empty() : Optional.of(cell.layer()));
    values.add(Optional.of(cell.observable()));
    values.add(Optional.of(sorted.stream().mapToDouble(Point::value).average().orElseThrow()));
    return new DrawnMeans(new Row(COLUMNS, values), sorted.stream().map(Point::value).toList());
  }

  private static Map<Cell, List<Point>> points(
      TablePart part, List<Wanted> wanted, Set<String> observables, Set<Integer> layers)
      throws IOException {
    Map<String, AnalysedTrial> trials =
        part.trials(
            trial ->
                trial.status() == TrialStatus.COMPLETED
                    && !trial.configuration().ofLimit()
                    && wanted.stream().anyMatch(w -> w.matches(trial.configuration())));
    Map<Configuration, Set<Integer>> steps = new HashMap<>();
    for (AnalysedTrial trial : trials.values()) {
      steps.computeIfAbsent(
          trial.configuration(),
          configuration ->
              wanted.stream()
                  .filter(w -> w.matches(configuration))
                  .flatMap(w -> w.steps().stream())
                  .collect(Collectors.toSet()));
    }
    Map<Cell, List<Point>> points = new HashMap<>();
    part.measurements(
        trials,
        observables,
        (trial, step, layer, observable, value) -> {
          if ((layer == 0 || layers.contains(layer))
              && steps.get(trial.configuration()).contains(step)) {
            points
                .computeIfAbsent(
                    new Cell(trial.configuration(), trial.width(), step, layer, observable),
                    cell -> new ArrayList<>())
                .add(new Point(trial.seed(), value));
          }
        });
    return points;
  }
}
