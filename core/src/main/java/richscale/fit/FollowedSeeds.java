package richscale.fit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.hipparchus.stat.regression.SimpleRegression;

/**
 * Slopes of single seeds, where a seed draws the same weights at every position, so that its values
 * are not independent of one another but its slope is of other seeds'.
 */
final class FollowedSeeds {
  private FollowedSeeds() {}

  /**
   * Returns Student's interval of the mean slope of log value against log position.
   *
   * @param observations positive values
   * @param confidence coverage
   * @return the interval; absent with fewer than two seeds that have a value at every position
   */
  static Optional<Interval> interval(List<Observation> observations, double confidence) {
    long positions = observations.stream().map(Observation::position).distinct().count();
    Map<Long, List<Observation>> seeds =
        observations.stream()
            .collect(Collectors.groupingBy(Observation::seed, TreeMap::new, Collectors.toList()));
    double[] slopes =
        seeds.values().stream()
            .filter(ofSeed -> ofSeed.size() == positions)
            .mapToDouble(FollowedSeeds::slope)
            .toArray();
    return slopes.length < 2 ? Optional.empty() : MeanEstimate.of(slopes, confidence).interval();
  }

  private static double slope(List<Observation> ofSeed) {
    SimpleRegression line = new SimpleRegression();
    ofSeed.forEach(one -> line.addData(Math.log(one.position()), Math.log(one.value())));
    return line.getSlope();
  }
}
