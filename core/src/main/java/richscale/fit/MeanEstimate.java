package richscale.fit;

import java.util.Optional;
import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.stat.descriptive.StreamingStatistics;

/**
 * The mean of independent values, such as one for each seed.
 *
 * @param mean arithmetic mean
 * @param interval Student's interval of the mean; absent for a single value
 * @param count number of values
 */
public record MeanEstimate(double mean, Optional<Interval> interval, int count) {
  /**
   * Estimates a mean.
   *
   * @param values at least one
   * @param confidence coverage of the interval, in (0, 1)
   * @return the mean and its interval
   */
  public static MeanEstimate of(double[] values, double confidence) {
    StreamingStatistics statistics = new StreamingStatistics();
    for (double value : values) {
      statistics.addValue(value);
    }
    int count = values.length;
    if (count < 2) {
      return new MeanEstimate(statistics.getMean(), Optional.empty(), count);
    }
    double quantile =
        new TDistribution(count - 1).inverseCumulativeProbability(0.5 + confidence / 2);
    double half = quantile * statistics.getStandardDeviation() / Math.sqrt(count);
    return new MeanEstimate(
        statistics.getMean(),
        Optional.of(new Interval(statistics.getMean() - half, statistics.getMean() + half)),
        count);
  }
}
