package richscale.spec;

import java.util.Locale;

/** What does the arithmetic of an update. All train the same function, but for rounding. */
public enum TrainerKind {
  /** DL4J's own {@code fit}: the reference. Covers every rule that DL4J has. */
  DL4J,
  /** BLAS calls on DL4J's parameters, without temporaries. Covers everything. */
  FUSED,
  /**
   * Products of factors alone: between identity activations all signals have the rank of outputs
   * and inputs, so that no matrix of batch x width is ever formed.
   */
  FACTORED;

  /** {@return the name used in tables and specs} */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns whether this trainer can train such a trial.
   *
   * @param trial the trial, whichever trainer it names
   * @return whether it can
   */
  public boolean covers(Trial trial) {
    Settings settings = trial.settings();
    return switch (this) {
      case DL4J -> settings.rule().dl4j(1, 1).isPresent() && settings.schedule().constant();
      case FUSED -> true;
      case FACTORED ->
          trial.activation() == Activation.IDENTITY
              && settings.architecture().equals(ArchitectureSpec.DENSE)
              && settings.bias() == BiasKind.NONE
              && settings.loss() == LossKind.SQUARED_ERROR
              && settings.rule().plain()
              && settings.schedule().constant()
              && settings.weightDecay() == 0;
    };
  }

  /**
   * Returns the trainer with the least arithmetic.
   *
   * @param trial the trial, whichever trainer it names
   * @return the factored trainer where it covers the trial and its factors are thinner than a
   *     batch, otherwise the fused one
   */
  public static TrainerKind cheapest(Trial trial) {
    return FACTORED.covers(trial) && trial.settings().data().outputs() < trial.batchSize()
        ? FACTORED
        : FUSED;
  }
}
