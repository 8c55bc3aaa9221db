package richscale.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.QRDecomposition;

/**
 * Logarithms of losses against log eta0 at the rates that suit every seed, seed by seed: a seed's
 * values at neighbouring rates go up and down together, so that everything is estimated from whole
 * seeds.
 */
final class RateCurve {
  private final List<Double> tried;
  private final double[] logRates;
  private final List<Long> seeds;
  private final double[][] logLosses;
  private final OptionalDouble largestStable;

  private RateCurve(
      List<Double> tried, List<Double> stable, List<Long> seeds, double[][] logLosses) {
    this.tried = tried;
    this.seeds = seeds;
    this.logLosses = logLosses;
    logRates = stable.stream().mapToDouble(Math::log).toArray();
    OptionalDouble largest = OptionalDouble.empty();
    for (double rate : tried) {
      if (!stable.contains(rate)) {
        break;
      }
      largest = OptionalDouble.of(rate);
    }
    largestStable = largest;
  }

  /**
   * Collects a curve. A rate at which any seed has no positive loss suits not every seed.
   *
   * @param outcomes all seeds at all rates
   * @return the curve; absent if no rate suits every seed
   */
  static Optional<RateCurve> of(List<RateChoice.Outcome> outcomes) {
    SortedMap<Double, Map<Long, Double>> byRate = new TreeMap<>();
    Set<Double> unstable = new TreeSet<>();
    Set<Long> all = new TreeSet<>();
    for (RateChoice.Outcome one : outcomes) {
      double loss = one.loss().orElse(Double.NaN);
      all.add(one.seed());
      Map<Long, Double> ofRate = byRate.computeIfAbsent(one.eta0(), rate -> new TreeMap<>());
      if (loss > 0 && loss < Double.POSITIVE_INFINITY) {
        ofRate.put(one.seed(), Math.log(loss));
      } else {
        unstable.add(one.eta0());
      }
    }
    List<Double> tried = List.copyOf(byRate.keySet());
    List<Double> stable = tried.stream().filter(rate -> !unstable.contains(rate)).toList();
    List<Long> seeds =
        all.stream()
            .filter(seed -> stable.stream().allMatch(rate -> byRate.get(rate).containsKey(seed)))
            .toList();
    if (stable.isEmpty() || seeds.isEmpty()) {
      return Optional.empty();
    }
    double[][] logLosses =
        seeds.stream()
            .map(seed -> stable.stream().mapToDouble(rate -> byRate.get(rate).get(seed)).toArray())
            .toArray(double[][]::new);
    return Optional.of(new RateCurve(tried, stable, seeds, logLosses));
  }

  /** Returns the rates that suit every seed, as logarithms, ascending. */
  double[] logRates() {
    return logRates.clone();
  }

  List<Long> seeds() {
    return seeds;
  }

  int tried() {
    return tried.size();
  }

  /** Returns the greatest rate below which all that were tried suit every seed. */
  OptionalDouble largestStable() {
    return largestStable;
  }

  /** Returns the least rate that was tried and does not suit every seed. */
  OptionalDouble leastUnstable() {
    return tried.stream()
        .filter(rate -> largestStable.isEmpty() || rate > largestStable.getAsDouble())
        .mapToDouble(Double::doubleValue)
        .findFirst();
  }

  /** Returns the index of the least mean. */
  int best() {
    int best = 0;
    for (int k = 1; k < logRates.length; k++) {
      if (mean(k) < mean(best)) {
        best = k;
      }
    }
    return best;
  }

  double mean(int rate) {
    return Arrays.stream(logLosses).mapToDouble(ofSeed -> ofSeed[rate]).average().orElseThrow();
  }

  double[] values(int rate) {
    return Arrays.stream(logLosses).mapToDouble(ofSeed -> ofSeed[rate]).toArray();
  }

  /**
   * Returns each seed's parabola through neighbouring rates.
   *
   * @param from index of the first of at least three rates
   * @param to one past the last
   * @param centre of the parabolas, a logarithm
   */
  Parabolas parabolas(int from, int to, double centre) {
    double[] x = Arrays.stream(logRates, from, to).map(logRate -> logRate - centre).toArray();
    double[][] weights = weights(x);
    List<double[]> coefficients = new ArrayList<>();
    for (double[] ofSeed : logLosses) {
      double[] c = new double[3];
      for (int power = 0; power < 3; power++) {
        for (int k = 0; k < x.length; k++) {
          c[power] += weights[power][k] * ofSeed[from + k];
        }
      }
      coefficients.add(c);
    }
    return new Parabolas(centre, coefficients.toArray(double[][]::new));
  }

  /** Returns the three rates about a logarithm, as indices of the first and one past the last. */
  int[] nearest(double logRate) {
    int from = 0;
    while (from + 3 < logRates.length
        && Math.abs(logRates[from + 3] - logRate) < Math.abs(logRates[from] - logRate)) {
      from++;
    }
    return new int[] {from, from + 3};
  }

  /** Rows that give the coefficients of 1, x and x^2 in the least-squares parabola. */
  private static double[][] weights(double[] x) {
    double[][] powers =
        Arrays.stream(x).mapToObj(v -> new double[] {1, v, v * v}).toArray(double[][]::new);
    return new QRDecomposition(MatrixUtils.createRealMatrix(powers))
        .getSolver()
        .getInverse()
        .getData();
  }

  /** Returns seeds without a loss, by rate. */
  static LostSeeds lost(List<RateChoice.Outcome> outcomes) {
    List<Observation> there = new ArrayList<>();
    for (RateChoice.Outcome one : outcomes) {
      there.add(new Observation(one.eta0(), one.seed(), one.loss().orElse(Double.NaN)));
    }
    return LostSeeds.of(there, Map.of());
  }
}
