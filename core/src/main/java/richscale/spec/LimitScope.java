package richscale.spec;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import richscale.theory.Gauge;

/** What the equations of infinite width are known for. */
final class LimitScope {
  /**
   * Something that they are not known for.
   *
   * @param key of the spec that says it
   * @param known what they are known for instead
   * @param wanted what the key would have to be
   */
  record Unmet(String key, String known, String wanted) {}

  /** Something that has to be so. */
  private record Need(boolean met, String key, String known, String wanted) {}

  private LimitScope() {}

  /**
   * Finds what is in the way of a limit.
   *
   * @param settings of the networks
   * @param activations all of theirs
   * @param batchSizes all of theirs
   * @param gauges all of theirs
   * @return the first of what has to be otherwise; absent if there is a limit
   */
  static Optional<Unmet> unmet(
      Settings settings,
      List<Activation> activations,
      List<Integer> batchSizes,
      List<Gauge> gauges) {
    String plain = "plain gradient descent";
    return Stream.of(
            new Need(
                settings.architecture().equals(ArchitectureSpec.DENSE),
                "architecture",
                "dense networks",
                "dense"),
            new Need(
                activations.equals(List.of(Activation.IDENTITY)),
                "activation",
                "linear networks",
                "identity"),
            new Need(settings.bias() == BiasKind.NONE, "bias", "networks without biases", "none"),
            new Need(
                settings.loss() == LossKind.SQUARED_ERROR,
                "loss",
                "the squared error",
                "squared-error"),
            new Need(settings.optimizer() == OptimizerKind.SGD, "optimizer", plain, "sgd"),
            new Need(settings.momentum() <= 0, "momentum", plain, "0"),
            new Need(settings.weightDecay() <= 0, "weightDecay", plain, "0"),
            new Need(
                settings.schedule().constant(), "schedule.shape", "constant rates", "constant"),
            new Need(
                batchSizes.equals(List.of(settings.data().samples())),
                "batchSize",
                "full batches",
                "full"),
            new Need(
                !gauges.contains(Gauge.STANDARD),
                "gauge",
                "the theory's scaling",
                "stp, mup or rescaling"))
        .filter(need -> !need.met())
        .findFirst()
        .map(need -> new Unmet(need.key(), need.known(), need.wanted()));
  }
}
