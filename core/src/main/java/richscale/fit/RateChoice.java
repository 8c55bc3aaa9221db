package richscale.fit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The learning rate with the least mean loss over seeds.
 *
 * @param eta0 base learning rate
 * @param atEdge whether it is the least or greatest of several that were tried, so that a better
 *     one may lie beyond
 * @param tried number of rates
 * @param stable number of rates at which every seed has a loss
 */
public record RateChoice(double eta0, boolean atEdge, int tried, int stable) {
  /**
   * What came of one seed at one rate.
   *
   * @param eta0 base learning rate
   * @param seed seed
   * @param loss what is to be small; absent if training diverged
   */
  public record Outcome(double eta0, long seed, OptionalDouble loss) {}

  /**
   * Chooses among rates. One at which any seed has no loss is out: its mean would leave out the
   * worst.
   *
   * @param outcomes all seeds at all rates
   * @return the choice, absent if no rate suits every seed
   */
  public static Optional<RateChoice> of(List<Outcome> outcomes) {
    TreeMap<Double, List<Outcome>> byRate =
        outcomes.stream()
            .collect(Collectors.groupingBy(Outcome::eta0, TreeMap::new, Collectors.toList()));
    Map<Double, Double> means = new TreeMap<>();
    byRate.forEach(
        (rate, all) -> {
          if (all.stream().allMatch(outcome -> outcome.loss().isPresent())) {
            means.put(
                rate,
                all.stream().mapToDouble(o -> o.loss().getAsDouble()).average().orElseThrow());
          }
        });
    return means.entrySet().stream()
        .min(Map.Entry.comparingByValue())
        .map(
            best ->
                new RateChoice(
                    best.getKey(),
                    byRate.size() > 1
                        && (best.getKey().equals(byRate.firstKey())
                            || best.getKey().equals(byRate.lastKey())),
                    byRate.size(),
                    means.size()));
  }
}
