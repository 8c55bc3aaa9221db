package richscale.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.special.Gamma;
import richscale.spec.FitSettings;

/**
 * How the spread over seeds changes with width: the slope of the logarithm of the standard
 * deviation of log values against log width. For normal log values what it is off by is a sum of
 * logarithms of chi-square variables, whatever the true slope and spread, so that drawing these
 * gives its interval; the tests measure its coverage.
 *
 * @param exponent the slope, free of the bias that small samples give
 * @param interval its interval
 */
public record SpreadLaw(double exponent, Interval interval) {
  private static final int MIN_WIDTHS = 3;

  /** Where three terms of the asymptotic series of polygamma functions are exact to 1e-7. */
  private static final double FAR = 20;

  /** With two seeds a standard deviation says next to nothing. */
  private static final int MIN_SEEDS = 3;

  /** A width. */
  private record Cell(double logWidth, double logDeviation, int degreesOfFreedom) {
    /** Cumulant of log chi^2 of an order above 1: the polygamma function at half its freedom. */
    double cumulant(int order) {
      double x = degreesOfFreedom / 2.0;
      int power = order - 1;
      double factorial = power < 3 ? power : 6;
      double sum = 0;
      for (; x < FAR; x++) {
        sum += factorial / Math.pow(x, power + 1);
      }
      sum +=
          switch (power) {
            case 1 -> 1 / x + 1 / (2 * x * x) + 1 / (6 * Math.pow(x, 3));
            case 2 -> 1 / (x * x) + 1 / Math.pow(x, 3) + 1 / (2 * Math.pow(x, 4));
            default -> 2 / Math.pow(x, 3) + 3 / Math.pow(x, 4) + 2 / Math.pow(x, 5);
          };
      return power % 2 == 1 ? sum : -sum;
    }

    /** Expectation of log (chi^2 / degrees of freedom) / 2. */
    double bias() {
      double half = degreesOfFreedom / 2.0;
      return (Gamma.digamma(half) - Math.log(half)) / 2;
    }

    double weight() {
      return 4 / Gamma.trigamma(degreesOfFreedom / 2.0);
    }
  }

  /**
   * Fits.
   *
   * @param observations positive values at several widths and seeds
   * @param settings confidence
   * @return the slope; absent with fewer than three widths of three seeds, or without any spread
   */
  public static Optional<SpreadLaw> of(List<Observation> observations, FitSettings settings) {
    List<Cell> cells = new ArrayList<>();
    for (Map.Entry<Double, List<Observation>> entry :
        Observation.byPosition(observations).entrySet()) {
      double[] logs =
          entry.getValue().stream().mapToDouble(o -> Math.log(o.value())).sorted().toArray();
      double mean = Arrays.stream(logs).average().orElseThrow();
      double squares = Arrays.stream(logs).map(v -> (v - mean) * (v - mean)).sum();
      if (logs.length >= MIN_SEEDS && squares > 0 && Double.isFinite(squares)) {
        int freedom = logs.length - 1;
        cells.add(new Cell(Math.log(entry.getKey()), Math.log(squares / freedom) / 2, freedom));
      }
    }
    return cells.size() < MIN_WIDTHS ? Optional.empty() : Optional.of(through(cells, settings));
  }

  private static SpreadLaw through(List<Cell> cells, FitSettings settings) {
    double[] slope = slopeWeights(cells);
    double exponent = 0;
    double second = 0;
    double third = 0;
    double fourth = 0;
    for (int i = 0; i < slope.length; i++) {
      Cell cell = cells.get(i);
      exponent += slope[i] * (cell.logDeviation() - cell.bias());
      double half = slope[i] / 2;
      second += half * half * cell.cumulant(2);
      third += Math.pow(half, 3) * cell.cumulant(3);
      fourth += Math.pow(half, 4) * cell.cumulant(4);
    }
    double skewness = third / Math.pow(second, 1.5);
    double kurtosis = fourth / (second * second);
    double normal =
        new NormalDistribution().inverseCumulativeProbability(0.5 + settings.confidence() / 2);
    double deviation = Math.sqrt(second);
    return new SpreadLaw(
        exponent,
        new Interval(
            exponent - deviation * quantile(normal, skewness, kurtosis),
            exponent - deviation * quantile(-normal, skewness, kurtosis)));
  }

  /** Cornish and Fisher's expansion of a quantile, from that of the normal distribution. */
  private static double quantile(double z, double skewness, double kurtosis) {
    return z
        + skewness * (z * z - 1) / 6
        + kurtosis * (z * z * z - 3 * z) / 24
        - skewness * skewness * (2 * z * z * z - 5 * z) / 36;
  }

  /** Coefficients of the least-squares slope with the weights of the cells. */
  private static double[] slopeWeights(List<Cell> cells) {
    double total = cells.stream().mapToDouble(Cell::weight).sum();
    double mean = cells.stream().mapToDouble(c -> c.weight() * c.logWidth()).sum() / total;
    double squares =
        cells.stream().mapToDouble(c -> c.weight() * Math.pow(c.logWidth() - mean, 2)).sum();
    return cells.stream().mapToDouble(c -> c.weight() * (c.logWidth() - mean) / squares).toArray();
  }
}
