package richscale.theory;

/** The optimizers that can train. */
public enum OptimizerKind {
  /** Plain stochastic gradient descent: all gauges train the same function. */
  SGD,
  /**
   * Adam (Kingma and Ba 2015) with DL4J's defaults. Its steps do not scale with the gradient, so a
   * gauge with multiplier g has the STP gauge's rates over g: rescaling then takes the output times
   * 1/alpha and the rate times alpha, not its square. Gauges agree but for Adam's epsilon, a scale
   * of gradients that is the same in all of them.
   */
  ADAM
}
