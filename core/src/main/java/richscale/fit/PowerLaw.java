package richscale.fit;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.apache.commons.rng.UniformRandomProvider;
import org.hipparchus.stat.descriptive.rank.Percentile;
import org.hipparchus.stat.regression.SimpleRegression;
import richscale.data.RandomStreams;
import richscale.spec.FitSettings;

/**
 * A least-squares line through log value against log width, with a studentised bootstrap interval
 * of its slope.
 *
 * <p>Seeds are independent from width to width, so what is resampled are the deviations of log
 * values from the mean of their width (scaled by sqrt(S/(S-1)) to the variance they estimate),
 * pooled over widths. Deviations from the line itself would count a curvature as noise. Every
 * resample gives a slope and its own standard error; the quantiles of their ratio replace those of
 * Student's t (Efron and Tibshirani, An Introduction to the Bootstrap, section 12.5). With 3 to 5
 * seeds the plain percentile bootstrap covers too seldom; the tests measure the coverage of this
 * one.
 */
final class PowerLaw {
  /** Stands for slope / error where all draws of every width are alike and the error is 0. */
  private static final double NO_SPREAD = 1e12;

  /** Quantiles beyond this come from resamples without spread: there are too few seeds. */
  private static final double MAX_RATIO = 1e6;

  private final Map<Double, double[]> logValuesByWidth = new TreeMap<>();
  private final SimpleRegression line = new SimpleRegression();

  PowerLaw(List<Observation> observations) {
    Observation.byPosition(observations)
        .forEach(
            (width, cell) ->
                logValuesByWidth.put(
                    width,
                    cell.stream()
                        .sorted(Comparator.comparingLong(Observation::seed))
                        .mapToDouble(observation -> Math.log(observation.value()))
                        .toArray()));
    logValuesByWidth.forEach(
        (width, logValues) -> {
          for (double logValue : logValues) {
            line.addData(Math.log(width), logValue);
          }
        });
  }

  double exponent() {
    return line.getSlope();
  }

  /**
   * Returns the share of the variance of log values that the line explains; empty if there is none.
   */
  Optional<Double> rSquared() {
    return line.getTotalSumSquares() > 0 ? Optional.of(line.getRSquare()) : Optional.empty();
  }

  /**
   * What resampling says.
   *
   * @param interval of the exponent; absent if there are too few seeds
   * @param asymptotic the exponent beside a correction, with its interval; absent without one
   */
  record Resampled(Optional<Interval> interval, Optional<AsymptoticExponent> asymptotic) {}

  /** Returns the interval of the exponent; empty if there are too few seeds. */
  Optional<Interval> interval(FitSettings settings, long seed) {
    return resample(settings, seed, OptionalDouble.empty()).interval();
  }

  /**
   * Resamples, once for all that is estimated.
   *
   * @param settings confidence and resamples
   * @param seed fixes them
   * @param correction q of log value = log A + p log n + B n^-q, if p is wanted
   * @return intervals
   */
  Resampled resample(FitSettings settings, long seed, OptionalDouble correction) {
    Cells cells = Cells.of(logValuesByWidth);
    if (cells.degreesOfFreedom == 0) {
      return new Resampled(Optional.empty(), Optional.empty());
    }
    double standardError = cells.standardErrorOfSlope(cells.deviations);
    Optional<double[]> beside =
        correction.isPresent()
            ? Optional.of(cells.weightsBeside(correction.getAsDouble()))
            : Optional.empty();
    OptionalDouble asymptotic =
        beside.isPresent() ? OptionalDouble.of(exponentBy(beside.get())) : OptionalDouble.empty();
    if (standardError == 0) {
      return new Resampled(
          Optional.of(new Interval(exponent(), exponent())),
          asymptotic.isPresent()
              ? Optional.of(
                  new AsymptoticExponent(
                      asymptotic.getAsDouble(),
                      new Interval(asymptotic.getAsDouble(), asymptotic.getAsDouble())))
              : Optional.empty());
    }
    UniformRandomProvider rng = RandomStreams.stream(seed, RandomStreams.Purpose.BOOTSTRAP);
    double[] ratios = new double[settings.bootstrap()];
    double[] ratiosBeside = new double[beside.isPresent() ? ratios.length : 0];
    double wider =
        beside.map(weights -> Math.sqrt(cells.sumOfSquares * dot(weights, weights))).orElse(0.0);
    double[] resample = new double[cells.deviations.length];
    for (int b = 0; b < ratios.length; b++) {
      for (int i = 0; i < resample.length; i++) {
        resample[i] = cells.pool[rng.nextInt(cells.pool.length)];
      }
      double error = cells.standardErrorOfSlope(resample);
      ratios[b] = ratio(cells.slope(resample), error);
      if (beside.isPresent()) {
        ratiosBeside[b] = ratio(dot(beside.get(), resample), error * wider);
      }
    }
    return new Resampled(
        interval(exponent(), standardError, ratios, settings),
        asymptotic.isPresent()
            ? interval(asymptotic.getAsDouble(), standardError * wider, ratiosBeside, settings)
                .map(found -> new AsymptoticExponent(asymptotic.getAsDouble(), found))
            : Optional.empty());
  }

