package richscale.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import richscale.architecture.Blueprint;
import richscale.architecture.LayerPlan;
import richscale.data.RandomStreams;
import richscale.linalg.Matrix;
import richscale.linalg.Space;
import richscale.spec.Activation;
import richscale.spec.BiasKind;
import richscale.spec.Trial;
import richscale.theory.LayerRole;
import richscale.theory.LayerScaling;

/**
 * A DL4J network of L layers with weights, h_l = pooling(phi(g_l (W_l * h_(l-1) + b_l))). DL4J owns
 * the parameters; the matrices here are views of them.
 */
public final class Network implements AutoCloseable {
  /**
   * One layer.
   *
   * @param scaling multiplier, initialisation and rate
   * @param activation nonlinearity after it
   * @param weight view of DL4J's W, fan-in x fan-out, or channels x taps where it is depthwise; the
   *     effective weight is g W
   * @param bias its bias, if it has one
   * @param shapes what comes in and out
   */
  public record Layer(
      LayerScaling scaling,
      Activation activation,
      Matrix weight,
      Optional<Bias> bias,
      Blueprint.Shapes shapes) {}

  /**
   * The bias of a layer.
   *
   * @param scaling initialisation and rate; its multiplier is that of the layer
   * @param values view of DL4J's b, 1 x fan-out
   */
  public record Bias(LayerScaling scaling, Matrix values) {}

  private final Trial trial;
  private final Dl4jModel dl4j;
  private final Space space;

  /** Parameters on a device with DL4J's own that they are settled into. */
  private final List<Settling> settlings;

  private final List<Layer> layers;
  private final List<org.deeplearning4j.nn.api.Layer> weighted;
  private final int pad;

  private record Settling(Matrix onDevice, Matrix ofDl4j) {}

  private Network(
      Trial trial,
      Dl4jModel dl4j,
      Space space,
      List<Layer> layers,
      List<Settling> settlings,
      int pad) {
    this.trial = trial;
    this.dl4j = dl4j;
    this.space = space;
    this.settlings = settlings;
    weighted = dl4j.weighted();
    this.layers = List.copyOf(layers);
    this.pad = pad;
  }

  /** The scaling of a layer of a trial. */
  @FunctionalInterface
  public interface Scaling {
    /**
     * Returns the scaling.
     *
     * @param trial the trial
     * @param layer from 1 to L
     * @param fanIn inputs of a unit
     * @return multiplier, initialisation and learning rate
     */
    LayerScaling of(Trial trial, int layer, int fanIn);
  }

  /** Looks at weights before they get their initial deviation. */
  @FunctionalInterface
  public interface UnitWeights {
    /**
     * Looks at the weights of a layer.
     *
     * @param layer from 1 to L
     * @param weight independent standard normal entries, the same in every trial of one seed and
     *     width; the layer's initial weights are a multiple of it
     */
    void see(int layer, Matrix weight);
  }

  /**
   * Returns the scaling that the trial's gauge prescribes.
   *
   * @param trial the trial
   * @param layer from 1 to L
   * @param fanIn inputs of a unit
   * @return multiplier, initialisation and learning rate
   */
  public static LayerScaling prescribed(Trial trial, int layer, int fanIn) {
    LayerScaling alone =
        trial
            .settings()
            .rule()
            .scaling(
                trial.gauge(),
                LayerRole.of(layer, trial.depth()),
                trial.activity().alpha(trial.width()),
                trial.eta0(),
                fanIn,
                trial.width());
    return trial.amongBranches(alone, layer);
  }

  /**
   * Builds the network of a trial at initialisation.
   *
   * @param trial the trial
   * @return the network; its weights are a function of seed, width and layer, up to the scale that
   *     the gauge sets
   */
  public static Network initialise(Trial trial) {
    return initialise(trial, Space.host(trial.settings().dataType()));
  }

  /**
   * Builds the network of a trial at initialisation.
   *
   * @param trial the trial
   * @param space where the parameters are to be; DL4J has a copy of those on a device
   * @return the network
   */
  public static Network initialise(Trial trial, Space space) {
    return initialise(trial, space, Network::prescribed, (layer, weight) -> {});
  }

  /**
   * Builds a network with a scaling of one's own, such as one with a planted fault.
   *
   * @param trial the trial
   * @param space where the parameters are to be; DL4J has a copy of those on a device
   * @param rule the scaling of each layer
   * @param look what looks at the weights in units of their initial deviation
   * @return the network
   */
  public static Network initialise(Trial trial, Space space, Scaling rule, UnitWeights look) {
    Blueprint blueprint = trial.blueprint();
    boolean biases = trial.settings().bias() != BiasKind.NONE;
    List<Dl4jNetworks.Scalings> scalings = new ArrayList<>();
    for (int l = 1; l <= trial.depth(); l++) {
      LayerScaling weight = rule.of(trial, l, blueprint.layers().get(l - 1).fanIn());
      scalings.add(new Dl4jNetworks.Scalings(weight, biasScaling(trial, l, weight)));
    }
    Dl4jModel dl4j = Dl4jNetworks.build(trial, blueprint, scalings, biases);
    List<org.deeplearning4j.nn.api.Layer> weighted = dl4j.weighted();
    List<Layer> layers = new ArrayList<>();
    List<Settling> settlings = new ArrayList<>();
    for (int l = 1; l <= trial.depth(); l++) {
      Blueprint.Shapes shapes = blueprint.layers().get(l - 1);
      Matrix weight = placed(weightView(weighted.get(l - 1), shapes.plan()), space, settlings);
      LayerScaling scaling = scalings.get(l - 1).weight();
      draw(weight, trial, l);
      look.see(l, weight);
      weight.scale(scaling.initStd());
      Optional<Bias> bias = Optional.empty();
      if (biases) {
        Matrix values = placed(Matrix.view(weighted.get(l - 1).getParam("b")), space, settlings);
        LayerScaling ofBias = scalings.get(l - 1).bias();
        draw(values, trial, -l);
        values.scale(ofBias.initStd());
        bias = Optional.of(new Bias(ofBias, values));
      }
      Activation activation = shapes.plan().activated() ? trial.activation() : Activation.IDENTITY;
      layers.add(new Layer(scaling, activation, weight, bias, shapes));
    }
    return new Network(trial, dl4j, space, layers, settlings, blueprint.pad());
  }

