package richscale.fit;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.hipparchus.distribution.continuous.TDistribution;

/** A parabola c + b x + a x^2 of each seed, x being a logarithm less a centre. */
final class Parabolas {
  private final double centre;
  private final double[][] coefficients;

  Parabolas(double centre, double[][] coefficients) {
    this.centre = centre;
    this.coefficients = coefficients;
  }

  private double mean(ToDoubleFunction<double[]> ofSeed) {
    return Arrays.stream(coefficients).mapToDouble(ofSeed).average().orElseThrow();
  }

  /** Returns the mean curvature, half the second derivative. */
  double curvature() {
    return mean(c -> c[2]);
  }

  /** Returns where the mean parabola is least, a logarithm. */
  double vertex() {
    return centre - mean(c -> c[1]) / (2 * curvature());
  }

  double value(double logRate) {
    return mean(c -> value(c, logRate));
  }

  double slope(double logRate) {
    return mean(c -> slope(c, logRate));
  }

  /** Returns each seed's value at a logarithm. */
  double[] values(double logRate) {
    return Arrays.stream(coefficients).mapToDouble(c -> value(c, logRate)).toArray();
  }

  /**
   * Returns by how much each seed moves the vertex, to first order.
   *
   * @param confidence of the vertex's interval
   * @return a number for each seed, of mean 0; absent where there is no interval
   */
  Optional<double[]> pulls(double confidence) {
    double at = vertex();
    double curvature = curvature();
    return interval(confidence)
        .map(
            found ->
                Arrays.stream(coefficients)
                    .mapToDouble(c -> -slope(c, at) / (2 * curvature))
                    .toArray());
  }

  private double quantile(double confidence) {
    return new TDistribution(coefficients.length - 1)
        .inverseCumulativeProbability(0.5 + confidence / 2);
  }

  private double value(double[] c, double logRate) {
    double x = logRate - centre;
    return c[0] + x * (c[1] + x * c[2]);
  }

  private double slope(double[] c, double logRate) {
    return c[1] + 2 * c[2] * (logRate - centre);
  }

  /**
   * Returns the interval of the vertex (Fieller 1954): the logarithms at which the mean slope does
   * not differ from 0. For normal seeds it covers exactly as often as it says, however few they
   * are.
   *
   * @param confidence coverage
   * @return absent for one seed, and where the curvature does not differ from 0
   */
  Optional<Interval> interval(double confidence) {
    int count = coefficients.length;
    if (count < 2) {
      return Optional.empty();
    }
    double b = mean(c -> c[1]);
    double a = curvature();
    double t = quantile(confidence);
    double q = t * t / count;
    double bb = mean(c -> (c[1] - b) * (c[1] - b)) * count / (count - 1);
    double ab = mean(c -> (c[1] - b) * (c[2] - a)) * count / (count - 1);
    double aa = mean(c -> (c[2] - a) * (c[2] - a)) * count / (count - 1);
    double square = 4 * (a * a - q * aa);
    double linear = 4 * (a * b - q * ab);
    double constant = b * b - q * bb;
    double discriminant = linear * linear - 4 * square * constant;
    if (!(square > 0) || a <= 0) {
      return Optional.empty();
    }
    double half = Math.sqrt(Math.max(0, discriminant)) / (2 * square);
    double middle = centre - linear / (2 * square);
    return Optional.of(new Interval(middle - half, middle + half));
  }
}
