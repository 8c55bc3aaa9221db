package richscale.jobs.report;

import java.io.IOException;
import java.io.Serializable;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import richscale.jobs.store.AnalysedTrial;
import richscale.jobs.store.TablePart;
import richscale.jobs.store.Tables;
import richscale.spec.TrialField;
import richscale.theory.Observable;
import richscale.trial.TrialStatus;

/** The movement of representations against alpha / sqrt(n), of all configurations. */
final class CollapsePoints {
  private static final String STANDARD = "standard";

  private CollapsePoints() {}

  /** What is averaged over. */
  private record Cell(int layer, double r, double gamma, int width) implements Serializable {}

  /** A sum, and of how many. */
  private record Sum(double value, int count) implements Serializable {
    Sum and(Sum other) {
      return new Sum(value + other.value, count + other.count);
    }
  }

  /**
   * Collects them.
   *
   * @param tables complete
   * @param most how many a page can hold
   * @return what a page shows of each
   */
  static List<Map<String, Object>> of(Tables tables, int most) throws IOException {
    return tables.group(CollapsePoints::sums, Sum::and).collectAsMap().entrySet().stream()
        .sorted(
            Map.Entry.comparingByKey(
                Comparator.comparingInt(Cell::layer)
                    .thenComparingDouble(Cell::r)
                    .thenComparingDouble(Cell::gamma)
                    .thenComparingInt(Cell::width)))
        .limit(most)
        .map(
            point ->
                Map.<String, Object>of(
                    "layer", point.getKey().layer(),
                    "r", point.getKey().r(),
                    "gamma", point.getKey().gamma(),
                    "width", point.getKey().width(),
                    "value", point.getValue().value() / point.getValue().count()))
        .toList();
  }

  private static Map<Cell, Sum> sums(TablePart part) throws IOException {
    Map<String, AnalysedTrial> trials =
        part.trials(
            trial ->
                trial.status() == TrialStatus.COMPLETED
                    && !trial.configuration().ofLimit()
                    && !trial.configuration().get(TrialField.GAUGE).equals(STANDARD));
    Map<Cell, Sum> sums = new HashMap<>();
    part.measurements(
        trials,
        Set.of(Observable.RELATIVE_DELTA_H.id()),
        (trial, step, layer, observable, value) -> {
          if (step == trial.steps()) {
            sums.merge(
                new Cell(
                    layer,
                    (double) trial.configuration().get(TrialField.R),
                    (double) trial.configuration().get(TrialField.GAMMA),
                    trial.width()),
                new Sum(value, 1),
                Sum::and);
          }
        });
    return sums;
  }
}
