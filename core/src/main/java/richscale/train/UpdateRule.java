package richscale.train;

import richscale.linalg.Matrix;
import richscale.model.LayerMap;
import richscale.model.Network;
import richscale.spec.Trial;
import richscale.theory.LayerScaling;

/** Changes parameters by their gradients, and shrinks them where weights decay. */
sealed interface UpdateRule permits UpdateRule.Sgd, MomentumRule, AdamRule {
  static UpdateRule of(Network network, Trial trial) {
    return switch (trial.settings().optimizer()) {
      case SGD ->
          trial.settings().momentum() > 0
              ? new MomentumRule(network, trial)
              : new Sgd(network, trial);
      case ADAM -> new AdamRule(network, trial);
    };
  }

  /**
   * Updates W_l and b_l.
   *
   * @param layer l, from 1
   * @param map what the layer does
   * @param h inputs of the layer
   * @param byZ gradient by its pre-activations, sample by sample
   * @param factor of both gradients: g / B
   */
  void update(int layer, LayerMap map, Matrix h, Matrix byZ, double factor);

  /** What is left of a parameter before an update by its gradient. */
  static double kept(Trial trial, LayerScaling scaling) {
    return 1 - trial.decayAt(scaling.learningRate());
  }

  /** W -= rate gradient, added to W straight away. */
  final class Sgd implements UpdateRule {
    private final Network network;
    private final Trial trial;

    Sgd(Network network, Trial trial) {
      this.network = network;
      this.trial = trial;
    }

    @Override
    public void update(int layer, LayerMap map, Matrix h, Matrix byZ, double factor) {
      Network.Layer of = network.layers().get(layer - 1);
      shrink(of.weight(), kept(trial, of.scaling()));
      map.addWeightGradient(h, byZ, -of.scaling().learningRate() * factor, of.weight());
      of.bias()
          .ifPresent(
              bias -> {
                shrink(bias.values(), kept(trial, bias.scaling()));
                map.addBiasGradient(byZ, -bias.scaling().learningRate() * factor, bias.values());
              });
    }
  }

  /** Multiplies parameters by what is kept of them. */
  static void shrink(Matrix parameters, double kept) {
    if (kept != 1) {
      parameters.scale(kept);
    }
  }
}
