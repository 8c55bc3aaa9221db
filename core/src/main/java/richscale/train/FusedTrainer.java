package richscale.train;

import java.util.ArrayList;
import java.util.List;
import richscale.data.Samples;
import richscale.linalg.Matrix;
import richscale.model.Network;
import richscale.model.Nonlinearity;
import richscale.spec.Activation;
import richscale.spec.Trial;

/**
 * Forward pass, backward pass and update as BLAS calls between buffers that are allocated once, on
 * the network's own parameters. Nonlinearities take one pass over a buffer, in place: their slopes
 * follow from their values.
 */
public final class FusedTrainer implements Trainer {
  private final Network network;
  private final List<Network.Layer> layers;
  private final Batches batches;
  private final UpdateRule rule;
  private final List<Matrix> h = new ArrayList<>();
  private final List<Matrix> gradients = new ArrayList<>();

  /**
   * Creates the trainer.
   *
   * @param network the network to train
   * @param samples what to train it on
   * @param trial batch size, seed and update rule
   */
  public FusedTrainer(Network network, Samples samples, Trial trial) {
    this.network = network;
    layers = network.layers();
    batches = new Batches(samples, trial);
    rule = UpdateRule.of(network, trial);
    h.add(batches.x());
    for (Network.Layer layer : layers) {
      h.add(layer.weight().like(batches.size(), layer.weight().cols()));
    }
    // The gradient by the outputs is formed in the outputs' own place.
    for (int l = 1; l < layers.size(); l++) {
      gradients.add(h.get(l).like(batches.size(), h.get(l).cols()));
    }
    gradients.add(h.get(layers.size()));
  }

  @Override
  public double step() {
    batches.next();
    forward();
    Matrix error = h.get(layers.size());
    error.add(-1, batches.y());
    double loss = error.dot(error) / (2 * batches.size());
    if (Double.isFinite(loss)) {
      backward();
    }
    return loss;
  }

  private void forward() {
    for (int l = 1; l <= layers.size(); l++) {
      Network.Layer layer = layers.get(l - 1);
      h.get(l).product(h.get(l - 1), false, layer.weight(), false, layer.scaling().multiplier());
      if (layer.activation() != Activation.IDENTITY) {
        Matrix.apply(Nonlinearity.of(layer.activation()), 1, h.get(l));
      }
    }
  }

  /** Takes the error signal down, each layer's update following once its weights are passed. */
  private void backward() {
    network.countUpdate();
    for (int l = layers.size(); l >= 1; l--) {
      Network.Layer layer = layers.get(l - 1);
      Matrix gradient = gradients.get(l - 1);
      double multiplier = layer.scaling().multiplier();
      if (l > 1) {
        Matrix below = gradients.get(l - 2);
        below.product(gradient, false, layer.weight(), true, multiplier);
        Activation activation = layers.get(l - 2).activation();
        if (activation != Activation.IDENTITY) {
          Matrix.apply(Nonlinearity.slopeOf(activation), 1, below, h.get(l - 1));
        }
      }
      rule.update(l, h.get(l - 1), gradient, multiplier / batches.size());
    }
  }

  @Override
  public void close() {
    // h holds x, which the batches close, and the last gradient.
    h.subList(1, h.size()).forEach(Matrix::close);
    gradients.subList(0, gradients.size() - 1).forEach(Matrix::close);
    rule.close();
    batches.close();
  }
}
