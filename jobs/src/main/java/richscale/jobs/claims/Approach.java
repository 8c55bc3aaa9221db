package richscale.jobs.claims;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import richscale.fit.ApproachLaw;
import richscale.fit.Interval;
import richscale.fit.LimitComparison;
import richscale.fit.Observation;
import richscale.fit.Verdict;
import richscale.spec.FitSettings;
import richscale.theory.Observable;

/**
 * How networks approach their limit, by quantities whose leading term is of order g^0 in all
 * regimes. What is of order g^2 scatters by g/sqrt(n), which at r = 0 is its own order: there no
 * spread falls, and no mean need.
 */
final class Approach {
  private static final List<Observable> OBSERVABLES =
      List.of(
          Observable.DELTA_F_RMS,
          Observable.DELTA_H_NORM,
          Observable.GRAD_H_NORM,
          Observable.DELTA_W_FRO);

  private Approach() {}

  static List<Part> parts(Evidence evidence) {
    SortedMap<Double, List<Evidence.Curve>> byR =
        OBSERVABLES.stream()
            .flatMap(observable -> evidence.curves(observable, evidence.lastStep()).stream())
            .filter(curve -> !curve.limit().isEmpty())
            .collect(Collectors.groupingBy(Evidence.Curve::r, TreeMap::new, Collectors.toList()));
    FitSettings each =
        shared(evidence.settings(), byR.values().stream().mapToLong(List::size).sum());
    List<Part> parts = new ArrayList<>();
    byR.forEach(
        (r, curves) -> {
          parts.addAll(powers(evidence, r, curves));
          curves.forEach(curve -> parts.add(atInfinity(evidence, curve, each)));
        });
    return parts;
  }

  /** All curves together may be called wrong, though none is, as often as one alone. */
  private static FitSettings shared(FitSettings settings, long curves) {
    return settings.at(1 - (1 - settings.confidence()) / Math.max(1, curves));
  }

  private static Part atInfinity(Evidence evidence, Evidence.Curve curve, FitSettings settings) {
    Optional<LimitComparison.AtInfinity> atInfinity =
        LimitComparison.of(
                curve.values(),
                limit(curve),
                curve.key().configuration().correction().orElse(1),
                settings)
            .atInfinity();
    return Part.of(
        "deviation from the limit, extrapolated to infinite width, of " + curve.name(),
        "0",
        atInfinity
            .map(found -> OptionalDouble.of(found.deviation()))
            .orElse(OptionalDouble.empty()),
        atInfinity.map(LimitComparison.AtInfinity::interval),
        atInfinity.map(LimitComparison.AtInfinity::verdict),
        evidence.trialsText(),
        atInfinity.isPresent() ? Optional.empty() : Optional.of("too few widths or seeds"));
  }

  private static Map<Double, Double> limit(Evidence.Curve curve) {
    return curve.limit().stream()
        .collect(Collectors.toMap(Observation::position, Observation::value));
  }

  private static List<Part> powers(Evidence evidence, double r, List<Evidence.Curve> curves) {
    ApproachLaw law = ApproachLaw.of(deviations(curves), evidence.settings().confidence());
    String where = String.format(Locale.ROOT, " vanishes, all curves at r = %s", r);
    return List.of(
        power(evidence, "power of n with which the mean deviation" + where, law.mean(), -1),
        power(evidence, "power of n with which the spread over seeds" + where, law.spread(), -0.5));
  }

  private static Part power(
      Evidence evidence, String statement, Optional<ApproachLaw.Power> power, double predicted) {
    Optional<Interval> interval = power.map(ApproachLaw.Power::interval);
    return Part.of(
        statement,
        Part.exponent(predicted),
        power.map(law -> OptionalDouble.of(law.exponent())).orElse(OptionalDouble.empty()),
        interval,
        interval.map(i -> Verdict.of(i, predicted, evidence.settings().tolerance())),
        evidence.trialsText(),
        power.isPresent()
            ? Optional.empty()
            : Optional.of("no more than its own error: more seeds would tell"));
  }

  /** For each width, a row for each seed that all curves have, a column for each curve. */
  private static SortedMap<Integer, double[][]> deviations(List<Evidence.Curve> curves) {
    SortedMap<Integer, SortedMap<Long, List<Double>>> rows = new TreeMap<>();
    for (Evidence.Curve curve : curves) {
      Map<Double, Double> limit = new HashMap<>(limit(curve));
      for (Observation value : curve.values()) {
        Stream.ofNullable(limit.get(value.position()))
            .forEach(
                ofLimit ->
                    rows.computeIfAbsent((int) value.position(), width -> new TreeMap<>())
                        .computeIfAbsent(value.seed(), seed -> new ArrayList<>())
                        .add(value.value() / ofLimit - 1));
      }
    }
    SortedMap<Integer, double[][]> deviations = new TreeMap<>();
    rows.forEach(
        (width, seeds) ->
            deviations.put(
                width,
                seeds.values().stream()
                    .filter(row -> row.size() == curves.size())
                    .map(row -> row.stream().mapToDouble(Double::doubleValue).toArray())
                    .toArray(double[][]::new)));
    return deviations;
  }
}
