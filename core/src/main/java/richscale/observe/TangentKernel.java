package richscale.observe;

import richscale.linalg.FloatingPoint;
import richscale.linalg.Matrix;
import richscale.model.BackwardPass;
import richscale.model.LayerStack;
import richscale.model.Network;

/**
 * The tangent kernel of gradient descent with layerwise rates: K[(i,a),(j,b)] = sum over layers of
 * eta_l g_l^2 (df_a/dz_l at i)(df_b/dz_l at j) (h_(l-1) at i)(h_(l-1) at j). It is what a step of
 * size 1 does to the outputs, and the same in every gauge. Rows and columns are sample after sample
 * with the outputs of each together.
 */
final class TangentKernel {
  /** Columns of a kernel that are formed at a time, some megabytes beside thousands of rows. */
  private static final int BLOCK = 128;

  private TangentKernel() {}

  /**
   * Some samples at the network's present weights.
   *
   * @param forward their representations
   * @param backward their Jacobian
   */
  record Side(LayerStack forward, BackwardPass backward) implements AutoCloseable {
    /** Takes the first samples of a forward pass. */
    static Side of(Network network, LayerStack forward, int samples) {
      BackwardPass backward = BackwardPass.jacobian(network, samples);
      backward.run(forward);
      return new Side(forward, backward);
    }

    int rows() {
      return backward.cotangents().rows();
    }

    int outputs() {
      return backward.cotangents().cols();
    }

    /** Frees the Jacobian; the forward pass stays. */
    @Override
    public void close() {
      backward.close();
    }
  }

  /**
   * Computes the kernel of the first samples of a forward pass.
   *
   * @return column-major
   */
  static double[] of(Network network, LayerStack forward, int samples) {
    try (Side side = Side.of(network, forward, samples);
        Matrix kernel = between(network, side, side)) {
      return kernel.toArray();
    }
  }

  /**
   * Computes the kernel between two sets of samples.
   *
   * @return in double precision, rows of one by rows of the other; to be closed
   */
  static Matrix between(Network network, Side one, Side other) {
    int rows = one.rows();
    int outputs = one.outputs();
    Matrix kernel = Matrix.allocate(FloatingPoint.DOUBLE, rows, other.rows());
    int samplesABlock = Math.max(1, BLOCK / outputs);
    for (int from = 0; from < other.rows() / outputs; from += samplesABlock) {
      int samples = Math.min(samplesABlock, other.rows() / outputs - from);
      double[] block = new double[rows * samples * outputs];
      for (int l = 1; l <= one.forward().depth(); l++) {
        double g = network.layers().get(l - 1).scaling().multiplier();
        double weight = network.layers().get(l - 1).scaling().learningRate() * g * g;
        double[] byZ =
            products(
                one.backward().byZ(l), other.backward().byZ(l), from * outputs, samples * outputs);
        Matrix h = one.forward().h(l - 1);
        double[] inputs = products(h, other.forward().h(l - 1), from, samples);
        for (int j = 0; j < samples * outputs; j++) {
          for (int i = 0; i < rows; i++) {
            block[j * rows + i] +=
                weight * byZ[j * rows + i] * inputs[j / outputs * h.rows() + i / outputs];
          }
        }
      }
      kernel.columns(from * outputs, samples * outputs).set(block);
    }
    return kernel;
  }

  /** Returns the inner products of all rows of one matrix with some of another. */
  private static double[] products(Matrix one, Matrix other, int from, int count) {
    try (Matrix products = one.like(one.rows(), count)) {
      products.product(one, false, other.window(from, count), true, 1);
      return products.toArray();
    }
  }
}
