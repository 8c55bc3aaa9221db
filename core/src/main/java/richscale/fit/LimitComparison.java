package richscale.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.QRDecomposition;
import org.hipparchus.stat.regression.SimpleRegression;
import richscale.spec.FitSettings;

/**
 * Values of networks beside those of their limit, width by width, and the curve as a whole.
 * Networks approach the limit as measured / limit - 1 = C + D / n with C = 0, and D changes with n
 * by theory's correction n^-q, since it depends on the feature strength; no parameter is fitted to
 * make it so. A factor that is wrong at every width shows in C, which no exponent sees.
 *
 * @param widths the comparison at each width, ascending
 * @param atInfinity C, its interval and what it says; absent with fewer than three widths or seeds
 *     too few for an interval
 * @param power slope of log |measured / limit - 1| against log width over the widths whose interval
 *     leaves 0 out; absent with fewer than three of them
 */
public record LimitComparison(
    List<AtWidth> widths, Optional<AtInfinity> atInfinity, OptionalDouble power) {
  private static final int MIN_WIDTHS = 3;
  private static final int MIN_WIDTHS_OF_CORRECTION = 5;

  public LimitComparison {
    widths = List.copyOf(widths);
  }

  /**
   * A width.
   *
   * @param width n
   * @param seeds number of networks
   * @param measured mean over seeds
   * @param limit value of the limit
   * @param deviation measured / limit - 1
   * @param interval its interval; absent for one seed
   * @param spread standard deviation over seeds of value / limit; absent for one seed
   */
  public record AtWidth(
      int width,
      int seeds,
      double measured,
      double limit,
      double deviation,
      Optional<Interval> interval,
      OptionalDouble spread) {

    private double variance() {
      return Math.pow(spread.orElseThrow(), 2) / seeds;
    }
  }

  /**
   * What is left of the deviation at infinite width.
   *
   * @param deviation C
   * @param interval its interval
   * @param verdict inconsistent if the interval leaves 0 out, inconclusive if it is wider than the
   *     tolerance to both sides, else consistent
   */
  public record AtInfinity(double deviation, Interval interval, Verdict verdict) {}

  /**
   * Compares.
   *
   * @param observations values of networks
   * @param limit one value of the limit for each width; widths without are left out
   * @param correction theory's q
   * @param settings confidence and tolerance
   * @return the comparison; empty of widths where none has a limit of its own sign
   */
  public static LimitComparison of(
      List<Observation> observations,
      Map<Double, Double> limit,
      double correction,
      FitSettings settings) {
    List<AtWidth> widths = new ArrayList<>();
    Observation.byPosition(observations)
        .forEach(
            (width, values) -> {
              Double ofLimit = limit.get(width);
              if (ofLimit != null && ofLimit != 0) {
                widths.add(
                    atWidth(
                        (int) (double) width,
                        values.stream().mapToDouble(Observation::value).sorted().toArray(),
                        ofLimit,
                        settings));
              }
            });
    return new LimitComparison(widths, atInfinity(widths, correction, settings), power(widths));
  }

  private static AtWidth atWidth(int width, double[] values, double limit, FitSettings settings) {
    double[] ratios = Arrays.stream(values).map(value -> value / limit - 1).toArray();
    MeanEstimate mean = MeanEstimate.of(ratios, settings.confidence());
    OptionalDouble spread = OptionalDouble.empty();
    if (values.length > 1) {
      double squares = Arrays.stream(ratios).map(r -> Math.pow(r - mean.mean(), 2)).sum();
      spread = OptionalDouble.of(Math.sqrt(squares / (values.length - 1)));
    }
    return new AtWidth(
        width,
        values.length,
        limit * (1 + mean.mean()),
        limit,
        mean.mean(),
        mean.interval(),
        spread);
  }

  /**
   * By least squares in powers of 1/n with the weights of a spread that falls as theory says,
   * n^-1/2; the interval takes the spread of each width as it is.
   */
  private static Optional<AtInfinity> atInfinity(
      List<AtWidth> widths, double correction, FitSettings settings) {
    if (widths.size() < MIN_WIDTHS || widths.stream().anyMatch(w -> w.spread().isEmpty())) {
      return Optional.empty();
    }
    double[] factors =
        factorsOfConstant(
            widths,
            widths.size() < MIN_WIDTHS_OF_CORRECTION
                ? new double[] {0, 1}
                : new double[] {0, 1, 1 + correction});
    WelchEstimate constant = new WelchEstimate();
    for (int i = 0; i < factors.length; i++) {
      AtWidth at = widths.get(i);
      constant.add(factors[i], at.deviation(), at.variance(), at.seeds() - 1);
    }
    return constant
        .interval(settings.confidence())
        .map(
            interval ->
                new AtInfinity(
                    constant.value(), interval, verdict(interval, settings.tolerance())));
  }

  private static Verdict verdict(Interval interval, double tolerance) {
    if (!interval.contains(0)) {
      return Verdict.INCONSISTENT;
    }
    return (interval.high() - interval.low()) / 2 > tolerance
        ? Verdict.INCONCLUSIVE
        : Verdict.CONSISTENT;
  }

  /** What each width's deviation counts for in the constant of a sum of powers of 1/n. */
  private static double[] factorsOfConstant(List<AtWidth> widths, double[] powers) {
    double narrowest = widths.get(0).width();
    double[][] rows = new double[widths.size()][powers.length];
    for (int i = 0; i < rows.length; i++) {
      AtWidth at = widths.get(i);
      for (int term = 0; term < powers.length; term++) {
        rows[i][term] = Math.sqrt(weight(at)) * Math.pow(narrowest / at.width(), powers[term]);
      }
    }
    double[] factors =
        new QRDecomposition(MatrixUtils.createRealMatrix(rows)).getSolver().getInverse().getRow(0);
    for (int i = 0; i < factors.length; i++) {
      factors[i] *= Math.sqrt(weight(widths.get(i)));
    }
    return factors;
  }

  private static double weight(AtWidth at) {
    return (double) at.width() * at.seeds();
  }

  private static OptionalDouble power(List<AtWidth> widths) {
    SimpleRegression line = new SimpleRegression();
    widths.stream()
        .filter(w -> w.interval().filter(interval -> !interval.contains(0)).isPresent())
        .forEach(w -> line.addData(Math.log(w.width()), Math.log(Math.abs(w.deviation()))));
    return line.getN() < MIN_WIDTHS ? OptionalDouble.empty() : OptionalDouble.of(line.getSlope());
  }
}
