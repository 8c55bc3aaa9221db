package richscale.theory;

/**
 * Ways to write the scaling of a network. The first three are one and the same training dynamics
 * under plain gradient descent: they differ in where the powers of n and alpha stand, never in the
 * function they train (arXiv 2404.19719, section 3 and appendix on gauges). Learning rates are a
 * matter of the update rule.
 */
public enum Gauge {
  /** Standard-like initialisation, one learning rate a layer. */
  STP,
  /** One global learning rate, a gradient multiplier a layer. */
  MUP,
  /** NTK parameterisation with the output times 1/alpha and the rate times alpha squared. */
  RESCALING,
  /**
   * Standard parameterisation: one rate that knows no width. Not a gauge of the family, but what it
   * is compared with; it has no richness, so alpha must be 1.
   */
  STANDARD;

  /**
   * Returns the gradient multiplier g of a layer.
   *
   * @param role where the layer stands
   * @param alpha the activity gamma n^r
   * @param fanIn inputs of a unit
   * @return g; effective weights are g W
   */
  public double multiplier(LayerRole role, double alpha, int fanIn) {
    return switch (this) {
      case STP, STANDARD -> 1;
      case MUP ->
          switch (role) {
            case READ_IN, HIDDEN -> alpha / Math.sqrt(fanIn);
            case READ_OUT -> 1 / Math.sqrt(fanIn);
          };
      case RESCALING ->
          switch (role) {
            case READ_IN, HIDDEN -> 1 / Math.sqrt(fanIn);
            case READ_OUT -> 1 / (Math.sqrt(fanIn) * alpha);
          };
    };
  }

  /**
   * Returns the standard deviation of raw weights at initialisation.
   *
   * @param role where the layer stands
   * @param alpha the activity gamma n^r
   * @param fanIn inputs of a unit
   * @return that of every entry of W
   */
  public double initStd(LayerRole role, double alpha, int fanIn) {
    return switch (this) {
      case STP ->
          switch (role) {
            case READ_IN, HIDDEN -> 1 / Math.sqrt(fanIn);
            case READ_OUT -> 1 / (Math.sqrt(fanIn) * alpha);
          };
      case MUP -> 1 / alpha;
      case RESCALING -> 1;
      case STANDARD -> {
        if (alpha != 1) {
          throw new IllegalArgumentException("standard parameterisation has activity 1: " + alpha);
        }
        yield 1 / Math.sqrt(fanIn);
      }
    };
  }

  /**
   * Returns the exponent in n of the gradient multiplier g.
   *
   * @param role where the layer stands
   * @param r richness
   * @return the exponent where the fan-in of layers beyond the read-in is n
   */
  double multiplierExponent(LayerRole role, double r) {
    return switch (this) {
      case STP, STANDARD -> 0;
      case MUP -> role.of(r, r - 0.5, -0.5);
      case RESCALING -> role.of(0, -0.5, -0.5 - r);
    };
  }
}
