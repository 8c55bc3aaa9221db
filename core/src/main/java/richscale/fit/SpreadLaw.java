package richscale.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.AhrensDieterMarsagliaTsangGammaSampler;
import org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler;
import org.hipparchus.special.Gamma;
import org.hipparchus.stat.descriptive.rank.Percentile;
import richscale.data.RandomStreams;
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

  /** With two seeds a standard deviation says next to nothing. */
  private static final int MIN_SEEDS = 3;

  /** A width. */
  private record Cell(double logWidth, double logDeviation, int degreesOfFreedom) {
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
   * @param settings confidence and number of draws
   * @param seed fixes the draws
   * @return the slope; absent with fewer than three widths of three seeds, or without any spread
   */
  public static Optional<SpreadLaw> of(
      List<Observation> observations, FitSettings settings, long seed) {
    List<Cell> cells = new ArrayList<>();
    Map<Integer, List<Observation>> byWidth =
        new TreeMap<>(observations.stream().collect(Collectors.groupingBy(Observation::width)));
    for (Map.Entry<Integer, List<Observation>> entry : byWidth.entrySet()) {
      double[] logs =
          entry.getValue().stream().mapToDouble(o -> Math.log(o.value())).sorted().toArray();
      double mean = Arrays.stream(logs).average().orElseThrow();
      double squares = Arrays.stream(logs).map(v -> (v - mean) * (v - mean)).sum();
      if (logs.length >= MIN_SEEDS && squares > 0 && Double.isFinite(squares)) {
        int freedom = logs.length - 1;
        cells.add(new Cell(Math.log(entry.getKey()), Math.log(squares / freedom) / 2, freedom));
      }
    }
    return cells.size() < MIN_WIDTHS
        ? Optional.empty()
        : Optional.of(through(cells, settings, seed));
  }

  private static SpreadLaw through(List<Cell> cells, FitSettings settings, long seed) {
    double[] slope = slopeWeights(cells);
    double exponent = 0;
    for (int i = 0; i < slope.length; i++) {
      exponent += slope[i] * (cells.get(i).logDeviation() - cells.get(i).bias());
    }
    UniformRandomProvider rng = RandomStreams.stream(seed, RandomStreams.Purpose.BOOTSTRAP);
    List<SharedStateContinuousSampler> halfSquares =
        cells.stream()
            .map(
                cell ->
                    AhrensDieterMarsagliaTsangGammaSampler.of(
                        rng, cell.degreesOfFreedom() / 2.0, 1))
            .toList();
    double[] errors = new double[settings.bootstrap()];
    for (int b = 0; b < errors.length; b++) {
      for (int i = 0; i < slope.length; i++) {
        Cell cell = cells.get(i);
        double ratio = 2 * halfSquares.get(i).sample() / cell.degreesOfFreedom();
        errors[b] += slope[i] * (Math.log(ratio) / 2 - cell.bias());
      }
    }
    Percentile percentile = new Percentile();
    percentile.setData(errors);
    double tail = 50 * (1 - settings.confidence());
    return new SpreadLaw(
        exponent,
        new Interval(
            exponent - percentile.evaluate(100 - tail), exponent - percentile.evaluate(tail)));
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
