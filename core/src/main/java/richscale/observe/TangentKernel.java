package richscale.observe;

import richscale.linalg.Matrix;
import richscale.model.Network;

/**
 * The tangent kernel of gradient descent with layerwise rates: K[(i,a),(j,b)] = sum over layers of
 * eta_l g_l^2 (df_a/dz_l at i)(df_b/dz_l at j) (h_(l-1) at i)(h_(l-1) at j). It is what a step of
 * size 1 does to the outputs, and the same in every gauge.
 */
final class TangentKernel {
  private TangentKernel() {}

  /**
   * Computes the kernel of the first samples of a forward pass.
   *
   * @return column-major, rows and columns sample after sample with the outputs of each together
   */
  static double[] of(Network network, ForwardPass forward, int samples) {
    try (BackwardPass backward = BackwardPass.jacobian(network, samples)) {
      backward.run(forward);
      int rows = backward.cotangents().rows();
      int outputs = rows / samples;
      double[] kernel = new double[rows * rows];
      for (int l = 1; l <= forward.depth(); l++) {
        Network.Layer layer = network.layers().get(l - 1);
        double g = layer.scaling().multiplier();
        double weight = layer.scaling().learningRate() * g * g;
        double[] byZ = gram(backward.byZ(l));
        double[] inputs = gram(forward.h(l - 1));
        int stride = forward.h(l - 1).rows();
        for (int j = 0; j < rows; j++) {
          for (int i = 0; i < rows; i++) {
            kernel[j * rows + i] +=
                weight * byZ[j * rows + i] * inputs[j / outputs * stride + i / outputs];
          }
        }
      }
      return kernel;
    }
  }

  private static double[] gram(Matrix rows) {
    try (Matrix gram = rows.like(rows.rows(), rows.rows())) {
      gram.product(rows, false, rows, true, 1);
      return gram.toArray();
    }
  }
}
