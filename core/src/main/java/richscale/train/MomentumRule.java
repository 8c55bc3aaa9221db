package richscale.train;

import java.util.ArrayList;
import java.util.List;
import richscale.linalg.Matrix;
import richscale.model.LayerMap;
import richscale.model.Network;
import richscale.spec.Trial;

/**
 * Gradient descent with momentum (Polyak 1964): v = momentum v + gradient, W -= rate v. The
 * velocity lives in the state of DL4J's updater.
 */
final class MomentumRule implements UpdateRule {
  private final Network network;
  private final double momentum;
  private final Trial trial;
  private final List<Matrix> velocities = new ArrayList<>();
  private final List<Matrix> biasVelocities = new ArrayList<>();

  MomentumRule(Network network, Trial trial) {
    this.network = network;
    momentum = trial.settings().momentum();
    this.trial = trial;
    for (int l = 1; l <= network.layers().size(); l++) {
      int layer = l;
      Network.Layer of = network.layers().get(l - 1);
      velocities.add(velocity(network.weightOffset(l), of.weight()));
      of.bias()
          .ifPresent(
              bias -> biasVelocities.add(velocity(network.biasOffset(layer), bias.values())));
    }
  }

  private Matrix velocity(long offset, Matrix like) {
    return UpdaterViews.of(network, offset, like).states().get(0);
  }

  @Override
  public void update(int layer, LayerMap map, Matrix h, Matrix byZ, double factor) {
    Network.Layer of = network.layers().get(layer - 1);
    Matrix velocity = velocities.get(layer - 1);
    velocity.scale(momentum);
    map.addWeightGradient(h, byZ, factor, velocity);
    UpdateRule.shrink(of.weight(), UpdateRule.kept(trial, of.scaling()));
    of.weight().add(-of.scaling().learningRate(), velocity);
    of.bias()
        .ifPresent(
            bias -> {
              Matrix ofBias = biasVelocities.get(layer - 1);
              ofBias.scale(momentum);
              map.addBiasGradient(byZ, factor, ofBias);
              UpdateRule.shrink(bias.values(), UpdateRule.kept(trial, bias.scaling()));
              bias.values().add(-bias.scaling().learningRate(), ofBias);
            });
  }
}
