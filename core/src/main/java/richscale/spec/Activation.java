package richscale.spec;

import richscale.linalg.Gelu;

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

  private final double gain;

  Activation(double gain) {
    this.gain = gain;
  }

  /** {@return the variance-preserving factor: the factor in front of the plain nonlinearity} */
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
      case GELU -> Gelu.value(gain, z);
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
      case GELU -> Gelu.derivative(gain, z);
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
      case GELU -> Gelu.secondDerivative(gain, z);
    };
  }

  /** {@return whether phi(-z) = -phi(z), so that random layers give numbers of mean 0} */
  public boolean odd() {
    return this == IDENTITY || this == TANH;
  }

  /** {@return whether phi' follows from phi(z), so that z itself need not be kept} */
  public boolean slopeFollowsFromValue() {
    return this != GELU;
  }
}
