package richscale.jobs.claims;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.hipparchus.stat.regression.SimpleRegression;
import richscale.fit.MeanEstimate;
import richscale.fit.Verdict;
import richscale.theory.Observable;

/**
 * The line through the exponents of |Delta h| against r, fitted for each seed by itself; the seeds
 * are independent, so slopes and intercepts have t intervals.
 */
final class RichnessLine {
  private RichnessLine() {}

  static List<Part> parts(Evidence scale) {
    List<Part> parts = new ArrayList<>();
    int step = scale.lastStep();
    Map<Integer, List<Evidence.Value>> limits =
        Evidence.byLayer(scale.ofLimits(Observable.DELTA_H_NORM, step));
    Evidence.byLayer(scale.values(Observable.DELTA_H_NORM, step))
        .forEach(
            (layer, values) -> {
              List<SimpleRegression> perSeed =
                  Evidence.group(values, value -> value.trial().seed()).values().stream()
                      .map(RichnessLine::line)
                      .toList();
              Optional<SimpleRegression> ofLimit =
                  Optional.ofNullable(limits.get(layer)).map(RichnessLine::line);
              String where =
                  String.format(
                      Locale.ROOT, " of the exponent of delta_h_norm of layer %d against r", layer);
              parts.add(
                  part(scale, "slope" + where, perSeed, ofLimit, SimpleRegression::getSlope, 1));
              parts.add(
                  part(
                      scale,
                      "intercept" + where,
                      perSeed,
                      ofLimit,
                      SimpleRegression::getIntercept,
                      0));
            });
    return parts;
  }

  /** The line through the exponents of some values, one value for each width and r. */
  private static SimpleRegression line(List<Evidence.Value> values) {
    SimpleRegression line = new SimpleRegression();
    Evidence.group(values, Evidence.Value::r).forEach((r, ofR) -> line.addData(r, slope(ofR)));
    return line;
  }

  private static double slope(List<Evidence.Value> values) {
    SimpleRegression line = new SimpleRegression();
    values.forEach(value -> line.addData(Math.log(value.trial().width()), Math.log(value.value())));
    return line.getSlope();
  }

  private static Part part(
      Evidence scale,
      String statement,
      List<SimpleRegression> perSeed,
      Optional<SimpleRegression> ofLimit,
      ToDoubleFunction<SimpleRegression> number,
      double predicted) {
    MeanEstimate mean =
        MeanEstimate.of(
            perSeed.stream().mapToDouble(number).toArray(), scale.settings().confidence());
    double tolerance = scale.settings().tolerance();
    Part part =
        Part.of(
            statement,
            String.format(Locale.ROOT, "%.0f", predicted),
            OptionalDouble.of(mean.mean()),
            mean.interval(),
            mean.interval().map(i -> Verdict.of(i, predicted, tolerance)),
            scale.trialsText(),
            mean.interval().isPresent() ? Optional.empty() : Optional.of("one seed"));
    return ofLimit
        .map(line -> part.besideLimit(number.applyAsDouble(line), tolerance))
        .orElse(part);
  }
}
