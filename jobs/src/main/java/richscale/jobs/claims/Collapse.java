package richscale.jobs.claims;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.hipparchus.stat.descriptive.DescriptiveStatistics;
import org.hipparchus.stat.regression.OLSMultipleLinearRegression;
import richscale.fit.Interval;
import richscale.fit.MeanEstimate;
import richscale.fit.Verdict;
import richscale.theory.Observable;

/**
 * How much of the variance of log |Delta h|/|h| between cells (n, r, gamma) is left about a curve
 * in one quantity: 0 if the quantity tells all, 1 if it tells nothing.
 */
final class Collapse {
  /** A cell's quantities and the mean of its log values over seeds. */
  private record Cell(int width, double r, double gamma, double logValue) {
    /** Returns log alpha/sqrt(n). */
    double logRichness() {
      return Math.log(gamma) + (r - 0.5) * Math.log(width);
    }
  }

  /** A curve through all points may leave this share of the variance unexplained. */
  private static final double RESIDUAL = 0.05;

  private Collapse() {}

  /**
   * Judges the collapse: the share of the variance of log |Delta h|/|h|, averaged over seeds, that
   * a cubic in log alpha/sqrt(n) leaves, against what n alone and r alone leave. Intervals by the
   * jackknife over seeds.
   */
  static List<Part> parts(Evidence collapse) {
    List<Part> parts = new ArrayList<>();
    Evidence.byLayer(collapse.values(Observable.RELATIVE_DELTA_H, collapse.lastStep()))
        .forEach(
            (layer, values) -> {
              parts.add(residualShare(collapse, "alpha/sqrt(n)", layer, values, Collapse::ofCurve));
              parts.add(residualShare(collapse, "n alone", layer, values, Collapse::ofWidth));
              parts.add(residualShare(collapse, "r alone", layer, values, Collapse::ofRichness));
            });
    return parts;
  }

  private static Part residualShare(
      Evidence collapse,
      String axis,
      int layer,
      List<Evidence.Value> values,
      ToDoubleFunction<List<Evidence.Value>> share) {
    boolean curve = axis.startsWith("alpha");
    List<Long> seeds = values.stream().map(value -> value.trial().seed()).distinct().toList();
    double all = share.applyAsDouble(values);
    double[] pseudoValues =
        seeds.stream()
            .mapToDouble(
                seed -> {
                  List<Evidence.Value> others =
                      values.stream().filter(value -> value.trial().seed() != seed).toList();
                  return seeds.size() > 1
                      ? seeds.size() * all - (seeds.size() - 1) * share.applyAsDouble(others)
                      : all;
                })
            .toArray();
    Optional<Interval> interval =
        MeanEstimate.of(pseudoValues, collapse.settings().confidence()).interval();
    return Part.of(
        String.format(Locale.ROOT, "residual share about a curve in %s, layer %d", axis, layer),
        (curve ? "at most " : "above ") + RESIDUAL,
        OptionalDouble.of(all),
        interval,
        interval.map(i -> curve ? small(i) : notSmall(i)),
        collapse.trialsText(),
        interval.isPresent() ? Optional.empty() : Optional.of("one seed"));
  }

  private static Verdict small(Interval interval) {
    if (interval.high() <= RESIDUAL) {
      return Verdict.CONSISTENT;
    }
    return interval.low() > RESIDUAL ? Verdict.INCONSISTENT : Verdict.INCONCLUSIVE;
  }

  private static Verdict notSmall(Interval interval) {
    return switch (small(interval)) {
      case CONSISTENT -> Verdict.INCONSISTENT;
      case INCONSISTENT -> Verdict.CONSISTENT;
      case INCONCLUSIVE -> Verdict.INCONCLUSIVE;
    };
  }

  /** Returns the share left about a cubic in log alpha/sqrt(n). */
  static double ofCurve(List<Evidence.Value> values) {
    List<Cell> cells = cells(values);
    double[][] x = new double[cells.size()][];
    double[] y = new double[cells.size()];
    for (int i = 0; i < y.length; i++) {
      double at = cells.get(i).logRichness();
      x[i] = new double[] {at, at * at, at * at * at};
      y[i] = cells.get(i).logValue();
    }
    OLSMultipleLinearRegression cubic = new OLSMultipleLinearRegression();
    cubic.newSampleData(y, x);
    return cubic.calculateResidualSumOfSquares() / cubic.calculateTotalSumOfSquares();
  }

  /** Returns the share left about any curve in n. */
  static double ofWidth(List<Evidence.Value> values) {
    return ofGroups(cells(values), cell -> (double) cell.width());
  }

  /** Returns the share left about any curve in r. */
  static double ofRichness(List<Evidence.Value> values) {
    return ofGroups(cells(values), Cell::r);
  }

  private static double ofGroups(List<Cell> cells, Function<Cell, Double> key) {
    DescriptiveStatistics all = new DescriptiveStatistics();
    cells.forEach(cell -> all.addValue(cell.logValue()));
    double residual = 0;
    for (double value : cells.stream().map(key).distinct().toList()) {
      DescriptiveStatistics group = new DescriptiveStatistics();
      cells.stream()
          .filter(cell -> key.apply(cell) == value)
          .forEach(cell -> group.addValue(cell.logValue()));
      residual += group.getPopulationVariance() * group.getN();
    }
    return residual / (all.getPopulationVariance() * all.getN());
  }

  private static List<Cell> cells(List<Evidence.Value> values) {
    List<Cell> cells = new ArrayList<>();
    Evidence.group(values, value -> value.trial().width())
        .forEach(
            (width, ofWidth) ->
                Evidence.group(ofWidth, Evidence.Value::r)
                    .forEach(
                        (r, ofR) ->
                            Evidence.group(ofR, value -> value.trial().activity().gamma())
                                .forEach(
                                    (gamma, cell) ->
                                        cells.add(new Cell(width, r, gamma, meanLog(cell))))));
    return cells;
  }

  private static double meanLog(List<Evidence.Value> cell) {
    return cell.stream().mapToDouble(value -> Math.log(value.value())).average().orElseThrow();
  }
}
