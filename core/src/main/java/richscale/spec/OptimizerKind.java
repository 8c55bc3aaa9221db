package richscale.spec;

/** The optimizers that can train. */
public enum OptimizerKind {
  /** Plain stochastic gradient descent. */
  SGD
}
