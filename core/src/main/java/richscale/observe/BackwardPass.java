package richscale.observe;

import java.util.ArrayList;
import java.util.List;
import richscale.linalg.Matrix;
import richscale.model.Network;
import richscale.model.Nonlinearity;
import richscale.spec.Activation;

/**
 * Gradients with respect to representations of given cotangents of the output. Several cotangents
 * may belong to one sample: row i belongs to sample i / repeat of the forward pass.
 */
final class BackwardPass implements AutoCloseable {
  private final Network network;
  private final int repeat;
  private final List<Matrix> byH = new ArrayList<>();
  private final List<Matrix> byZ = new ArrayList<>();

  /**
   * Allocates buffers.
   *
   * @param network the network
   * @param samples number of samples, the first of the forward pass
   * @param repeat cotangents a sample
   */
  BackwardPass(Network network, int samples, int repeat) {
    this.network = network;
    this.repeat = repeat;
    for (Network.Layer layer : network.layers()) {
      Matrix gradient = layer.weight().like(samples * repeat, layer.weight().cols());
      byH.add(gradient);
      byZ.add(layer.activation() == Activation.IDENTITY ? gradient : gradient.copy());
    }
  }

  /** Returns k unit cotangents for each of the samples: the rows of the Jacobian. */
  static BackwardPass jacobian(Network network, int samples) {
    int outputs = network.layers().get(network.layers().size() - 1).weight().cols();
    BackwardPass pass = new BackwardPass(network, samples, outputs);
    int rows = samples * outputs;
    double[] identity = new double[rows * outputs];
    for (int row = 0; row < rows; row++) {
      identity[row % outputs * rows + row] = 1;
    }
    pass.cotangents().set(identity);
    return pass;
  }

  /** Returns the cotangents df, rows x outputs, to be set before {@link #run}. */
  Matrix cotangents() {
    return byH.get(byH.size() - 1);
  }

  void run(ForwardPass forward) {
    for (int l = byH.size() - 1; l >= 1; l--) {
      Network.Layer above = network.layers().get(l);
      byH.get(l - 1).product(byZ.get(l), false, above.weight(), true, above.scaling().multiplier());
      throughActivation(l, forward);
    }
  }

  private void throughActivation(int layer, ForwardPass forward) {
    Activation activation = network.layers().get(layer - 1).activation();
    if (activation == Activation.IDENTITY) {
      return;
    }
    Matrix gradient = byH.get(layer - 1);
    if (repeat == 1 && gradient.rows() == forward.h(layer).rows()) {
      byZ.get(layer - 1).copyFrom(gradient);
      Matrix.apply(Nonlinearity.slopeOf(activation), 1, byZ.get(layer - 1), forward.h(layer));
      return;
    }
    int samples = forward.z(layer).rows();
    double[] z = forward.z(layer).toArray();
    double[] entries = gradient.toArray();
    int rows = gradient.rows();
    for (int unit = 0; unit < gradient.cols(); unit++) {
      for (int row = 0; row < rows; row++) {
        entries[unit * rows + row] *= activation.derivative(z[unit * samples + row / repeat]);
      }
    }
    byZ.get(layer - 1).set(entries);
  }

  /** Returns the gradient by h_l, one cotangent a row. */
  Matrix byH(int layer) {
    return byH.get(layer - 1);
  }

  /** Returns the gradient by z_l, one cotangent a row. */
  Matrix byZ(int layer) {
    return byZ.get(layer - 1);
  }

  @Override
  public void close() {
    byH.forEach(Matrix::close);
    byZ.forEach(
        matrix -> {
          if (!byH.contains(matrix)) {
            matrix.close();
          }
        });
  }
}
