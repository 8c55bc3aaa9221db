package richscale.fit;

import java.util.Optional;
import org.hipparchus.distribution.continuous.TDistribution;

/** A sum of independent estimates with factors, whose variances are themselves estimated. */
final class WelchEstimate {
  private double value;
  private double variance;
  private double variances;

  /**
   * Adds a term.
   *
   * @param factor what it counts for
   * @param estimate its value
   * @param ofEstimate the variance of that value
   * @param degreesOfFreedom of the variance
   */
  void add(double factor, double estimate, double ofEstimate, int degreesOfFreedom) {
    value += factor * estimate;
    double part = factor * factor * ofEstimate;
    variance += part;
    variances += part * part / degreesOfFreedom;
  }

  double value() {
    return value;
  }

  /**
   * Returns the interval, with the degrees of freedom of Welch (1947) and Satterthwaite (1946);
   * absent without any variance.
   */
  Optional<Interval> interval(double confidence) {
    if (!(variance > 0)) {
      return Optional.empty();
    }
    double half =
        new TDistribution(variance * variance / variances)
                .inverseCumulativeProbability(0.5 + confidence / 2)
            * Math.sqrt(variance);
    return Optional.of(new Interval(value - half, value + half));
  }
}
