package richscale.jobs.claims;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.stat.descriptive.DescriptiveStatistics;
import org.hipparchus.stat.regression.SimpleRegression;
import richscale.fit.ExponentFit;
import richscale.fit.Interval;
import richscale.fit.Observation;
import richscale.fit.Verdict;
import richscale.jobs.store.Tables;
import richscale.spec.FitSettings;
import richscale.theory.Observable;

/** Turns evidence into the parts of each claim. */
final class Judges {
  /** Rounding of a hundred updates in single and in double precision. */
  private static final Map<String, Double> GAUGE_TOLERANCE = Map.of("float", 1e-5, "double", 1e-12);

  /** A curve through all points may leave this share of the variance unexplained. */
  private static final double COLLAPSE_RESIDUAL = 0.05;

  private Judges() {}

  /** Judges the claims that need only exponents of the scale sweep. */
  static List<Part> ofScale(Claim claim, Evidence scale) {
    int last = scale.spec().only().steps();
    return switch (claim) {
      case NONTRIVIALITY -> scale.parts(claim, Observable.DELTA_F_RMS, last);
      case USEFUL_UPDATES -> scale.parts(claim, Observable.USEFUL_UPDATE, last);
      case MAXIMAL_UPDATES -> scale.parts(claim, Observable.UPDATE_SHARE, last);
      case RICHNESS_SCALE ->
          concat(scale.parts(claim, Observable.DELTA_H_NORM, last), exponentAgainstR(scale));
      case ALIGNMENT -> scale.parts(claim, Observable.ALIGNMENT, last);
      case GRADIENTS -> scale.parts(claim, Observable.GRADIENT_GROWTH, last);
      case SMALL_OUTPUTS -> scale.parts(claim, Observable.F_RMS, 0);
      case LINEARISATION ->
          concat(
              scale.parts(claim, Observable.SECOND_ORDER, last),
              concat(
                  scale.parts(claim, Observable.LINEARISATION_GAP, last),
                  scale.parts(claim, Observable.NTK_CHANGE, last)));
      default -> throw new IllegalArgumentException(claim.id());
    };
  }

  /** What holds for dense networks: how far representations and outputs move. */
  static List<Part> ofConvolutions(Evidence convolutions) {
    int last = convolutions.spec().only().steps();
    return concat(
        convolutions.parts(Claim.CONVOLUTIONS, Observable.DELTA_H_NORM, last),
        convolutions.parts(Claim.CONVOLUTIONS, Observable.DELTA_F_RMS, last));
  }

  /** Beyond r = 1/2 the first update must magnify gradients; below 0 outputs must explode. */
  static List<Part> ofOutside(Claim claim, Evidence outside) {
    if (claim == Claim.SMALL_OUTPUTS) {
      return outside.parts(
          claim,
          Observable.F_RMS,
          0,
          fit ->
              fit.<Double>getAs("r") < 0
                  ? Evidence.optional(fit, "predicted")
                  : OptionalDouble.empty());
    }
    List<Part> parts =
        outside.parts(
            claim,
            Observable.GRADIENT_GROWTH,
            1,
            fit -> fit.<Double>getAs("r") > 0.5 ? OptionalDouble.of(0) : OptionalDouble.empty());
    return parts.stream().map(Judges::mustBePositive).toList();
  }

  private static Part mustBePositive(Part part) {
    Optional<Verdict> verdict =
        part.interval()
            .map(
                interval -> {
                  if (interval.low() > 0) {
                    return Verdict.CONSISTENT;
                  }
                  return interval.high() <= 0 ? Verdict.INCONSISTENT : Verdict.INCONCLUSIVE;
                });
    return new Part(
        part.claim(),
        false,
        part.statement(),
        "exponent above 0",
        part.measured(),
        part.interval(),
        verdict,
        part.trials(),
        part.reason());
  }

