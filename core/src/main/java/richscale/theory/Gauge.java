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
    LayerScaling sgd(LayerRole role, double alpha, double eta0, int fanIn) {
      return switch (role) {
        case READ_IN, HIDDEN ->
            new LayerScaling(1, 1 / Math.sqrt(fanIn), eta0 * alpha * alpha / fanIn);
        case READ_OUT -> new LayerScaling(1, 1 / (Math.sqrt(fanIn) * alpha), eta0 / fanIn);
      };
    }
  },
  /** One global learning rate, a gradient multiplier a layer. */
  MUP {
    @Override
    LayerScaling sgd(LayerRole role, double alpha, double eta0, int fanIn) {
      double multiplier =
          switch (role) {
            case READ_IN, HIDDEN -> alpha / Math.sqrt(fanIn);
            case READ_OUT -> 1 / Math.sqrt(fanIn);
          };
      return new LayerScaling(multiplier, 1 / alpha, eta0);
    }
  },
  /** NTK parameterisation with the output times 1/alpha and the rate times alpha squared. */
  RESCALING {
    @Override
    LayerScaling sgd(LayerRole role, double alpha, double eta0, int fanIn) {
      double multiplier =
          switch (role) {
            case READ_IN, HIDDEN -> 1 / Math.sqrt(fanIn);
            case READ_OUT -> 1 / (Math.sqrt(fanIn) * alpha);
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
    LayerScaling sgd(LayerRole role, double alpha, double eta0, int fanIn) {
      if (alpha != 1) {
        throw new IllegalArgumentException("standard parameterisation has activity 1: " + alpha);
      }
      return new LayerScaling(1, 1 / Math.sqrt(fanIn), eta0);
    }
  };

  abstract LayerScaling sgd(LayerRole role, double alpha, double eta0, int fanIn);

  /**
   * Returns the scaling of a layer.
   *
   * @param optimizer update rule; Adam has no standard parameterisation
   * @param role where the layer stands
   * @param alpha the activity gamma n^r
   * @param eta0 the width-independent base learning rate
   * @param fanIn inputs of a unit: d for a dense read-in and n beyond, k^2 times the channels for a
   *     convolution with kernels of k x k
   * @param n width
   * @return multiplier, initialisation and learning rate of the layer
   */
  public LayerScaling scaling(
      OptimizerKind optimizer, LayerRole role, double alpha, double eta0, int fanIn, int n) {
    LayerScaling scaling = sgd(role, alpha, eta0, fanIn);
    if (optimizer == OptimizerKind.SGD) {
      return scaling;
    }
    if (this == STANDARD) {
      throw new IllegalArgumentException("Adam is not defined in " + this);
    }
    // Steps of fixed size: Delta w is the rate times a sign-like matrix of operator norm ~ sqrt of
    // fan-in times fan-out, which must give the same Delta w as SGD's in operator norm.
    double rate =
        switch (role) {
          case READ_IN -> eta0 * alpha / (Math.sqrt(n) * fanIn);
          case HIDDEN -> eta0 * alpha / (Math.pow(n, 1.5) * ((double) fanIn / n));
          case READ_OUT -> eta0 / fanIn;
        };
    return new LayerScaling(scaling.multiplier(), scaling.initStd(), rate / scaling.multiplier());
  }

  /**
   * Returns the scaling of a layer's bias by theory: that of a weight with one input, which is 1.
   * The bias is written as a raw parameter b beside W, so that the layer computes g (W h + b).
   *
   * @param optimizer update rule; Adam has no standard parameterisation
   * @param role where the layer stands
   * @param alpha the activity gamma n^r
   * @param eta0 the width-independent base learning rate
   * @param multiplier g of the layer
   * @param n width
   * @return initialisation and learning rate of b; its multiplier is g
   */
  public LayerScaling biasScaling(
      OptimizerKind optimizer,
      LayerRole role,
      double alpha,
      double eta0,
      double multiplier,
      int n) {
    LayerScaling own = scaling(optimizer, role, alpha, eta0, 1, n);
    // g b = own.g b' with b = (own.g / g) b'; a gradient step on b' is one on b at ratio^2 the
    // rate, a step of Adam's, which knows no size of gradients, one at ratio the rate.
    double ratio = own.multiplier() / multiplier;
    double rates = optimizer == OptimizerKind.ADAM ? ratio : ratio * ratio;
    return new LayerScaling(multiplier, own.initStd() * ratio, own.learningRate() * rates);
  }
}
