package richscale.fit;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One value of an observable.
 *
 * @param position where on the axis, such as the width n
 * @param seed seed of the trial
 * @param value the value, as measured
 */
public record Observation(double position, long seed, double value) {
  /** Returns values by their position, ascending. */
  static SortedMap<Double, List<Observation>> byPosition(List<Observation> observations) {
    return observations.stream()
        .collect(Collectors.groupingBy(Observation::position, TreeMap::new, Collectors.toList()));
  }
}
