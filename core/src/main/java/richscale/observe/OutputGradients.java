package richscale.observe;

import java.util.ArrayList;
import java.util.List;
import richscale.linalg.Matrix;
import richscale.model.Network;
import richscale.spec.Activation;

/**
 * The norms |df/dh_l|: Frobenius norm of the k x n Jacobian, root-mean-square over samples.
 *
 * <p>All k outputs go backward together. So that this costs no more than the forward pass, the
 * Jacobian is taken at the first P/k probe samples (at least one); that of a linear network is the
 * same at every sample, so one is enough.
 */
final class OutputGradients implements AutoCloseable {
  private final Network network;
  private final int samples;
  private final int outputs;
  private final List<Matrix> gradients = new ArrayList<>();

  OutputGradients(Network network, int probe) {
    this.network = network;
    List<Network.Layer> layers = network.layers();
    outputs = layers.get(layers.size() - 1).weight().cols();
    boolean linear = layers.stream().allMatch(l -> l.activation() == Activation.IDENTITY);
    samples = linear ? 1 : Math.max(1, probe / outputs);
    int rows = samples * outputs;
    for (Network.Layer layer : layers) {
      gradients.add(Matrix.allocate(rows, layer.weight().cols()));
    }
    float[] identity = new float[rows * outputs];
    for (int row = 0; row < rows; row++) {
      identity[row % outputs * rows + row] = 1;
    }
    gradients.get(layers.size() - 1).set(identity);
  }

  /** Goes backward from the output and returns |df/dh_l| for l = 1 to L-1, in that order. */
  List<Double> norms(ForwardPass forward) {
    List<Double> norms = new ArrayList<>();
    for (int l = gradients.size() - 1; l >= 1; l--) {
      Network.Layer above = network.layers().get(l);
      gradients
          .get(l - 1)
          .product(
              gradients.get(l), false, above.weight(), true, (float) above.scaling().multiplier());
      norms.add(0, gradients.get(l - 1).frobeniusNorm() / Math.sqrt(samples));
      throughActivation(l, forward);
    }
    return norms;
  }

  private void throughActivation(int layer, ForwardPass forward) {
    Activation activation = network.layers().get(layer - 1).activation();
    if (activation == Activation.IDENTITY) {
      return;
    }
    Matrix gradient = gradients.get(layer - 1);
    Matrix z = forward.z(layer);
    float[] gradientEntries = new float[Math.toIntExact(gradient.size())];
    float[] zEntries = new float[Math.toIntExact(z.size())];
    gradient.get(gradientEntries);
    z.get(zEntries);
    for (int unit = 0; unit < z.cols(); unit++) {
      for (int row = 0; row < gradient.rows(); row++) {
        double derivative = activation.derivative(zEntries[unit * z.rows() + row / outputs]);
        gradientEntries[unit * gradient.rows() + row] *= (float) derivative;
      }
    }
    gradient.set(gradientEntries);
  }

  @Override
  public void close() {
    gradients.forEach(Matrix::close);
  }
}
