package richscale.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.api.Updater;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.impl.LossL2;
import richscale.data.Seeds;
import richscale.linalg.FloatingPoint;
import richscale.linalg.Matrix;
import richscale.spec.Activation;
import richscale.spec.DataSpec;
import richscale.spec.Trial;
import richscale.theory.LayerRole;
import richscale.theory.LayerScaling;

/**
 * A DL4J network of L dense layers without biases, h_l = phi(g_l h_(l-1) W_l), trained on the loss
 * 1/(2P) sum |f - y|^2. DL4J owns the parameters; the matrices here are views of them.
 */
public final class Network implements AutoCloseable {
  /**
   * One layer.
   *
   * @param scaling multiplier, initialisation and rate
   * @param activation nonlinearity after it
   * @param weight view of DL4J's W, fan-in x fan-out; the effective weight is g W
   */
  public record Layer(LayerScaling scaling, Activation activation, Matrix weight) {}

  private final Trial trial;
  private final MultiLayerNetwork dl4j;
  private final List<Layer> layers;

  private Network(Trial trial, MultiLayerNetwork dl4j, List<Layer> layers) {
    this.trial = trial;
    this.dl4j = dl4j;
    this.layers = List.copyOf(layers);
  }

  /** The scaling of a layer of a trial. */
  @FunctionalInterface
  public interface Scaling {
    /**
     * Returns the scaling.
     *
     * @param trial the trial
     * @param layer from 1 to L
     * @return multiplier, initialisation and learning rate
     */
    LayerScaling of(Trial trial, int layer);
  }

  /**
   * Returns the scaling that the trial's gauge prescribes.
   *
   * @param trial the trial
   * @param layer from 1 to L
   * @return multiplier, initialisation and learning rate
   */
  public static LayerScaling prescribed(Trial trial, int layer) {
    return trial
        .gauge()
        .scaling(
            trial.optimizer(),
            LayerRole.of(layer, trial.depth()),
            trial.activity().alpha(trial.width()),
            trial.eta0(),
            trial.data().inputs(),
            trial.width());
  }

  /**
   * Builds the network of a trial at initialisation.
   *
   * @param trial the trial
   * @return the network; its weights are a function of seed, width and layer, up to the scale that
   *     the gauge sets
   */
  public static Network initialise(Trial trial) {
    return initialise(trial, Network::prescribed);
  }

  /**
   * Builds a network with a scaling of one's own, such as one with a planted fault.
   *
   * @param trial the trial
   * @param rule the scaling of each layer
   * @return the network
   */
  public static Network initialise(Trial trial, Scaling rule) {
    DataSpec data = trial.data();
    List<LayerScaling> scalings = new ArrayList<>();
    NeuralNetConfiguration.ListBuilder configuration =
        new NeuralNetConfiguration.Builder()
            .dataType(dataType(trial))
            .optimizationAlgo(OptimizationAlgorithm.STOCHASTIC_GRADIENT_DESCENT)
            .list();
    long parameters = 0;
    for (int l = 1; l <= trial.depth(); l++) {
      LayerRole role = LayerRole.of(l, trial.depth());
      LayerScaling scaling = rule.of(trial, l);
      scalings.add(scaling);
      int fanIn = fanIn(trial, l);
      int fanOut = l == trial.depth() ? data.outputs() : trial.width();
      parameters += (long) fanIn * fanOut;
      if (role == LayerRole.READ_OUT) {
        configuration.layer(
            new OutputLayer.Builder(
                    new LossL2(Nd4j.valueArrayOf(new long[] {1, fanOut}, 0.5, dataType(trial))))
                .nIn(fanIn)
                .nOut(fanOut)
                .hasBias(false)
                .activation(new ScaledActivation(Activation.IDENTITY, scaling.multiplier()))
                .updater(updater(trial, scaling))
                .build());
      } else {
        configuration.layer(
            new DenseLayer.Builder()
                .nIn(fanIn)
                .nOut(fanOut)
                .hasBias(false)
                .activation(new ScaledActivation(trial.activation(), scaling.multiplier()))
                .updater(updater(trial, scaling))
                .build());
      }
    }
    MultiLayerConfiguration built = configuration.build();
    MultiLayerNetwork dl4j = new MultiLayerNetwork(built);
    // Given parameters, DL4J draws none of its own and leaves the global generator alone.
    dl4j.init(Nd4j.create(dataType(trial), 1, parameters), false);
    List<Layer> layers = new ArrayList<>();
    for (int l = 1; l <= trial.depth(); l++) {
      Matrix weight = Matrix.view(dl4j.getLayer(l - 1).getParam("W"));
      LayerScaling scaling = scalings.get(l - 1);
      draw(weight, scaling.initStd(), trial, l);
      layers.add(
          new Layer(
              scaling, l == trial.depth() ? Activation.IDENTITY : trial.activation(), weight));
    }
    return new Network(trial, dl4j, layers);
  }

  private static int fanIn(Trial trial, int layer) {
    return layer == 1 ? trial.data().inputs() : trial.width();
  }

  private static void draw(Matrix weight, double std, Trial trial, int layer) {
    ZigguratSampler.NormalizedGaussian normal =
        ZigguratSampler.NormalizedGaussian.of(
            Seeds.stream(trial.seed(), Seeds.Purpose.WEIGHTS, trial.width(), layer));
    weight.fill(() -> std * normal.sample());
  }

  private static DataType dataType(Trial trial) {
    return trial.dataType() == FloatingPoint.FLOAT ? DataType.FLOAT : DataType.DOUBLE;
  }

  private static IUpdater updater(Trial trial, LayerScaling scaling) {
    return switch (trial.optimizer()) {
      case SGD -> new Sgd(scaling.learningRate());
      case ADAM -> new Adam(scaling.learningRate());
    };
  }

  /**
   * Draws the initial weights of a layer once more.
   *
   * @param layer l, from 1
   * @param into receives them, fan-in x fan-out
   */
  public void drawInitialWeight(int layer, Matrix into) {
    draw(into, layers.get(layer - 1).scaling().initStd(), trial, layer);
  }

  /**
   * Counts an update that did not go through DL4J's {@code fit}, so that DL4J can go on from it.
   */
  public void countUpdate() {
    dl4j.setIterationCount(dl4j.getIterationCount() + 1);
  }

  /**
   * Returns the DL4J network that owns the parameters.
   *
   * @return the network
   */
  public MultiLayerNetwork dl4j() {
    return dl4j;
  }

  /**
   * Returns the layers, read-in first.
   *
   * @return L layers
   */
  public List<Layer> layers() {
    return layers;
  }

  /** Frees DL4J's arrays; the views must not be used afterwards. */
  @Override
  public void close() {
    // DL4J's own close collects garbage twice, which takes longer than a small trial.
    List<INDArray> arrays = new ArrayList<>(List.of(dl4j.params()));
    Optional.ofNullable(dl4j.getFlattenedGradients()).ifPresent(arrays::add);
    Optional.ofNullable(dl4j.getUpdater(false))
        .map(Updater::getStateViewArray)
        .ifPresent(arrays::add);
    arrays.stream()
        .map(array -> owner(array.data()))
        .filter(DataBuffer::closeable)
        .forEach(DataBuffer::close);
  }

  /** DL4J reshapes what it makes, and a view cannot be closed: what it is a view of can. */
  private static DataBuffer owner(DataBuffer buffer) {
    DataBuffer owner = buffer.underlyingDataBuffer();
    return owner == null || owner == buffer ? buffer : owner(owner);
  }
}
