package richscale.theory;

/**
 * Ways to write the scaling of a network. The first three are one and the same training dynamics
 * under plain gradient descent: they differ in where the powers of n and alpha stand, never in the
 * function they train (arXiv 2404.19719, section 3 and appendix on gauges).
 */
public enum Gauge {
  /** Standard-like initialisation, one learning rate a layer. */
  STP {
    @Override
    LayerScaling sgd(LayerRole role, double alpha, double eta0, int d, int n) {
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
    LayerScaling sgd(LayerRole role, double alpha, double eta0, int d, int n) {
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
    LayerScaling sgd(LayerRole role, double alpha, double eta0, int d, int n) {
      double multiplier =
          switch (role) {
            case READ_IN -> 1 / Math.sqrt(d);
            case HIDDEN -> 1 / Math.sqrt(n);
            case READ_OUT -> 1 / (Math.sqrt(n) * alpha);
          };
      return new LayerScaling(multiplier, 1, eta0 * alpha * alpha);
    }
  },
  /**
   * Standard parameterisation: one rate that knows no width. Not a gauge of the family, but what it
   * is compared with; it has no richness, so alpha must be 1.
   */
  STANDARD {
    @Override
    LayerScaling sgd(LayerRole role, double alpha, double eta0, int d, int n) {
      if (alpha != 1) {
        throw new IllegalArgumentException("standard parameterisation has activity 1: " + alpha);
      }
      return new LayerScaling(1, 1 / Math.sqrt(role == LayerRole.READ_IN ? d : n), eta0);
    }
  };

  abstract LayerScaling sgd(LayerRole role, double alpha, double eta0, int d, int n);

  /**
   * Returns the scaling of a layer.
   *
   * @param optimizer update rule; Adam is defined in the STP gauge alone
   * @param role where the layer stands
   * @param alpha the activity gamma n^r
   * @param eta0 the width-independent base learning rate
   * @param d number of network inputs, the fan-in of the read-in
   * @param n width, the fan-in of all other layers
   * @return multiplier, initialisation and learning rate of the layer
   */
  public LayerScaling scaling(
      OptimizerKind optimizer, LayerRole role, double alpha, double eta0, int d, int n) {
    LayerScaling scaling = sgd(role, alpha, eta0, d, n);
    if (optimizer == OptimizerKind.SGD) {
      return scaling;
    }
    if (this != STP) {
      throw new IllegalArgumentException("Adam is defined in the STP gauge, not in " + this);
    }
    // Steps of fixed size: Delta w is the rate times a sign-like matrix of operator norm ~ sqrt of
    // fan-in times fan-out, which must give the same Delta w as SGD's in operator norm.
    double rate =
        switch (role) {
          case READ_IN -> eta0 * alpha / (Math.sqrt(n) * d);
          case HIDDEN -> eta0 * alpha / Math.pow(n, 1.5);
          case READ_OUT -> eta0 / n;
        };
    return new LayerScaling(scaling.multiplier(), scaling.initStd(), rate);
  }
}
