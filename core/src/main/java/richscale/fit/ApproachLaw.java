package richscale.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.IntStream;

/**
 * How fast networks approach their limit, all curves taken together: powers of n with which the
 * mean of measured / limit - 1 and its spread over seeds vanish. Theory has -1 and -1/2 (arXiv
 * 2304.03408).
 *
 * @param mean power of the root mean square over curves of the mean deviation, what its error adds
 *     taken out; absent where that is nothing
 * @param spread power of the root mean square over curves of the standard deviation over seeds;
 *     absent without any spread
 */
public record ApproachLaw(Optional<Power> mean, Optional<Power> spread) {
  private static final int MIN_WIDTHS = 3;

  /** One is left out, and two are needed for a spread. */
  private static final int MIN_SEEDS = 3;

  /** Powers that are looked at: far beyond any that could be told from noise. */
  private static final double STEEPEST = -8;

  private static final double RISING = 4;

  /** Where the search for a power ends: far below any interval. */
  private static final double RESOLUTION = 1e-7;

  /**
   * A power of n.
   *
   * @param exponent the power
   * @param interval its interval
   */
  public record Power(double exponent, Interval interval) {}

  /** The square of a width, the variance of that square, and the weight of both. */
  private record AtWidth(int width, double square, double variance, double weight, int seeds) {
    AtWidth plus(double errors) {
      return new AtWidth(width, square + errors * Math.sqrt(variance), variance, weight, seeds);
    }
  }

  /** Sums over seeds of one curve's values and of their squares. */
  private record Sums(double values, double squares, int count) {
    static Sums of(double[][] seeds, int curve) {
      double[] column = Arrays.stream(seeds).mapToDouble(row -> row[curve]).toArray();
      return new Sums(
          Arrays.stream(column).sum(), Arrays.stream(column).map(v -> v * v).sum(), column.length);
    }

    Sums without(double value) {
      return new Sums(values - value, squares - value * value, count - 1);
    }

    double variance() {
      return Math.max(0, squares - values * values / count) / (count - 1);
    }

    double squareOfMean() {
      return Math.pow(values / count, 2) - variance() / count;
    }
  }

  /** What is raised to a power of n: a square of one curve. */
  @FunctionalInterface
  private interface Square {
    double of(Sums sums);
  }

  /**
   * Fits both.
   *
   * @param deviations for each width of measured / limit - 1, a row for each seed, a column for
   *     each curve; seeds of one row trained together
   * @param confidence of the intervals
   * @return the laws
   */
  public static ApproachLaw of(SortedMap<Integer, double[][]> deviations, double confidence) {
    // Weights are inverse variances as theory has them: of a squared mean m^2 with an error e of m
    // it is 4 m^2 e^2 ~ n^-3, of a squared spread s^2 it is ~ s^4 ~ n^-2.
    return new ApproachLaw(
        fit(deviations, Sums::squareOfMean, 3, confidence),
        fit(deviations, Sums::variance, 2, confidence));
  }

  private static Optional<Power> fit(
      SortedMap<Integer, double[][]> deviations, Square square, int weight, double confidence) {
    List<AtWidth> widths = new ArrayList<>();
    deviations.forEach(
        (width, seeds) -> {
          if (seeds.length >= MIN_SEEDS) {
            widths.add(atWidth(width, seeds, square, Math.pow(width, weight)));
          }
        });
    if (widths.size() < MIN_WIDTHS || widths.stream().mapToDouble(AtWidth::square).sum() <= 0) {
      return Optional.empty();
    }
    WelchEstimate around = new WelchEstimate();
    for (int i = 0; i < widths.size(); i++) {
      AtWidth at = widths.get(i);
      double change = (power(widths, i, 1) - power(widths, i, -1)) / 2;
      around.add(change, 0, 1, at.seeds() - 1);
    }
    double exponent = power(widths, 0, 0);
    return around
        .interval(confidence)
        .map(i -> new Power(exponent, new Interval(exponent + i.low(), exponent + i.high())));
  }

  /** Takes the variance from the jackknife over seeds. */
  private static AtWidth atWidth(int width, double[][] seeds, Square square, double weight) {
    int count = seeds.length;
    List<Sums> curves =
        IntStream.range(0, seeds[0].length).mapToObj(curve -> Sums.of(seeds, curve)).toList();
    double all = curves.stream().mapToDouble(square::of).average().orElseThrow();
    double[] without =
        Arrays.stream(seeds)
            .mapToDouble(
                left ->
                    IntStream.range(0, left.length)
                        .mapToDouble(curve -> square.of(curves.get(curve).without(left[curve])))
                        .average()
                        .orElseThrow())
            .toArray();
    double mean = Arrays.stream(without).average().orElseThrow();
    double variance =
        Arrays.stream(without).map(v -> (v - mean) * (v - mean)).sum() * (count - 1) / count;
    return new AtWidth(width, all, variance, weight, count);
  }

  /**
   * Returns p of A n^(2p) through the squares by weighted least squares, which a square that noise
   * has made negative does not hinder; one of them is moved by so many of its errors.
   */
  private static double power(List<AtWidth> widths, int moved, int errors) {
    List<AtWidth> all = new ArrayList<>(widths);
    all.set(moved, all.get(moved).plus(errors));
    double low = STEEPEST;
    double high = RISING;
    double golden = (Math.sqrt(5) - 1) / 2;
    while (high - low > RESOLUTION) {
      double left = high - golden * (high - low);
      double right = low + golden * (high - low);
      if (explained(all, left) > explained(all, right)) {
        high = right;
      } else {
        low = left;
      }
    }
    return (low + high) / 2;
  }

  /** The part of the weighted sum of squares that the best A takes away. */
  private static double explained(List<AtWidth> widths, double power) {
    double narrowest = widths.get(0).width();
    double product = 0;
    double norm = 0;
    for (AtWidth at : widths) {
      double curve = Math.pow(at.width() / narrowest, 2 * power);
      product += at.weight() * curve * at.square();
      norm += at.weight() * curve * curve;
    }
    return product > 0 ? product * product / norm : 0;
  }
}
