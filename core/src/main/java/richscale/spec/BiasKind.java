package richscale.spec;

/** Whether layers have biases, and how these are scaled. */
public enum BiasKind {
  /** No biases. */
  NONE,
  /**
   * By theory: a bias is a weight with one input, which is 1, so its scaling is that of such a
   * weight; it knows no width but through alpha.
   */
  THEORY,
  /** Initialised, multiplied and trained like the weights of its layer. */
  LAYER
}