  private static double ratio(double slope, double error) {
    return error > 0 ? slope / error : Math.copySign(NO_SPREAD, slope);
  }

  private static Optional<Interval> interval(
      double exponent, double standardError, double[] ratios, FitSettings settings) {
    Percentile percentile = new Percentile();
    percentile.setData(ratios);
    double tail = 50 * (1 - settings.confidence());
    double upper = percentile.evaluate(100 - tail);
    double lower = percentile.evaluate(tail);
    return Math.max(Math.abs(upper), Math.abs(lower)) < MAX_RATIO
        ? Optional.of(
            new Interval(exponent - upper * standardError, exponent - lower * standardError))
        : Optional.empty();
  }

  /** Returns an exponent that is a linear function of the log values. */
  private double exponentBy(double[] weights) {
    double exponent = 0;
    int at = 0;
    for (double[] logValues : logValuesByWidth.values()) {
      for (double logValue : logValues) {
        exponent += weights[at++] * logValue;
      }
    }
    return exponent;
  }

  private static double dot(double[] weights, double[] noise) {
    double sum = 0;
    for (int i = 0; i < noise.length; i++) {
      sum += weights[i] * noise[i];
    }
    return sum;
  }

  /**
   * The observations in one array, cell after cell.
   *
   * @param starts index of the first observation of every cell, and one past the last
   * @param weights slope coefficients: (x - mean x) / sum (x - mean x)^2 of every observation, or
   *     those beside a correction
   * @param deviations log values less the mean of their cell
   * @param pool deviations of cells with more than one seed, scaled to the variance they estimate
   * @param degreesOfFreedom observations less cells
   * @param sumOfSquares sum (x - mean x)^2
   */
  @SuppressWarnings("ArrayRecordComponent") // private working memory, compared by nobody
  private record Cells(
      int[] starts,
      double[] x,
      double[] weights,
      double[] deviations,
      double[] pool,
      int degreesOfFreedom,
      double sumOfSquares) {

    static Cells of(Map<Double, double[]> logValuesByWidth) {
      int count = logValuesByWidth.values().stream().mapToInt(values -> values.length).sum();
      int[] starts = new int[logValuesByWidth.size() + 1];
      double[] x = new double[count];
      double[] deviations = new double[count];
      double[] pool = new double[count];
      int at = 0;
      int pooled = 0;
      int cell = 0;
      for (Map.Entry<Double, double[]> entry : logValuesByWidth.entrySet()) {
        double[] values = entry.getValue();
        double mean = Arrays.stream(values).average().orElseThrow();
        double inflation = Math.sqrt((double) values.length / Math.max(1, values.length - 1));
        for (double value : values) {
          x[at] = Math.log(entry.getKey());
          deviations[at] = value - mean;
          if (values.length > 1) {
            pool[pooled++] = deviations[at] * inflation;
          }
          at++;
        }
        starts[++cell] = at;
      }
      double meanX = Arrays.stream(x).average().orElseThrow();
      double sumOfSquares = Arrays.stream(x).map(v -> (v - meanX) * (v - meanX)).sum();
      double[] weights = Arrays.stream(x).map(v -> (v - meanX) / sumOfSquares).toArray();
      return new Cells(
          starts,
          x,
          weights,
          deviations,
          Arrays.copyOf(pool, pooled),
          count - logValuesByWidth.size(),
          sumOfSquares);
    }

    /** Returns the coefficients of p in the least-squares fit of 1, log n and n^-q. */
    double[] weightsBeside(double q) {
      double meanX = Arrays.stream(x).average().orElseThrow();
      double[] u = Arrays.stream(x).map(logWidth -> Math.exp(-q * logWidth)).toArray();
      double meanU = Arrays.stream(u).average().orElseThrow();
      double xx = 0;
      double xu = 0;
      double uu = 0;
      for (int i = 0; i < x.length; i++) {
        xx += (x[i] - meanX) * (x[i] - meanX);
        xu += (x[i] - meanX) * (u[i] - meanU);
        uu += (u[i] - meanU) * (u[i] - meanU);
      }
      double[] weights = new double[x.length];
      for (int i = 0; i < x.length; i++) {
        weights[i] = ((x[i] - meanX) * uu - (u[i] - meanU) * xu) / (xx * uu - xu * xu);
      }
      return weights;
    }

    double slope(double[] noise) {
      return dot(weights, noise);
    }

    double standardErrorOfSlope(double[] noise) {
      double squares = 0;
      for (int cell = 0; cell + 1 < starts.length; cell++) {
        double sum = 0;
        for (int i = starts[cell]; i < starts[cell + 1]; i++) {
          sum += noise[i];
        }
        double mean = sum / (starts[cell + 1] - starts[cell]);
        for (int i = starts[cell]; i < starts[cell + 1]; i++) {
          squares += (noise[i] - mean) * (noise[i] - mean);
        }
      }
      return Math.sqrt(squares / degreesOfFreedom / sumOfSquares);
    }
  }
}
