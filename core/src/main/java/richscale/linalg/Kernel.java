package richscale.linalg;

import java.util.Locale;

/**
 * What is done to matrices entry by entry: a closed set, so that a storage can do it where its
 * entries are. Every matrix has the same shape; the first ones are written.
 *
 * <p>The kernels of training compute in the precision of the entries; those of measuring, which are
 * named TIMES and CURVATURE, and INVERSE_ROOT, in double precision whatever it is.
 */
public enum Kernel {
  /** x = c max(0, x). */
  RELU(1, 1),
  /** g = c g where h is positive, else 0, with h = {@link #RELU} of the pre-activations. */
  RELU_SLOPE(1, 2),
  /** x = c tanh(x). */
  TANH(1, 1),
  /** g = g (c - h^2 / c), with h = {@link #TANH} of the pre-activations. */
  TANH_SLOPE(1, 2),
  /** x = c gelu(x), see {@link Gelu}. */
  GELU(1, 1),
  /** g = c g gelu'(z), with the pre-activations z. */
  GELU_SLOPE(1, 2),
  /** x = c x where z is positive, else 0. */
  TIMES_RELU_DERIVATIVE(1, 2),
  /** x = c x (1 - tanh(z)^2). */
  TIMES_TANH_DERIVATIVE(1, 2),
  /** x = c x gelu'(z). */
  TIMES_GELU_DERIVATIVE(1, 2),
  /** x = c tanh''(x). */
  TANH_CURVATURE(1, 1),
  /** x = c gelu''(x). */
  GELU_CURVATURE(1, 1),
  /** x = x y. */
  TIMES(1, 2),
  /** x = x y^2 / 2. */
  TIMES_HALF_SQUARE(1, 2),
  /** x = 1 / sqrt(x + c). */
  INVERSE_ROOT(1, 1),
  /** x = c x. */
  TIMES_CONSTANT(1, 1),
  /**
   * An update of Adam (Kingma and Ba 2015) with constants rate, beta1, beta2, epsilon: of
   * parameters w, moments m and v, and the gradient g, m = beta1 m + (1 - beta1) g, v = beta2 v +
   * (1 - beta2) g^2, w = w - rate m / (sqrt(v) + epsilon).
   */
  ADAM(3, 4);

  private final int written;
  private final int operands;

  Kernel(int written, int operands) {
    this.written = written;
    this.operands = operands;
  }

  /** {@return how many of its matrices it changes, the first ones} */
  int written() {
    return written;
  }

  /** {@return how many matrices it takes} */
  int operands() {
    return operands;
  }

  /**
   * Runs the kernel.
   *
   * @param constants c, or those that the kernel names
   * @param matrices what it names, in that order, of the same shape and precision
   */
  public void run(double[] constants, Matrix... matrices) {
    if (matrices.length != operands) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%s takes %d matrices, not %d", this, operands, matrices.length));
    }
    Matrix.run(this, constants, matrices);
  }

  /**
   * Runs a kernel of one constant.
   *
   * @param constant c
   * @param matrices what it names, in that order, of the same shape and precision
   */
  public void run(double constant, Matrix... matrices) {
    run(new double[] {constant}, matrices);
  }
}
