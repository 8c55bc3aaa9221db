package richscale.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import richscale.spec.Axis;
import richscale.spec.FitSettings;

/**
 * How the best learning rate changes along an axis, and what is lost by not changing it.
 *
 * @param positions number of positions that have a best rate
 * @param edges those at which it is the least or greatest tried
 * @param exponent slope of log eta0* against log position over the positions inside; absent with
 *     fewer than three
 * @param interval its interval; absent for one seed
 * @param verdict comparison with what is predicted; absent without that, and where a best rate is
 *     at an edge
 * @param penalty loss at the greatest position by the least position's best rate over the loss by
 *     its own; absent where that rate lies outside those that were tried and suit every seed
 * @param penaltyInterval its interval
 * @param stable slope of the logarithm of the largest stable rate
 * @param stableVerdict comparison of its range with what is predicted
 * @param reason why something is absent
 */
public record RateTransfer(
    int positions,
    int edges,
    OptionalDouble exponent,
    Optional<Interval> interval,
    Optional<Verdict> verdict,
    OptionalDouble penalty,
    Optional<Interval> penaltyInterval,
    Optional<StableRate> stable,
    Optional<Verdict> stableVerdict,
    Optional<String> reason) {
  private static final int MIN_POSITIONS = 3;

  /**
   * The exponent of the largest stable rate.
   *
   * @param exponent slope through the geometric means of the greatest rate that suits every seed
   *     and the least above it that does not
   * @param range of slopes through all between these: no statistics, but what the grid leaves open
   */
  public record StableRate(double exponent, Interval range) {}

  /** A position with its curve. */
  private record Point(double position, RateCurve curve, Optimum.Vertex vertex) {
    boolean inside() {
      return vertex.parabolas().isPresent();
    }

    double logPosition() {
      return Math.log(position);
    }
  }

  /**
   * Follows the best rate.
   *
   * @param outcomes all seeds at all rates, by position
   * @param axis what the positions are on
   * @param predicted exponent of the best rate; absent where theory makes no statement
   * @param predictedStable exponent of the largest stable rate
   * @param settings confidence and tolerance
   * @return the law
   */
  public static RateTransfer of(
      SortedMap<Double, List<RateChoice.Outcome>> outcomes,
      Axis axis,
      OptionalDouble predicted,
      OptionalDouble predictedStable,
      FitSettings settings) {
    List<Point> points = new ArrayList<>();
    outcomes.forEach(
        (position, ofPosition) ->
            RateCurve.of(ofPosition)
                .ifPresent(
                    curve -> points.add(new Point(position, curve, Optimum.Vertex.of(curve)))));
    List<Point> inside = points.stream().filter(Point::inside).toList();
    boolean several = points.stream().anyMatch(point -> point.curve().tried() > 1);
    int edges = several ? points.size() - inside.size() : 0;
    boolean fitted = inside.size() >= MIN_POSITIONS;
    double[] weights = fitted ? slopeWeights(inside) : new double[0];
    double exponent = 0;
    for (int i = 0; i < weights.length; i++) {
      exponent += weights[i] * inside.get(i).vertex().logRate();
    }
    Optional<Interval> interval =
        fitted ? interval(inside, weights, exponent, axis, settings) : Optional.empty();
    Optional<Penalty> penalty =
        points.size() > 1 && several
            ? Penalty.of(points.get(0), points.get(points.size() - 1), axis, settings.confidence())
            : Optional.empty();
    Optional<StableRate> stable = stable(points);
    boolean whole = edges == 0 && points.size() == outcomes.size();
    return new RateTransfer(
        points.size(),
        edges,
        fitted ? OptionalDouble.of(exponent) : OptionalDouble.empty(),
        interval,
        whole && predicted.isPresent()
            ? interval.map(i -> Verdict.of(i, predicted.getAsDouble(), settings.tolerance()))
            : Optional.empty(),
        penalty.map(p -> OptionalDouble.of(Math.exp(p.log()))).orElse(OptionalDouble.empty()),
        penalty.flatMap(Penalty::interval).map(Optimum::exponentiated),
        stable,
        predictedStable.isPresent()
            ? stable.map(
                s -> Verdict.of(s.range(), predictedStable.getAsDouble(), settings.tolerance()))
            : Optional.empty(),
        reason(
            several,
            fitted,
            outcomes.size() - points.size(),
            edges,
            penalty.isEmpty() && points.size() > 1 && tooGreat(points),
            axis));
  }

  private static Optional<String> reason(
      boolean several, boolean fitted, int without, int edges, boolean tooGreat, Axis axis) {
    if (!several) {
      return Optional.of("one rate was tried");
    }
    List<String> reasons = new ArrayList<>();
    if (without > 0) {
      reasons.add(
          String.format(
              Locale.ROOT,
              "%d %s at which no rate suits every seed",
              without,
              axis.counted(without)));
    }
    if (edges > 0) {
      reasons.add(
          String.format(
              Locale.ROOT,
              "%d %s at which the best rate is the least or greatest that suits every seed",
              edges,
              axis.counted(edges)));
    }
    if (tooGreat) {
      reasons.add("the best rate of the least position loses seeds at the greatest");
    }
    if (!fitted) {
      reasons.add(String.format(Locale.ROOT, "fewer than %d with the best inside", MIN_POSITIONS));
    }
    return reasons.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", reasons));
  }

  private static boolean tooGreat(List<Point> points) {
    double[] rates = points.get(points.size() - 1).curve().logRates();
    return points.get(0).vertex().logRate() > rates[rates.length - 1];
  }

  private static double[] slopeWeights(List<Point> points) {
    double mean = points.stream().mapToDouble(Point::logPosition).average().orElseThrow();
    double squares = points.stream().mapToDouble(p -> Math.pow(p.logPosition() - mean, 2)).sum();
    return points.stream().mapToDouble(p -> (p.logPosition() - mean) / squares).toArray();
  }

  private static Optional<Interval> interval(
      List<Point> points, double[] weights, double exponent, Axis axis, FitSettings settings) {
    Terms terms = new Terms(axis);
    for (int i = 0; i < weights.length; i++) {
      Point point = points.get(i);
      Optional<double[]> pulls = point.vertex().pulls(settings.confidence());
      if (pulls.isEmpty()) {
        return Optional.empty();
      }
      terms.add(weights[i], point.vertex().logRate(), point.curve().seeds(), pulls.get());
    }
    return terms.interval(exponent, settings.confidence());
  }

  private static Optional<StableRate> stable(List<Point> points) {
    List<Point> bracketed =
        points.stream()
            .filter(
                p -> p.curve().largestStable().isPresent() && p.curve().leastUnstable().isPresent())
            .toList();
    if (bracketed.size() < MIN_POSITIONS || bracketed.size() < points.size()) {
      return Optional.empty();
    }
    double[] weights = slopeWeights(bracketed);
    double middle = 0;
    double low = 0;
    double high = 0;
    for (int i = 0; i < weights.length; i++) {
      RateCurve curve = bracketed.get(i).curve();
      double below = weights[i] * Math.log(curve.largestStable().getAsDouble());
      double above = weights[i] * Math.log(curve.leastUnstable().getAsDouble());
      middle += (below + above) / 2;
      low += Math.min(below, above);
      high += Math.max(below, above);
    }
    return Optional.of(new StableRate(middle, new Interval(low, high)));
  }

  /** What the logarithm of a penalty is, and its interval. */
  private record Penalty(double log, Optional<Interval> interval) {
    static Optional<Penalty> of(Point small, Point large, Axis axis, double confidence) {
      double[] rates = large.curve().logRates();
      double from = small.vertex().logRate();
      double own = large.vertex().logRate();
      double slack = 1e-9;
      if (from < rates[0] - slack || from > rates[rates.length - 1] + slack || rates.length < 3) {
        return Optional.empty();
      }
      Parabolas at = parabolas(large, from);
      double[] losses = at.values(from);
      double[] best = large.vertex().values(large.curve());
      double[] logs = new double[losses.length];
      Arrays.setAll(logs, i -> losses[i] - best[i]);
      double mean = Arrays.stream(logs).average().orElseThrow();
      Optional<double[]> ofSmall = small.vertex().pulls(confidence);
      Optional<double[]> ofLarge = large.vertex().pulls(confidence);
      if (ofSmall.isEmpty() || ofLarge.isEmpty()) {
        return Optional.of(new Penalty(Math.max(0, mean), Optional.empty()));
      }
      List<Long> smallSeeds = small.curve().seeds();
      List<Long> largeSeeds = large.curve().seeds();
      Terms penalty = new Terms(axis);
      penalty.add(1, mean, largeSeeds, logs);
      penalty.add(at.slope(from), from, smallSeeds, ofSmall.get());
      Terms shift = new Terms(axis);
      shift.add(1, from, smallSeeds, ofSmall.get());
      shift.add(-1, own, largeSeeds, ofLarge.get());
      Optional<Interval> around = penalty.interval(mean, confidence);
      Optional<Interval> moved = shift.interval(from - own, confidence);
      if (around.isEmpty() || moved.isEmpty()) {
        return Optional.of(new Penalty(Math.max(0, mean), Optional.empty()));
      }
      // About the optimum a loss is flat: there first order says nothing, and the shift says all.
      double far = Math.max(Math.abs(moved.get().low()), Math.abs(moved.get().high()));
      Interval interval =
          moved.get().contains(0)
              ? new Interval(
                  0,
                  Math.max(
                      Math.max(0, around.get().high()),
                      large.vertex().parabolas().orElseThrow().curvature() * far * far))
              : new Interval(Math.max(0, around.get().low()), Math.max(0, around.get().high()));
      return Optional.of(new Penalty(Math.max(0, mean), Optional.of(interval)));
    }

    /** The parabola of the optimum where it was fitted, else that of the three rates about. */
    private static Parabolas parabolas(Point large, double logRate) {
      Optional<Parabolas> own = large.vertex().parabolas();
      if (own.isPresent() && large.vertex().covers(large.curve(), logRate)) {
        return own.get();
      }
      int[] near = large.curve().nearest(logRate);
      return large.curve().parabolas(near[0], near[1], logRate);
    }
  }

  /** A sum of estimates, of which those of one seed belong together along some axes. */
  private static final class Terms {
    private final boolean independent;
    private final WelchEstimate welch = new WelchEstimate();
    private final SortedMap<Long, Double> bySeed = new TreeMap<>();
    private final SortedMap<Long, Integer> counts = new TreeMap<>();
    private int terms;

    Terms(Axis axis) {
      independent = axis.independent();
    }

    void add(double factor, double value, List<Long> seeds, double[] pulls) {
      terms++;
      double mean = Arrays.stream(pulls).average().orElseThrow();
      double squares = Arrays.stream(pulls).map(p -> (p - mean) * (p - mean)).sum();
      if (pulls.length > 1) {
        welch.add(factor, value, squares / (pulls.length - 1) / pulls.length, pulls.length - 1);
      }
      for (int i = 0; i < pulls.length; i++) {
        bySeed.merge(seeds.get(i), factor * (pulls[i] - mean), Double::sum);
        counts.merge(seeds.get(i), 1, Integer::sum);
      }
    }

    Optional<Interval> interval(double value, double confidence) {
      if (independent) {
        return welch
            .interval(confidence)
            .map(
                i ->
                    new Interval(
                        i.low() - welch.value() + value, i.high() - welch.value() + value));
      }
      double[] whole =
          bySeed.entrySet().stream()
              .filter(entry -> counts.get(entry.getKey()) == terms)
              .mapToDouble(entry -> value + entry.getValue())
              .toArray();
      if (whole.length < 2) {
        return Optional.empty();
      }
      MeanEstimate mean = MeanEstimate.of(whole, confidence);
      return mean.interval()
          .map(i -> new Interval(i.low() - mean.mean() + value, i.high() - mean.mean() + value));
    }
  }
}