  /** Returns DL4J's own parameters, or as many on a device. */
  private static Matrix placed(Matrix ofDl4j, Space space, List<Settling> settlings) {
    if (space.onHost()) {
      return ofDl4j;
    }
    Matrix onDevice = space.allocate(ofDl4j.rows(), ofDl4j.cols());
    settlings.add(new Settling(onDevice, ofDl4j));
    return onDevice;
  }

  private static LayerScaling biasScaling(Trial trial, int layer, LayerScaling weight) {
    if (trial.settings().bias() != BiasKind.THEORY) {
      return weight;
    }
    LayerScaling alone =
        trial
            .settings()
            .rule()
            .biasScaling(
                trial.gauge(),
                LayerRole.of(layer, trial.depth()),
                trial.activity().alpha(trial.width()),
                trial.eta0(),
                weight.multiplier(),
                trial.width());
    return trial.amongBranches(alone, layer);
  }

  /** DL4J keeps the weights of a unit together, but for depthwise kernels those of a tap. */
  private static Matrix weightView(org.deeplearning4j.nn.api.Layer layer, LayerPlan plan) {
    INDArray w = layer.getParam("W");
    return switch (plan.connection()) {
      case DENSE -> Matrix.view(w);
      case CONVOLUTION ->
          Matrix.view(w.reshape('c', w.size(0), w.length() / w.size(0)).transpose());
      case DEPTHWISE ->
          Matrix.view(
              w.reshape('c', w.size(0) * w.size(1), w.length() / w.size(0) / w.size(1))
                  .transpose());
    };
  }

  private static void draw(Matrix weight, Trial trial, int layer) {
    ZigguratSampler.NormalizedGaussian normal =
        ZigguratSampler.NormalizedGaussian.of(
            RandomStreams.stream(
                trial.seed(), RandomStreams.Purpose.WEIGHTS, trial.width(), layer));
    weight.fill(normal::sample);
  }

  /**
   * Draws the initial weights of a layer once more.
   *
   * @param layer l, from 1
   * @param into receives them, fan-in x fan-out
   */
  public void drawInitialWeight(int layer, Matrix into) {
    draw(into, trial, layer);
    into.scale(layers.get(layer - 1).scaling().initStd());
  }

  /** {@return where the parameters are} */
  public Space space() {
    return space;
  }

  /** Copies parameters from a device into DL4J's network. */
  public void settle() {
    settlings.forEach(settling -> settling.ofDl4j().convert(settling.onDevice()));
  }

  /** {@return the DL4J network that owns the parameters, those of a device once settled} */
  public Dl4jModel dl4j() {
    return dl4j;
  }

  /** {@return the layers, read-in first: L layers} */
  public List<Layer> layers() {
    return layers;
  }

  /**
   * Returns where a layer's weights begin among all parameters.
   *
   * @param layer l, from 1
   * @return offset in DL4J's flat parameters
   */
  public long weightOffset(int layer) {
    return weighted.get(layer - 1).getParam("W").offset();
  }

  /**
   * Returns where a layer's bias begins among all parameters.
   *
   * @param layer l, from 1; it has a bias
   * @return offset in DL4J's flat parameters
   */
  public long biasOffset(int layer) {
    return weighted.get(layer - 1).getParam("b").offset();
  }

  /** Prepares the layers for batches of one size; each is to be closed. */
  List<Stage> stages(int samples) {
    List<Stage> stages = new ArrayList<>();
    for (int l = 1; l <= layers.size(); l++) {
      boolean convolves =
          l < layers.size()
              && layers.get(l).shapes().plan().connection() != LayerPlan.Connection.DENSE;
      stages.add(Stage.of(layers.get(l - 1), pad, convolves ? pad : 0, samples));
    }
    return List.copyOf(stages);
  }

  /**
   * Returns how the inputs of a batch stand.
   *
   * @param samples size of the batch
   * @return the layout of h_0
   */
  public FeatureLayout inputLayout(int samples) {
    Blueprint.Shapes readIn = layers.get(0).shapes();
    boolean dense = readIn.plan().connection() == LayerPlan.Connection.DENSE;
    return new FeatureLayout(readIn.input(), dense ? 0 : pad, samples);
  }

  /** {@return whether all layers are dense and follow each other with nothing between them} */
  public boolean plainDense() {
    return layers.stream()
        .map(layer -> layer.shapes().plan())
        .allMatch(
            plan ->
                plan.connection() == LayerPlan.Connection.DENSE
                    && plan.branch().isEmpty()
                    && !plan.normalised());
  }

  /** Frees DL4J's arrays; the views must not be used afterwards. */
  @Override
  public void close() {
    settlings.forEach(settling -> settling.onDevice().close());
    // DL4J's own close collects garbage twice, which takes longer than a small trial.
    List<INDArray> arrays = new ArrayList<>(List.of(dl4j.model().params()));
    Optional.ofNullable(dl4j.model().getGradientsViewArray()).ifPresent(arrays::add);
    dl4j.updaterState().ifPresent(arrays::add);
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
