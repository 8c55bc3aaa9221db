package richscale.linalg;

/**
 * The GELU of Hendrycks and Gimpel (2016) in its tanh form, z/2 (1 + tanh(sqrt(2/pi) (z + 0.044715
 * z^3))), times a constant, in double precision.
 */
public final class Gelu {
  /** The slope at 0 of the inner function. */
  public static final double SLOPE = Math.sqrt(2 / Math.PI);

  /** The factor of the cubic in the inner function. */
  public static final double CUBIC = 0.044715;

  private Gelu() {}

  /**
   * Returns the value.
   *
   * @param gain the constant
   * @param z pre-activation
   * @return gain gelu(z)
   */
  public static double value(double gain, double z) {
    return gain * 0.5 * z * (1 + tanh(z));
  }

  /**
   * Returns the derivative.
   *
   * @param gain the constant
   * @param z pre-activation
   * @return gain gelu'(z)
   */
  public static double derivative(double gain, double z) {
    double tanh = tanh(z);
    return gain * 0.5 * (1 + tanh + z * (1 - tanh * tanh) * innerSlope(z));
  }

  /**
   * Returns the second derivative.
   *
   * @param gain the constant
   * @param z pre-activation
   * @return gain gelu''(z)
   */
  public static double secondDerivative(double gain, double z) {
    double tanh = tanh(z);
    double slope = innerSlope(z);
    double curvature = 6 * SLOPE * CUBIC * z;
    return gain * (1 - tanh * tanh) * (slope + 0.5 * z * (curvature - 2 * tanh * slope * slope));
  }

  private static double tanh(double z) {
    return Math.tanh(SLOPE * (z + CUBIC * z * z * z));
  }

  private static double innerSlope(double z) {
    return SLOPE * (1 + 3 * CUBIC * z * z);
  }
}
