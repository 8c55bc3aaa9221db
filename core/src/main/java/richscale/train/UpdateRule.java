package richscale.train;

import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import richscale.linalg.Matrix;
import richscale.model.Network;
import richscale.spec.Trial;

/** Changes weights by their gradient, a product of two matrices. */
sealed interface UpdateRule extends AutoCloseable permits UpdateRule.Sgd, AdamRule {
  static UpdateRule of(Network network, Trial trial) {
    return switch (trial.optimizer()) {
      case SGD -> new Sgd(network.dl4j(), network.layers());
      case ADAM -> new AdamRule(network);
    };
  }

  /** Starts the update that follows. */
  void begin();

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
  record Sgd(MultiLayerNetwork dl4j, List<Network.Layer> layers) implements UpdateRule {
    @Override
    public void begin() {
      dl4j.setIterationCount(dl4j.getIterationCount() + 1);
    }

    @Override
    public void update(int layer, Matrix h, Matrix g, double factor) {
      Network.Layer of = layers.get(layer - 1);
      of.weight().addProduct(h, true, g, false, -of.scaling().learningRate() * factor);
    }

    @Override
    public void close() {}
  }
}
