package richscale.spec;

import java.util.Locale;
import richscale.theory.OptimizerKind;

/** What does the arithmetic of an update. All train the same function, but for rounding. */
public enum TrainerKind {
  /** DL4J's own {@code fit}: the reference. Covers everything. */
  DL4J,
  /** BLAS calls on DL4J's parameters, without temporaries. Covers all dense networks. */
  FUSED,
  /**
   * Products of factors alone: between identity activations all signals have the rank of outputs
   * and inputs, so that no matrix of batch x width is ever formed.
   */
  FACTORED;

  /**
   * Returns the name used in tables and specs.
   *
   * @return the lower-case name
   */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns whether this trainer can train such networks.
   *
   * @param activation nonlinearity of the hidden layers
   * @param optimizer update rule
   * @return whether it can
   */
  public boolean covers(Activation activation, OptimizerKind optimizer) {
    return this != FACTORED
        || (activation == Activation.IDENTITY && optimizer == OptimizerKind.SGD);
  }

  /**
   * Returns the trainer with the least arithmetic.
   *
   * @param activation nonlinearity of the hidden layers
   * @param optimizer update rule
   * @param batchSize samples a step
   * @param outputs number of outputs; the factors' rank
   * @return the factored trainer where it covers the network and its factors are thinner than a
   *     batch, otherwise the fused one
   */
  public static TrainerKind cheapest(
      Activation activation, OptimizerKind optimizer, int batchSize, int outputs) {
    return FACTORED.covers(activation, optimizer) && outputs < batchSize ? FACTORED : FUSED;
  }
}
