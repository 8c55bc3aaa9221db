package richscale.fit;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One value of an observable.
 *
 * @param width n
 * @param seed seed of the trial
 * @param value the value, as measured
 */
public record Observation(int width, long seed, double value) {
  /** Returns values by their width, ascending. */
  static SortedMap<Integer, List<Observation>> byWidth(List<Observation> observations) {
    return observations.stream()
        .collect(Collectors.groupingBy(Observation::width, TreeMap::new, Collectors.toList()));
  }
}
