package richscale.jobs.claims;

import java.util.Optional;
import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.stat.descriptive.DescriptiveStatistics;
import richscale.fit.Interval;

/** Student's interval of the mean of independent values. */
final class StudentInterval {
  private StudentInterval() {}

  /** Returns the interval; absent for a single value. */
  static Optional<Interval> of(DescriptiveStatistics sample, double confidence) {
    if (sample.getN() < 2) {
      return Optional.empty();
    }
    double t =
        new TDistribution(sample.getN() - 1.0).inverseCumulativeProbability((1 + confidence) / 2);
    double half = t * sample.getStandardDeviation() / Math.sqrt((double) sample.getN());
    return Optional.of(new Interval(sample.getMean() - half, sample.getMean() + half));
  }
}
