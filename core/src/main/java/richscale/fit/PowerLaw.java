package richscale.fit;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;
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

  private final Map<Integer, double[]> logValuesByWidth = new TreeMap<>();
  private final SimpleRegression line = new SimpleRegression();

  /** Power of 1/n in the correction that is fitted beside the exponent; absent for none. */
  private final OptionalDouble correction;

  PowerLaw(List<Observation> observations) {
    this(observations, OptionalDouble.empty());
  }

  /**
   * Fits log value = log A + p log n + B n^-q with q given.
   *
   * @param observations values at several widths
   * @param correction q; absent for B = 0
   */
  PowerLaw(List<Observation> observations, OptionalDouble correction) {
    this.correction = correction;
    Map<Integer, List<Observation>> byWidth =
        observations.stream().collect(Collectors.groupingBy(Observation::width));
    byWidth.forEach(
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
    if (correction.isEmpty()) {
      return line.getSlope();
    }
    double exponent = 0;
    double[] weights = Cells.of(logValuesByWidth, correction).weights;
    int at = 0;
    for (double[] logValues : logValuesByWidth.values()) {
      for (double logValue : logValues) {
        exponent += weights[at++] * logValue;
      }
    }
    return exponent;
  }

  /**
   * Returns the share of the variance of log values that the line explains; empty if there is none.
   */
  Optional<Double> rSquared() {
    return line.getTotalSumSquares() > 0 ? Optional.of(line.getRSquare()) : Optional.empty();
  }

  /** Returns the interval of the exponent; empty if there are too few seeds. */
  Optional<Interval> interval(FitSettings settings, long seed) {
    Cells cells = Cells.of(logValuesByWidth, correction);
    if (cells.degreesOfFreedom == 0) {
      return Optional.empty();
    }
    double standardError = cells.standardErrorOfSlope(cells.deviations);
    if (standardError == 0) {
      return Optional.of(new Interval(exponent(), exponent()));
    }
    UniformRandomProvider rng = RandomStreams.stream(seed, RandomStreams.Purpose.BOOTSTRAP);
    double[] ratios = new double[settings.bootstrap()];
    double[] resample = new double[cells.deviations.length];
    for (int b = 0; b < ratios.length; b++) {
      for (int i = 0; i < resample.length; i++) {
        resample[i] = cells.pool[rng.nextInt(cells.pool.length)];
      }
      double error = cells.standardErrorOfSlope(resample);
      double slope = cells.slope(resample);
      ratios[b] = error > 0 ? slope / error : Math.copySign(NO_SPREAD, slope);
    }
    Percentile percentile = new Percentile();
    percentile.setData(ratios);
    double tail = 50 * (1 - settings.confidence());
    double upper = percentile.evaluate(100 - tail);
    double lower = percentile.evaluate(tail);
    return Math.max(Math.abs(upper), Math.abs(lower)) < MAX_RATIO
        ? Optional.of(
            new Interval(exponent() - upper * standardError, exponent() - lower * standardError))
        : Optional.empty();
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
   * @param sumOfSquares sum (x - mean x)^2, or 1 / sum weights^2 beside a correction
   */
  @SuppressWarnings("ArrayRecordComponent") // private working memory, compared by nobody
  private record Cells(
      int[] starts,
      double[] weights,
      double[] deviations,
      double[] pool,
      int degreesOfFreedom,
      double sumOfSquares) {

    static Cells of(Map<Integer, double[]> logValuesByWidth, OptionalDouble correction) {
      int count = logValuesByWidth.values().stream().mapToInt(values -> values.length).sum();
      int[] starts = new int[logValuesByWidth.size() + 1];
      double[] x = new double[count];
      double[] deviations = new double[count];
      double[] pool = new double[count];
      int at = 0;
      int pooled = 0;
      int cell = 0;
      for (Map.Entry<Integer, double[]> entry : logValuesByWidth.entrySet()) {
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
      double[] weights =
          correction.isPresent()
              ? besideCorrection(x, correction.getAsDouble())
              : Arrays.stream(x).map(v -> (v - meanX) / sumOfSquares).toArray();
      return new Cells(
          starts,
          weights,
          deviations,
          Arrays.copyOf(pool, pooled),
          count - logValuesByWidth.size(),
          correction.isPresent() ? 1 / Arrays.stream(weights).map(w -> w * w).sum() : sumOfSquares);
    }

    /** Returns the coefficients of p in the least-squares fit of 1, log n and n^-q. */
    private static double[] besideCorrection(double[] x, double q) {
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
      double slope = 0;
      for (int i = 0; i < noise.length; i++) {
        slope += weights[i] * noise[i];
      }
      return slope;
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
