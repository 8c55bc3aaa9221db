package richscale.fit;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import richscale.spec.Axis;
import richscale.spec.Configuration;
import richscale.spec.TrialField;

/** What theory says of best and of largest stable learning rates. */
public final class RateLaws {
  /** Feature strengths alpha / sqrt(n) above this are strong. */
  private static final double STRONG = 4;

  private RateLaws() {}

  /**
   * Returns the exponent of the best rate: 0 in n within the family, and in the number of residual
   * branches where rates carry theory's powers of it (arXiv 2505.01618); in gamma 0 where features
   * are weak and 2/L - 2 where they are strong (arXiv 2410.04642, whose rate is eta0 gamma^2).
   *
   * @param configuration beside the axis and eta0
   * @param axis what the exponent is along
   * @param positions ascending
   * @return the exponent; absent where theory makes no statement
   */
  public static OptionalDouble best(
      Configuration configuration, Axis axis, List<Double> positions) {
    if (!inFamily(configuration)) {
      return OptionalDouble.empty();
    }
    if (axis == Axis.WIDTH || (axis == Axis.DEPTH && configuration.depthExponent().isPresent())) {
      return OptionalDouble.of(0);
    }
    if (axis != Axis.GAMMA || positions.isEmpty()) {
      return OptionalDouble.empty();
    }
    if (configuration.featureStrength(positions.get(positions.size() - 1)) <= FitKey.WEAK) {
      return OptionalDouble.of(0);
    }
    Optional<Object> depth = configuration.find(TrialField.DEPTH.column());
    return configuration.featureStrength(positions.get(0)) >= STRONG && depth.isPresent()
        ? OptionalDouble.of(2.0 / (int) depth.get() - 2)
        : OptionalDouble.empty();
  }

  /**
   * Returns the exponent of the largest stable rate in n: 0 within the family; under the standard
   * parameterisation -1 for the squared error and -1/2 for cross-entropy (arXiv 2505.22491).
   *
   * @param configuration beside the axis and eta0
   * @param axis what the exponent is along
   * @return the exponent; absent where theory makes no statement
   */
  public static OptionalDouble largestStable(Configuration configuration, Axis axis) {
    if (axis != Axis.WIDTH) {
      return OptionalDouble.empty();
    }
    if (says(configuration, TrialField.GAUGE, "standard")) {
      boolean plain = says(configuration, TrialField.OPTIMIZER, "sgd") && !decays(configuration);
      if (plain && says(configuration, TrialField.LOSS, "cross_entropy")) {
        return OptionalDouble.of(-0.5);
      }
      return plain && says(configuration, TrialField.LOSS, "squared_error")
          ? OptionalDouble.of(-1)
          : OptionalDouble.empty();
    }
    return inFamily(configuration) ? OptionalDouble.of(0) : OptionalDouble.empty();
  }

  /** Whether its richness is known and one of theory's, and nothing speaks against it. */
  private static boolean inFamily(Configuration configuration) {
    double r = r(configuration);
    return r >= 0
        && r <= 0.5
        && !says(configuration, TrialField.GAUGE, "standard")
        && !decays(configuration);
  }

  /** Not a number where nobody says it. */
  private static double r(Configuration configuration) {
    return configuration.find(TrialField.R.column()).map(r -> (double) r).orElse(Double.NaN);
  }

  private static boolean says(Configuration configuration, TrialField field, String value) {
    return configuration.find(field.column()).equals(Optional.of(value));
  }

  private static boolean decays(Configuration configuration) {
    return configuration
        .find(TrialField.WEIGHT_DECAY.column())
        .filter(rate -> !(rate instanceof Double none && none == 0))
        .isPresent();
  }
}
