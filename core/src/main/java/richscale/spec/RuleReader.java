package richscale.spec;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import richscale.optimizer.Adam;
import richscale.optimizer.HeavyBall;
import richscale.optimizer.Muon;
import richscale.optimizer.Optimizer;
import richscale.optimizer.RateSchedule;
import richscale.optimizer.Sgd;

/** Reads an update rule with its constants, and its schedule. */
final class RuleReader {
  private static final Adam DEFAULT = new Adam();

  /** Whether Adam's epsilon follows gradients. */
  private enum EpsilonScaling {
    NONE,
    THEORY
  }

  /** What updates read-in and read-out beside Muon. */
  private enum Others {
    MUON,
    ADAM
  }

  private RuleReader() {}

  static Optimizer rule(SpecValues values) {
    OptimizerKind kind = values.onlyChoice("optimizer", OptimizerKind.class);
    double momentum = values.onlyReal("momentum", 0, 0.9999, false, "a number from 0 to 0.9999");
    Adam adam =
        new Adam(
            values.onlyReal("beta1", 0, 0.99999, false, "a number from 0 to 0.99999"),
            values.onlyReal("beta2", 0, 0.9999999, false, "a number from 0 to 0.9999999"),
            values.onlyReal("epsilon", 0, 1, true, "a number above 0, at most 1"),
            values.onlyChoice("epsilonScaling", EpsilonScaling.class) == EpsilonScaling.THEORY);
    boolean adamsEnds = values.onlyChoice("muon.others", Others.class) == Others.ADAM;
    Muon muon =
        new Muon(
            values.onlyReal("muon.momentum", 0, 0.9999, false, "a number from 0 to 0.9999"),
            values.onlyFlag("muon.nesterov"),
            values.onlyChoice("muon.orthogonalisation", Muon.Orthogonalisation.class),
            adamsEnds,
            adam);
    if (kind != OptimizerKind.ADAM && !(kind == OptimizerKind.MUON && adamsEnds)) {
      Map<String, Boolean> given =
          Map.of(
              "beta1", adam.beta1() != DEFAULT.beta1(),
              "beta2", adam.beta2() != DEFAULT.beta2(),
              "epsilon", adam.epsilon() != DEFAULT.epsilon(),
              "epsilonScaling", adam.scaled());
      for (String key : List.of("beta1", "beta2", "epsilon", "epsilonScaling")) {
        if (given.get(key)) {
          throw values.error(
              key,
              "%s has none".formatted(kind.name().toLowerCase(Locale.ROOT)),
              "optimizer = adam beside it");
        }
      }
    }
    return switch (kind) {
      case SGD -> momentum > 0 ? new HeavyBall(momentum) : new Sgd();
      case MUON -> {
        if (momentum > 0) {
          throw values.error("momentum", "Muon has its own", "muon.momentum beside it");
        }
        yield muon;
      }
      case ADAM -> {
        if (momentum > 0) {
          throw values.error("momentum", "Adam has its own", "optimizer = sgd beside it");
        }
        yield adam;
      }
    };
  }

  /** Theory's exponent, or one of one's own. */
  static double depthRateExponent(SpecValues values, ArchitectureSpec architecture) {
    boolean theory = values.isWord("depthRateExponent", "theory");
    if (!architecture.hasBranches()) {
      if (!theory) {
        throw values.error(
            "depthRateExponent",
            "%s has no residual branches".formatted(architecture.name()),
            "architecture = resmlp or resnet beside it");
      }
      return 0;
    }
    return theory
        ? values
            .onlyChoice("optimizer", OptimizerKind.class)
            .depthRateExponent(architecture.residual().depthExponent())
        : values.onlyReal("depthRateExponent", -2, 2, false, "theory, or a number from -2 to 2");
  }

  static RateSchedule schedule(SpecValues values, int steps) {
    RateSchedule.Shape shape = values.onlyChoice("schedule.shape", RateSchedule.Shape.class);
    double warmup =
        values.onlyReal(
            "schedule.warmup",
            0,
            steps,
            false,
            "a share of the steps below 1, or a number of them, at most all");
    if (warmup >= 1 && warmup != Math.rint(warmup)) {
      throw values.error(
          "schedule.warmup", warmup + " updates", "a share below 1, or a whole number");
    }
    double last = values.onlyReal("schedule.final", 0, 1, false, "a number from 0 to 1");
    boolean falls = shape == RateSchedule.Shape.LINEAR || shape == RateSchedule.Shape.COSINE;
    if (last > 0 && !falls) {
      throw values.error(
          "schedule.final",
          "%s ends nowhere".formatted(values.text("schedule.shape", "one name")),
          "schedule.shape = linear or cosine beside it");
    }
    return new RateSchedule((int) (warmup < 1 ? Math.round(warmup * steps) : warmup), shape, last);
  }
}
