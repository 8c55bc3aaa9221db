package richscale.spec;

/** Names of update rules in specs. */
public enum OptimizerKind {
  /** Stochastic gradient descent, plain or with momentum. */
  SGD(true),
  /** Adam. */
  ADAM(false),
  /** Muon. */
  MUON(false);

  private final boolean proportional;

  OptimizerKind(boolean proportional) {
    this.proportional = proportional;
  }

  /**
   * Returns theory's exponent of the rates of residual branches in their number N, each being
   * multiplied by N^-a: with it the sum of all their changes is N^0 (arXiv 2505.01618, table 1).
   *
   * @param a depth exponent
   * @return 2a - 1 for steps in proportion to gradients, which are N^-a; a - 1 for steps of
   *     prescribed size
   */
  public double depthRateExponent(double a) {
    return proportional ? 2 * a - 1 : a - 1;
  }
}