  /**
   * Fits a line through the exponents of |Delta h| against r for each seed by itself; the seeds are
   * independent, so their slopes and intercepts have t intervals.
   */
  static List<Part> exponentAgainstR(Evidence scale) {
    List<Part> parts = new ArrayList<>();
    List<Row> values = scale.values(Observable.DELTA_H_NORM, scale.spec().only().steps());
    Map<Integer, List<Row>> byLayer = group(values, row -> row.<Integer>getAs("layer"));
    byLayer.forEach(
        (layer, rows) -> {
          DescriptiveStatistics slopes = new DescriptiveStatistics();
          DescriptiveStatistics intercepts = new DescriptiveStatistics();
          for (List<Row> ofSeed : group(rows, row -> row.<Long>getAs("seed")).values()) {
            SimpleRegression line = new SimpleRegression();
            group(ofSeed, row -> row.<Double>getAs("r"))
                .forEach((r, ofR) -> line.addData(r, slope(ofR)));
            slopes.addValue(line.getSlope());
            intercepts.addValue(line.getIntercept());
          }
          double tolerance = scale.spec().fit().tolerance();
          String where = " of the exponent of delta_h_norm of layer %d against r".formatted(layer);
          parts.add(part(scale, "slope" + where, slopes, 1, tolerance));
          parts.add(part(scale, "intercept" + where, intercepts, 0, tolerance));
        });
    return parts;
  }

  private static double slope(List<Row> rows) {
    SimpleRegression line = new SimpleRegression();
    rows.forEach(
        row ->
            line.addData(
                Math.log(row.<Integer>getAs("width")), Math.log(row.<Double>getAs("value"))));
    return line.getSlope();
  }

  private static Part part(
      Evidence scale,
      String statement,
      DescriptiveStatistics perSeed,
      double predicted,
      double tolerance) {
    Optional<Interval> interval = tInterval(perSeed, scale.spec().fit().confidence());
    return new Part(
        Claim.RICHNESS_SCALE,
        false,
        statement,
        String.format(Locale.ROOT, "%.0f", predicted),
        OptionalDouble.of(perSeed.getMean()),
        interval,
        interval.map(i -> Verdict.of(i, predicted, tolerance)),
        scale.trialsText(),
        interval.isPresent() ? Optional.empty() : Optional.of("one seed"));
  }

  static Optional<Interval> tInterval(DescriptiveStatistics sample, double confidence) {
    if (sample.getN() < 2) {
      return Optional.empty();
    }
    double t =
        new TDistribution(sample.getN() - 1.0).inverseCumulativeProbability((1 + confidence) / 2);
    double half = t * sample.getStandardDeviation() / Math.sqrt((double) sample.getN());
    return Optional.of(new Interval(sample.getMean() - half, sample.getMean() + half));
  }

  /** Judges the exponent of largest stable rates. */
  static Part ofStableRates(
      String family,
      List<Observation> thresholds,
      long searched,
      double predicted,
      FitSettings settings) {
    ExponentFit fit = ExponentFit.of(thresholds, OptionalDouble.of(predicted), settings, 8);
    return new Part(
        Claim.STABLE_RATES,
        false,
        "largest stable eta0, " + family,
        String.format(Locale.ROOT, "exponent %.0f", predicted),
        fit.exponent(),
        fit.interval(),
        thresholds.size() == searched ? fit.verdict() : Optional.empty(),
        "bisection of %d widths and seeds".formatted(searched),
        thresholds.size() == searched
            ? fit.reason()
            : Optional.of(
                "%d of %d thresholds lie outside the range searched"
                    .formatted(searched - thresholds.size(), searched)));
  }

  /** Judges how far gauges are apart: a largest difference has no interval, only a bound. */
  static Part ofGauges(Evidence gauges) {
    String dataType = Tables.text(gauges.spec().only().dataType());
    double bound = GAUGE_TOLERANCE.get(dataType);
    OptionalDouble largest =
        gauges.values(Observable.GAUGE_DIFFERENCE).stream()
            .mapToDouble(row -> row.<Double>getAs("value"))
            .max();
    return new Part(
        Claim.RESCALING,
        false,
        "largest relative difference of f between gauges over %d updates, %s"
            .formatted(gauges.spec().only().steps(), dataType),
        String.format(Locale.ROOT, "at most %.0e", bound),
        largest,
        Optional.empty(),
        largest.isPresent()
            ? Optional.of(
                largest.getAsDouble() <= bound ? Verdict.CONSISTENT : Verdict.INCONSISTENT)
            : Optional.empty(),
        gauges.trialsText(),
        largest.isPresent() ? Optional.empty() : Optional.of("no trial measured it"));
  }

