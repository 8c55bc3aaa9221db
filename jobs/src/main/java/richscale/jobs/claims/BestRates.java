package richscale.jobs.claims;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import richscale.fit.ExponentFit;
import richscale.fit.Observation;
import richscale.fit.RateChoice;
import richscale.fit.RateTransfer;
import richscale.spec.Axis;
import richscale.spec.Trial;
import richscale.theory.Observable;

/** Laws of learning rates, as parts of their claims. */
final class BestRates {
  /** Fixes the bootstrap. */
  private static final long SEED = 18;

  private BestRates() {}

  /** Returns a part for each r: the exponent of the best rate in n. */
  static List<Part> overWidth(Evidence evidence) {
    List<Part> parts = new ArrayList<>();
    evidence.networks().stream()
        .map(trial -> trial.activity().r())
        .distinct()
        .sorted()
        .forEach(
            r ->
                parts.add(
                    part(
                        evidence,
                        "best eta0 over widths at r = " + r,
                        Axis.WIDTH,
                        0,
                        trial -> trial.activity().r() == r,
                        trial -> (double) trial.width())));
    return parts;
  }

  /**
   * Returns a part for weak features and one for strong: the exponent of the best rate in gamma.
   */
  static List<Part> overGamma(Evidence evidence) {
    int depth = evidence.networks().get(0).depth();
    return List.of(
        part(
            evidence,
            "best eta0 over gamma below 1",
            Axis.GAMMA,
            0,
            trial -> trial.activity().gamma() < 1,
            trial -> trial.activity().gamma()),
        part(
            evidence,
            "best eta0 over gamma above 1",
            Axis.GAMMA,
            2.0 / depth - 2,
            trial -> trial.activity().gamma() > 1,
            trial -> trial.activity().gamma()));
  }

  /** Returns a part for each rule and depth exponent: the exponent of the best rate in N. */
  static List<Part> overBranches(Evidence evidence) {
    List<Part> parts = new ArrayList<>();
    evidence.networks().stream()
        .map(BranchLaws::name)
        .distinct()
        .sorted()
        .forEach(
            name ->
                parts.add(
                    part(
                        evidence,
                        "best eta0 over N under " + name,
                        Axis.DEPTH,
                        0,
                        trial -> BranchLaws.name(trial).equals(name),
                        BranchLaws::branches)));
    return parts;
  }

  /** Returns the exponent in L of how far the first update moves the last hidden layer. */
  static List<Part> firstUpdate(Evidence evidence) {
    List<Observation> moved =
        evidence.values(Observable.RELATIVE_DELTA_H, 1).stream()
            .filter(value -> value.layer().orElse(0) == value.trial().depth() - 1)
            .map(
                value ->
                    new Observation(value.trial().depth(), value.trial().seed(), value.value()))
            .toList();
    double predicted = 1.5;
    ExponentFit fit =
        ExponentFit.of(moved, OptionalDouble.of(predicted), evidence.settings(), SEED);
    return List.of(
        Part.of(
            "|Delta h| / |h| of layer L - 1 after one small update, over L",
            predicted,
            fit,
            fit.verdict(),
            evidence.trialsText()));
  }

  private static Part part(
      Evidence evidence,
      String statement,
      Axis axis,
      double predicted,
      Predicate<Trial> wanted,
      Function<Trial, Double> position) {
    Map<String, Double> losses = new HashMap<>();
    evidence
        .values(Observable.LOSS, evidence.lastStep())
        .forEach(value -> losses.put(value.trial().id(), value.value()));
    TreeMap<Double, List<RateChoice.Outcome>> outcomes = new TreeMap<>();
    for (Trial trial : evidence.networks().stream().filter(wanted).toList()) {
      Double loss = losses.get(trial.id());
      outcomes
          .computeIfAbsent(position.apply(trial), key -> new ArrayList<>())
          .add(
              new RateChoice.Outcome(
                  trial.eta0(),
                  trial.seed(),
                  loss == null ? OptionalDouble.empty() : OptionalDouble.of(loss)));
    }
    RateTransfer found =
        RateTransfer.of(
            outcomes,
            axis,
            OptionalDouble.of(predicted),
            OptionalDouble.empty(),
            evidence.settings());
    String penalty =
        found.penalty().isPresent()
            ? String.format(Locale.ROOT, ", penalty %.3f", found.penalty().getAsDouble())
            : "";
    return Part.of(
        statement + penalty,
        Part.exponent(predicted),
        found.exponent(),
        found.interval(),
        found.verdict(),
        evidence.trialsText(),
        found.reason());
  }
}
