package richscale.train;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.learning.config.Adam;
import richscale.linalg.EntryFunction;
import richscale.linalg.Matrix;
import richscale.model.LayerMap;
import richscale.model.Network;
import richscale.spec.Trial;
import richscale.theory.LayerScaling;

/**
 * Adam (Kingma and Ba 2015) with DL4J's constants, its moments in the state of DL4J's own updater,
 * so that DL4J can go on where this ends.
 */
final class AdamRule implements UpdateRule {
  private final Network network;
  private final Trial trial;
  private final List<UpdaterViews> weights = new ArrayList<>();
  private final List<UpdaterViews> biases = new ArrayList<>();

  AdamRule(Network network, Trial trial) {
    this.network = network;
    this.trial = trial;
    for (int l = 1; l <= network.layers().size(); l++) {
      int layer = l;
      Network.Layer of = network.layers().get(l - 1);
      weights.add(UpdaterViews.of(network, network.weightOffset(l), of.weight()));
      of.bias()
          .ifPresent(
              bias ->
                  biases.add(UpdaterViews.of(network, network.biasOffset(layer), bias.values())));
    }
  }

  @Override
  public void update(int layer, LayerMap map, Matrix h, Matrix byZ, double factor) {
    Network.Layer of = network.layers().get(layer - 1);
    UpdaterViews ofWeight = weights.get(layer - 1);
    ofWeight.gradient().scale(0);
    map.addWeightGradient(h, byZ, factor, ofWeight.gradient());
    step(of.weight(), ofWeight, of.scaling());
    of.bias()
        .ifPresent(
            bias -> {
              UpdaterViews ofBias = biases.get(layer - 1);
              ofBias.gradient().scale(0);
              map.addBiasGradient(byZ, factor, ofBias.gradient());
              step(bias.values(), ofBias, bias.scaling());
            });
  }

  private void step(Matrix parameters, UpdaterViews views, LayerScaling scaling) {
    int t = network.dl4j().iterations();
    double rate =
        scaling.learningRate()
            * Math.sqrt(1 - Math.pow(Adam.DEFAULT_ADAM_BETA2_VAR_DECAY, t))
            / (1 - Math.pow(Adam.DEFAULT_ADAM_BETA1_MEAN_DECAY, t));
    UpdateRule.shrink(parameters, UpdateRule.kept(trial, scaling));
    Matrix.apply(
        new Step(rate),
        3,
        parameters,
        views.states().get(0),
        views.states().get(1),
        views.gradient());
  }

  private record Step(double rate) implements EntryFunction {
    private static final double BETA1 = Adam.DEFAULT_ADAM_BETA1_MEAN_DECAY;
    private static final double BETA2 = Adam.DEFAULT_ADAM_BETA2_VAR_DECAY;
    private static final double EPSILON = Adam.DEFAULT_ADAM_EPSILON;

    @Override
    public void apply(float[][] blocks, int count) {
      float[] weight = blocks[0];
      float[] first = blocks[1];
      float[] second = blocks[2];
      float[] gradient = blocks[3];
      float beta1 = (float) BETA1;
      float beta2 = (float) BETA2;
      float epsilon = (float) EPSILON;
      float step = (float) rate;
      for (int i = 0; i < count; i++) {
        first[i] = beta1 * first[i] + (1 - beta1) * gradient[i];
        second[i] = beta2 * second[i] + (1 - beta2) * gradient[i] * gradient[i];
        weight[i] -= step * first[i] / ((float) Math.sqrt(second[i]) + epsilon);
      }
    }

    @Override
    public void apply(double[][] blocks, int count) {
      double[] weight = blocks[0];
      double[] first = blocks[1];
      double[] second = blocks[2];
      double[] gradient = blocks[3];
      for (int i = 0; i < count; i++) {
        first[i] = BETA1 * first[i] + (1 - BETA1) * gradient[i];
        second[i] = BETA2 * second[i] + (1 - BETA2) * gradient[i] * gradient[i];
        weight[i] -= rate * first[i] / (Math.sqrt(second[i]) + EPSILON);
      }
    }
  }
}
