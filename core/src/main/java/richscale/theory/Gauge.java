package richscale.theory;

/**
 * Three ways to write one and the same training dynamics under plain gradient descent: they differ
 * in where the powers of n and alpha stand, never in the function they train (arXiv 2404.19719,
 * section 3 and appendix on gauges).
 */
public enum Gauge {
  /** Standard-like initialisation, one learning rate a layer. */
  STP {
    @Override
    public LayerScaling scaling(LayerRole role, double alpha, double eta0, int d, int n) {
      return switch (role) {
        case READ_IN -> new LayerScaling(1, 1 / Math.sqrt(d), eta0 * alpha * alpha / d);
        case HIDDEN -> new LayerScaling(1, 1 / Math.sqrt(n), eta0 * alpha * alpha / n);
        case READ_OUT -> new LayerScaling(1, 1 / (Math.sqrt(n) * alpha), eta0 / n);
      };
    }
  },
  /** One global learning rate, a gradient multiplier a layer. */
  MUP {
    @Override
    public LayerScaling scaling(LayerRole role, double alpha, double eta0, int d, int n) {
      double multiplier =
          switch (role) {
            case READ_IN -> alpha / Math.sqrt(d);
            case HIDDEN -> alpha / Math.sqrt(n);
            case READ_OUT -> 1 / Math.sqrt(n);
          };
      return new LayerScaling(multiplier, 1 / alpha, eta0);
    }
  },
  /** NTK parameterisation with the output times 1/alpha and the rate times alpha squared. */
  RESCALING {
    @Override
    public LayerScaling scaling(LayerRole role, double alpha, double eta0, int d, int n) {
      double multiplier =
          switch (role) {
            case READ_IN -> 1 / Math.sqrt(d);
            case HIDDEN -> 1 / Math.sqrt(n);
            case READ_OUT -> 1 / (Math.sqrt(n) * alpha);
          };
      return new LayerScaling(multiplier, 1, eta0 * alpha * alpha);
    }
  };

  /**
   * Returns the scaling of a layer.
   *
   * @param role where the layer stands
   * @param alpha the activity gamma n^r
   * @param eta0 the width-independent base learning rate
   * @param d number of network inputs, the fan-in of the read-in
   * @param n width, the fan-in of all other layers
   * @return multiplier, initialisation and learning rate of the layer
   */
  public abstract LayerScaling scaling(LayerRole role, double alpha, double eta0, int d, int n);
}
