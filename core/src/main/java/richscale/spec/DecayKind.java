package richscale.spec;

/** By which factor weights shrink in an update, besides moving by their gradient. */
public enum DecayKind {
  /**
   * 1 - weightDecay eta0 for all parameters, whatever their rates: the same at every width and in
   * every gauge.
   */
  CONSTANT,
  /**
   * 1 - weightDecay eta with the parameter's own rate eta, as optimizers that multiply the two do
   * (for plain SGD, an l2 penalty): it depends on the gauge, which says what eta is.
   */
  RATE
}
