package richscale.theory;

/** The optimizers that can train. */
public enum OptimizerKind {
  /** Plain stochastic gradient descent: all gauges train the same function. */
  SGD,
  /**
   * Adam (Kingma and Ba 2015) with DL4J's defaults. Its steps do not scale with the gradient, so
   * the gauges differ; it is defined here in the STP gauge alone.
   */
  ADAM
}
