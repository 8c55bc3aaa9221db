package richscale.train;

import java.util.List;
import richscale.linalg.Matrix;
import richscale.model.Network;
import richscale.spec.Trial;

/** Changes weights by their gradient, a product of two matrices. */
sealed interface UpdateRule extends AutoCloseable permits UpdateRule.Sgd, AdamRule {
  static UpdateRule of(Network network, Trial trial) {
    return switch (trial.optimizer()) {
      case SGD -> new Sgd(network.layers());
      case ADAM -> new AdamRule(network);
    };
  }

  /**
   * Updates W_l by the gradient {@code factor h' g}.
   *
   * @param layer l, from 1
   * @param h inputs of the layer, B x fan-in
   * @param g gradient by its pre-activations, B x fan-out
   * @param factor scalar factor
   */
  void update(int layer, Matrix h, Matrix g, double factor);

  @Override
  void close();

  /** W -= rate gradient, without forming the gradient. */
  record Sgd(List<Network.Layer> layers) implements UpdateRule {
    @Override
    public void update(int layer, Matrix h, Matrix g, double factor) {
      Network.Layer of = layers.get(layer - 1);
      of.weight().addProduct(h, true, g, false, -of.scaling().learningRate() * factor);
    }

    @Override
    public void close() {}
  }
}
