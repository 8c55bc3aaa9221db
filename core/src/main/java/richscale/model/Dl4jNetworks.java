package richscale.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossL2;
import richscale.architecture.Blueprint;
import richscale.architecture.FeatureShape;
import richscale.architecture.LayerPlan;
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
    dataType =
        trial.settings().dataType() == FloatingPoint.FLOAT ? DataType.FLOAT : DataType.DOUBLE;
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
  static Dl4jModel build(
      Trial trial, Blueprint blueprint, List<Scalings> scalings, boolean biases) {
    Dl4jNetworks networks = new Dl4jNetworks(trial);
    long parameters =
        blueprint.weights()
            + (biases
                ? blueprint.layers().stream().mapToLong(layer -> layer.plan().fanOut()).sum()
                : 0);
    // Given parameters, DL4J draws none of its own and leaves the global generator alone.
    INDArray values = Nd4j.create(networks.dataType, 1, parameters);
    if (blueprint.sequential()) {
      MultiLayerNetwork list =
          new MultiLayerNetwork(networks.sequence(blueprint, scalings, biases));
      list.init(values, false);
      return new Dl4jModel.Sequence(list);
    }
    ComputationGraph graph = new ComputationGraph(networks.graph(blueprint, scalings, biases));
    graph.init(values, false);
    return new Dl4jModel.Graph(graph, scalings.size());
  }

  private NeuralNetConfiguration.Builder settings() {
    return new NeuralNetConfiguration.Builder()
        .dataType(dataType)
        .optimizationAlgo(OptimizationAlgorithm.STOCHASTIC_GRADIENT_DESCENT);
  }

  private MultiLayerConfiguration sequence(
      Blueprint blueprint, List<Scalings> scalings, boolean biases) {
    NeuralNetConfiguration.ListBuilder list = settings().list();
    int layers = blueprint.layers().size();
    for (int l = 1; l <= layers; l++) {
      Blueprint.Shapes shapes = blueprint.layers().get(l - 1);
      list.layer(weighted(shapes, scalings.get(l - 1), biases, l == layers));
      pooling(shapes.plan().pooling()).ifPresent(list::layer);
    }
    if (!blueprint.dense()) {
      list.setInputType(inputType(blueprint));
    }
    return list.build();
  }

  private ComputationGraphConfiguration graph(
      Blueprint blueprint, List<Scalings> scalings, boolean biases) {
    ComputationGraphConfiguration.GraphBuilder graph = settings().graphBuilder().addInputs("x");
    // What enters each layer, by its name.
    List<String> entering = new ArrayList<>(List.of("x"));
    int layers = blueprint.layers().size();
    for (int l = 1; l <= layers; l++) {
      Blueprint.Shapes shapes = blueprint.layers().get(l - 1);
      String name = Dl4jModel.Graph.name(l);
      String at = name;
      String before = entering.get(l - 1);
      if (shapes.plan().normalised()) {
        before = "normal" + name;
        graph.addLayer(
            before, new ActivationLayer(new NormalisedActivation()), entering.get(l - 1));
      }
      graph.addLayer(name, weighted(shapes, scalings.get(l - 1), biases, l == layers), before);
      if (shapes.plan().branch().isPresent()) {
        LayerPlan.Branch branch = shapes.plan().branch().get();
        graph.addVertex("scaled" + name, new ScaleVertex(branch.multiplier()), at);
        at = "sum" + name;
        graph.addVertex(
            at,
            new ElementWiseVertex(ElementWiseVertex.Op.Add),
            entering.get(l - branch.layers()),
            "scaled" + name);
      }
      Optional<Layer> pooling = pooling(shapes.plan().pooling());
      if (pooling.isPresent()) {
        graph.addLayer("pooled" + name, pooling.get(), at);
        at = "pooled" + name;
      }
      entering.add(at);
    }
    graph.setOutputs(Dl4jModel.Graph.name(layers));
    if (!blueprint.dense()) {
      graph.setInputTypes(inputType(blueprint));
    }
    return graph.build();
  }

  private static InputType inputType(Blueprint blueprint) {
    FeatureShape input = blueprint.layers().get(0).input();
    return InputType.convolutional(input.height(), input.width(), input.channels());
  }

  private Layer weighted(Blueprint.Shapes shapes, Scalings scaling, boolean biases, boolean last) {
    LayerPlan plan = shapes.plan();
    Activation activation = plan.activated() ? trial.activation() : Activation.IDENTITY;
    ScaledActivation scaled = new ScaledActivation(activation, scaling.weight().multiplier());
    if (last) {
      return common(new OutputLayer.Builder(loss(plan.fanOut())).hasBias(biases), shapes, scaling)
          .activation(scaled)
          .build();
    }
    return switch (plan.connection()) {
      case DENSE ->
          common(new DenseLayer.Builder().hasBias(biases), shapes, scaling)
              .activation(scaled)
              .build();
      case CONVOLUTION ->
          common(samePadded(new ConvolutionLayer.Builder(), plan).hasBias(biases), shapes, scaling)
              .activation(scaled)
              .build();
      case DEPTHWISE ->
          common(
                  samePadded(new DepthwiseConvolution2D.Builder().depthMultiplier(1), plan)
                      .hasBias(biases),
                  shapes,
                  scaling)
              .activation(scaled)
              .build();
    };
  }

  private static <B extends ConvolutionLayer.BaseConvBuilder<B>> B samePadded(
      B builder, LayerPlan plan) {
    int stride = plan.pooling().kind() == Pooling.Kind.FIRST ? plan.pooling().size() : 1;
    int reach = plan.kernel() / 2;
    return builder
        .kernelSize(plan.kernel(), plan.kernel())
        .stride(stride, stride)
        .padding(reach, reach);
  }

  private static Optional<Layer> pooling(Pooling pooling) {
    int size = pooling.size();
    return switch (pooling.kind()) {
      case NONE, FIRST -> Optional.empty();
      case AVERAGE ->
          Optional.of(
              new SubsamplingLayer.Builder(PoolingType.AVG, new int[] {size, size})
                  .stride(size, size)
                  .build());
      case GLOBAL -> Optional.of(new GlobalPoolingLayer.Builder(PoolingType.AVG).build());
    };
  }

  private <B extends FeedForwardLayer.Builder<B>> B common(
      FeedForwardLayer.Builder<B> builder, Blueprint.Shapes shapes, Scalings scaling) {
    B sized = builder.nIn(shapes.input().channels()).nOut(shapes.plan().fanOut());
    BaseLayer.Builder<B> scaled =
        sized.updater(updater(scaling.weight())).biasUpdater(updater(scaling.bias()));
    if (trial.settings().weightDecay() > 0) {
      scaled
          .weightDecay(trial.decayAt(scaling.weight().learningRate()), false)
          .weightDecayBias(trial.decayAt(scaling.bias().learningRate()), false);
    }
    return sized;
  }

  private ILossFunction loss(int outputs) {
    return switch (trial.settings().loss()) {
      case SQUARED_ERROR -> weighted(outputs, 0.5);
      case MEAN_SQUARED_ERROR -> weighted(outputs, 1.0 / outputs);
      case CROSS_ENTROPY -> new SoftmaxLoss();
    };
  }

  private ILossFunction weighted(int outputs, double weight) {
    return new LossL2(Nd4j.valueArrayOf(new long[] {1, outputs}, weight, dataType));
  }

  private IUpdater updater(LayerScaling scaling) {
    return trial
        .settings()
        .rule()
        .dl4j(scaling.learningRate(), scaling.gradientScale())
        // A rule that DL4J lacks is never run by it, and keeps what it needs to itself.
        .orElseGet(() -> new Sgd(scaling.learningRate()));
  }
}
