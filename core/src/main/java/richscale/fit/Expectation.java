package richscale.fit;

import java.util.Map;
import java.util.OptionalDouble;

/**
 * What theory says about values at several widths.
 *
 * @param exponent that at infinite width; absent where theory makes no statement
 * @param correction power of 1/n in the first correction to it; absent where that is not known
 * @param limit mean logarithm of the limit's values, by position; empty where there is no limit
 */
public record Expectation(
    OptionalDouble exponent, OptionalDouble correction, Map<Double, Double> limit) {
  public Expectation {
    limit = Map.copyOf(limit);
  }

  /**
   * Expects an exponent and nothing else.
   *
   * @param exponent that at infinite width; absent for nothing at all
   * @return the expectation
   */
  public static Expectation of(OptionalDouble exponent) {
    return new Expectation(exponent, OptionalDouble.empty(), Map.of());
  }
}
