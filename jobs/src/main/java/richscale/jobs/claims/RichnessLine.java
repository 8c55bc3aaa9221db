package richscale.jobs.claims;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.hipparchus.stat.descriptive.DescriptiveStatistics;
import org.hipparchus.stat.regression.SimpleRegression;
import richscale.fit.Interval;
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
    Evidence.byLayer(scale.values(Observable.DELTA_H_NORM, scale.lastStep()))
        .forEach(
            (layer, values) -> {
              DescriptiveStatistics slopes = new DescriptiveStatistics();
              DescriptiveStatistics intercepts = new DescriptiveStatistics();
              for (List<Evidence.Value> ofSeed :
                  Evidence.group(values, value -> value.trial().seed()).values()) {
                SimpleRegression line = new SimpleRegression();
                Evidence.group(ofSeed, Evidence.Value::r)
                    .forEach((r, ofR) -> line.addData(r, slope(ofR)));
                slopes.addValue(line.getSlope());
                intercepts.addValue(line.getIntercept());
              }
              String where =
                  String.format(
                      Locale.ROOT, " of the exponent of delta_h_norm of layer %d against r", layer);
              parts.add(part(scale, "slope" + where, slopes, 1));
              parts.add(part(scale, "intercept" + where, intercepts, 0));
            });
    return parts;
  }

  private static double slope(List<Evidence.Value> values) {
    SimpleRegression line = new SimpleRegression();
    values.forEach(value -> line.addData(Math.log(value.trial().width()), Math.log(value.value())));
    return line.getSlope();
  }

  private static Part part(
      Evidence scale, String statement, DescriptiveStatistics perSeed, double predicted) {
    Optional<Interval> interval = StudentInterval.of(perSeed, scale.settings().confidence());
    return new Part(
        false,
        statement,
        String.format(Locale.ROOT, "%.0f", predicted),
        OptionalDouble.of(perSeed.getMean()),
        interval,
        interval.map(i -> Verdict.of(i, predicted, scale.settings().tolerance())),
        scale.trialsText(),
        interval.isPresent() ? Optional.empty() : Optional.of("one seed"));
  }
}
