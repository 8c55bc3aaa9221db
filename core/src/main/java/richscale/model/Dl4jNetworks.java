package richscale.model;

import java.util.List;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossL2;
import richscale.architecture.Blueprint;
import richscale.architecture.LayerPlan;
import richscale.architecture.MapShape;
import richscale.architecture.Pooling;
import richscale.linalg.FloatingPoint;
import richscale.spec.Activation;
import richscale.spec.Trial;
import richscale.theory.LayerScaling;

/** Builds DL4J networks of blueprints. */
final class Dl4jNetworks {
  private final Trial trial;
  private final DataType dataType;

  private Dl4jNetworks(Trial trial) {
    this.trial = trial;
    dataType = trial.dataType() == FloatingPoint.FLOAT ? DataType.FLOAT : DataType.DOUBLE;
  }

  /** Scaling of a layer and of its bias. */
  record Scalings(LayerScaling weight, LayerScaling bias) {}

  /**
   * Builds a network whose parameters are still to be set.
   *
   * @param trial the trial
   * @param blueprint its layers
   * @param scalings one for each layer
   * @param biases whether layers have biases
   * @return the network
   */
  static MultiLayerNetwork build(
      Trial trial, Blueprint blueprint, List<Scalings> scalings, boolean biases) {
    Dl4jNetworks networks = new Dl4jNetworks(trial);
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder()
            .dataType(networks.dataType)
            .optimizationAlgo(OptimizationAlgorithm.STOCHASTIC_GRADIENT_DESCENT)
            .list();
    long parameters = 0;
    List<Blueprint.Shapes> layers = blueprint.layers();
    for (int l = 1; l <= layers.size(); l++) {
      Blueprint.Shapes shapes = layers.get(l - 1);
      parameters += shapes.weights() + (biases ? shapes.plan().fanOut() : 0);
      networks.add(list, shapes, scalings.get(l - 1), biases, l == layers.size());
    }
    if (!blueprint.dense()) {
      MapShape input = layers.get(0).input();
      list.setInputType(InputType.convolutional(input.height(), input.width(), input.channels()));
    }
    MultiLayerNetwork dl4j = new MultiLayerNetwork(list.build());
    // Given parameters, DL4J draws none of its own and leaves the global generator alone.
    dl4j.init(Nd4j.create(networks.dataType, 1, parameters), false);
    return dl4j;
  }

  private void add(
      NeuralNetConfiguration.ListBuilder list,
      Blueprint.Shapes shapes,
      Scalings scaling,
      boolean biases,
      boolean last) {
    LayerPlan plan = shapes.plan();
    Activation activation = plan.activated() ? trial.activation() : Activation.IDENTITY;
    ScaledActivation scaled = new ScaledActivation(activation, scaling.weight().multiplier());
    if (last) {
      list.layer(
          common(new OutputLayer.Builder(loss(plan.fanOut())).hasBias(biases), shapes, scaling)
              .activation(scaled)
              .build());
      return;
    }
    int stride = plan.pooling().kind() == Pooling.Kind.FIRST ? plan.pooling().size() : 1;
    int reach = plan.kernel() / 2;
    switch (plan.connection()) {
      case DENSE ->
          list.layer(
              common(new DenseLayer.Builder().hasBias(biases), shapes, scaling)
                  .activation(scaled)
                  .build());
      case CONVOLUTION ->
          list.layer(
              common(
                      new ConvolutionLayer.Builder(plan.kernel(), plan.kernel())
                          .stride(stride, stride)
                          .padding(reach, reach)
                          .hasBias(biases),
                      shapes,
                      scaling)
                  .activation(scaled)
                  .build());
      case DEPTHWISE ->
          list.layer(
              common(
                      new DepthwiseConvolution2D.Builder(plan.kernel(), plan.kernel())
                          .depthMultiplier(1)
                          .stride(stride, stride)
                          .padding(reach, reach)
                          .hasBias(biases),
                      shapes,
                      scaling)
                  .activation(scaled)
                  .build());
    }
    switch (plan.pooling().kind()) {
      case NONE, FIRST -> {}
      case AVERAGE -> {
        int size = plan.pooling().size();
        list.layer(
            new SubsamplingLayer.Builder(PoolingType.AVG, new int[] {size, size})
                .stride(size, size)
                .build());
      }
      case GLOBAL -> list.layer(new GlobalPoolingLayer.Builder(PoolingType.AVG).build());
    }
  }

  private <B extends FeedForwardLayer.Builder<B>> B common(
      FeedForwardLayer.Builder<B> builder, Blueprint.Shapes shapes, Scalings scaling) {
    B sized = builder.nIn(shapes.input().channels()).nOut(shapes.plan().fanOut());
    BaseLayer.Builder<B> scaled =
        sized.updater(updater(scaling.weight())).biasUpdater(updater(scaling.bias()));
    double decay = trial.weightDecay() * trial.eta0();
    if (decay > 0) {
      scaled.weightDecay(decay, false).weightDecayBias(decay, false);
    }
    return sized;
  }

  private ILossFunction loss(int outputs) {
    return switch (trial.loss()) {
      case SQUARED_ERROR -> weighted(outputs, 0.5);
      case MEAN_SQUARED_ERROR -> weighted(outputs, 1.0 / outputs);
      case CROSS_ENTROPY -> new SoftmaxLoss();
    };
  }

  private ILossFunction weighted(int outputs, double weight) {
    return new LossL2(Nd4j.valueArrayOf(new long[] {1, outputs}, weight, dataType));
  }

  private IUpdater updater(LayerScaling scaling) {
    double rate = scaling.learningRate();
    return switch (trial.optimizer()) {
      case SGD -> trial.momentum() > 0 ? new HeavyBall(rate, trial.momentum()) : new Sgd(rate);
      case ADAM -> new Adam(rate);
    };
  }
}
