package richscale.spec;

/**
 * The nonlinearity phi of every hidden layer, times the factor that keeps E[phi(z)^2] = 1 for
 * standard normal z, so that |h| keeps its scale from layer to layer.
 */
public enum Activation {
  /** phi(z) = z. */
  IDENTITY(1),
  /** phi(z) = sqrt(2) max(0, z). */
  RELU(Math.sqrt(2)),
  /** phi(z) = c tanh(z) with c = E[tanh(z)^2]^(-1/2). */
  TANH(1.5925374197228312),
  /**
   * phi(z) = c z/2 (1 + tanh(sqrt(2/pi) (z + 0.044715 z^3))), the GELU of Hendrycks and Gimpel
   * (2016) in its tanh form, with c = E[phi(z)^2]^(-1/2).
   */
  GELU(1.5335805216662612);

  /** The slope at 0 of the inner function of GELU. */
  public static final double GELU_SLOPE = Math.sqrt(2 / Math.PI);

  /** The factor of the cubic in the inner function of GELU. */
  public static final double GELU_CUBIC = 0.044715;

  private final double gain;

  Activation(double gain) {
    this.gain = gain;
  }

  /**
   * Returns the variance-preserving factor.
   *
   * @return the factor in front of the plain nonlinearity
   */
  public double gain() {
    return gain;
  }

  /**
   * Returns phi(z), the factor included.
   *
   * @param z pre-activation
   * @return activation
   */
  public double value(double z) {
    return switch (this) {
      case IDENTITY -> z;
      case RELU -> gain * Math.max(0, z);
      case TANH -> gain * Math.tanh(z);
      case GELU -> gain * 0.5 * z * (1 + geluTanh(z));
    };
  }

  /**
   * Returns phi'(z), the factor included; 0 at the kink of ReLU.
   *
   * @param z pre-activation
   * @return derivative
   */
  public double derivative(double z) {
    return switch (this) {
      case IDENTITY -> 1;
      case RELU -> z > 0 ? gain : 0;
      case TANH -> {
        double tanh = Math.tanh(z);
        yield gain * (1 - tanh * tanh);
      }
      case GELU -> {
        double tanh = geluTanh(z);
        yield gain * 0.5 * (1 + tanh + z * (1 - tanh * tanh) * geluInnerSlope(z));
      }
    };
  }

  /**
   * Returns phi''(z), the factor included; 0 for ReLU, whose kink has measure 0.
   *
   * @param z pre-activation
   * @return second derivative
   */
  public double secondDerivative(double z) {
    return switch (this) {
      case IDENTITY, RELU -> 0;
      case TANH -> {
        double tanh = Math.tanh(z);
        yield -2 * gain * tanh * (1 - tanh * tanh);
      }
      case GELU -> {
        double tanh = geluTanh(z);
        double slope = geluInnerSlope(z);
        double curvature = 6 * GELU_SLOPE * GELU_CUBIC * z;
        yield gain * (1 - tanh * tanh) * (slope + 0.5 * z * (curvature - 2 * tanh * slope * slope));
      }
    };
  }

  /**
   * Returns whether phi' follows from phi(z), so that z itself need not be kept.
   *
   * @return whether phi is monotone
   */
  public boolean slopeFollowsFromValue() {
    return this != GELU;
  }

  private static double geluTanh(double z) {
    return Math.tanh(GELU_SLOPE * (z + GELU_CUBIC * z * z * z));
  }

  private static double geluInnerSlope(double z) {
    return GELU_SLOPE * (1 + 3 * GELU_CUBIC * z * z);
  }
}