  /**
   * Judges the collapse: the share of the variance of log |Delta h|/|h|, averaged over seeds, that
   * a cubic in log alpha/sqrt(n) leaves, against what n alone and r alone leave. Intervals by the
   * jackknife over seeds.
   */
  static List<Part> ofCollapse(Evidence collapse) {
    List<Part> parts = new ArrayList<>();
    List<Row> values = collapse.values(Observable.RELATIVE_DELTA_H, collapse.spec().only().steps());
    Map<Integer, List<Row>> byLayer = group(values, row -> row.<Integer>getAs("layer"));
    byLayer.forEach(
        (layer, rows) -> {
          parts.add(residualShare(collapse, "alpha/sqrt(n)", layer, rows, Collapse::ofCurve));
          parts.add(residualShare(collapse, "n alone", layer, rows, Collapse::ofWidth));
          parts.add(residualShare(collapse, "r alone", layer, rows, Collapse::ofRichness));
        });
    return parts;
  }

  private static Part residualShare(
      Evidence collapse,
      String axis,
      int layer,
      List<Row> rows,
      ToDoubleFunction<List<Row>> share) {
    boolean curve = axis.startsWith("alpha");
    List<Long> seeds = rows.stream().map(row -> row.<Long>getAs("seed")).distinct().toList();
    double all = share.applyAsDouble(rows);
    DescriptiveStatistics pseudoValues = new DescriptiveStatistics();
    for (long seed : seeds) {
      List<Row> others = rows.stream().filter(row -> row.<Long>getAs("seed") != seed).toList();
      pseudoValues.addValue(
          seeds.size() > 1
              ? seeds.size() * all - (seeds.size() - 1) * share.applyAsDouble(others)
              : all);
    }
    Optional<Interval> interval = tInterval(pseudoValues, collapse.spec().fit().confidence());
    return new Part(
        Claim.ONE_CURVE,
        false,
        "residual share about a curve in %s, layer %d".formatted(axis, layer),
        (curve ? "at most " : "above ") + COLLAPSE_RESIDUAL,
        OptionalDouble.of(all),
        interval,
        interval.map(i -> curve ? small(i) : notSmall(i)),
        collapse.trialsText(),
        interval.isPresent() ? Optional.empty() : Optional.of("one seed"));
  }

  private static Verdict small(Interval interval) {
    if (interval.high() <= COLLAPSE_RESIDUAL) {
      return Verdict.CONSISTENT;
    }
    return interval.low() > COLLAPSE_RESIDUAL ? Verdict.INCONSISTENT : Verdict.INCONCLUSIVE;
  }

  private static Verdict notSmall(Interval interval) {
    return switch (small(interval)) {
      case CONSISTENT -> Verdict.INCONSISTENT;
      case INCONSISTENT -> Verdict.CONSISTENT;
      case INCONCLUSIVE -> Verdict.INCONCLUSIVE;
    };
  }

  /** Judges the entrywise exponents as circulated and in their correct form. */
  static List<Part> ofRawUpdates(Evidence raw) {
    int last = raw.spec().only().steps();
    return raw.parts(Claim.RAW_UPDATES, Observable.DELTA_W_RAW_RMS, last);
  }

  /**
   * Tests the sentence that circulates in a summary of the paper: n^-1/2 for layers 1 and 2, 1/n
   * for layer 3. It is no part of the claim; its verdict stands beside it.
   */
  static List<Part> ofRawUpdatesAsCirculated(Evidence raw) {
    return raw
        .parts(
            Claim.RAW_UPDATES,
            Observable.DELTA_W_RAW_RMS,
            raw.spec().only().steps(),
            fit -> OptionalDouble.of(fit.<Integer>getAs("layer") == 3 ? -1 : -0.5))
        .stream()
        .map(Part::asCirculated)
        .toList();
  }

  static <K extends Comparable<K>> Map<K, List<Row>> group(List<Row> rows, Function<Row, K> key) {
    return rows.stream().collect(Collectors.groupingBy(key, TreeMap::new, Collectors.toList()));
  }

  private static List<Part> concat(List<Part> a, List<Part> b) {
    return Stream.concat(a.stream(), b.stream()).toList();
  }
}
