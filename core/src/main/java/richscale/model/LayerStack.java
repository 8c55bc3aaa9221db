package richscale.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import richscale.architecture.LayerPlan;
import richscale.data.GatheredBatches;
import richscale.data.Samples;
import richscale.linalg.FloatingPoint;
import richscale.linalg.Matrix;

/**
 * The layers of a network on batches of one size, with the representations of the batch in buffers
 * that are used again each time.
 */
public final class LayerStack implements AutoCloseable {
  private final Network network;
  private final List<Stage> stages;
  private final Matrix x;
  private final boolean ownsX;
  private final List<Stage.Values> values = new ArrayList<>();

  /** The inputs' map through each layer from the second on, where that is the shorter way. */
  private final List<Matrix> maps = new ArrayList<>();

  private LayerStack(Network network, List<Stage> stages, Matrix x, boolean ownsX, boolean keepZ) {
    this.network = network;
    this.stages = stages;
    this.x = x;
    this.ownsX = ownsX;
    stages.forEach(stage -> values.add(stage.allocate(keepZ)));
  }

  /**
   * Makes a stack to look at: all pre-activations are kept.
   *
   * @param network the network
   * @param samples size of the batch
   * @return the stack, to be loaded
   */
  public static LayerStack toLookAt(Network network, int samples) {
    List<Stage> stages = network.stages(samples);
    Matrix x = stages.get(0).op().input().allocate(stages.get(0).space());
    LayerStack stack = new LayerStack(network, stages, x, true, true);
    boolean linear =
        network.layers().stream().allMatch(layer -> layer.bias().isEmpty())
            && stages.stream().allMatch(Stage::linear);
    if (network.plainDense() && linear && x.cols() < x.rows()) {
      for (int l = 2; l < stages.size(); l++) {
        stack.maps.add(x.like(x.cols(), stack.z(l).cols()));
      }
    }
    return stack;
  }

  /**
   * Makes a stack to train with: in place where slopes follow from values.
   *
   * @param network the network
   * @param x inputs of the batch, in the layout of the first layer; they stay the caller's
   * @param samples size of the batch
   * @return the stack
   */
  public static LayerStack toTrain(Network network, Matrix x, int samples) {
    return new LayerStack(network, network.stages(samples), x, false, false);
  }

  /**
   * Returns the representations of all of some samples.
   *
   * @param network the network
   * @param samples the samples
   * @return a stack to look at, to be closed
   */
  public static LayerStack of(Network network, Samples samples) {
    LayerStack stack = toLookAt(network, samples.count());
    stack.load(samples);
    stack.run();
    return stack;
  }

  /**
   * Sets the batch.
   *
   * @param batch as many samples as the stack is made for
   */
  public void load(Samples batch) {
    op(1).input().load(batch, x);
  }

  /**
   * Sets the batch.
   *
   * @param all where its samples are chosen from
   * @param which indices of as many samples as the stack is made for
   */
  public void load(Samples all, int[] which) {
    op(1).input().load(all, which, x);
  }

  /** Takes the outputs of some samples. */
  @FunctionalInterface
  public interface OutputAction {
    /**
     * Takes outputs.
     *
     * @param which indices of the samples
     * @param f their outputs, one sample a row; to be overwritten as one likes
     */
    void accept(int[] which, Matrix f);
  }

  /**
   * Runs samples through a network, some at a time.
   *
   * @param network the network
   * @param samples the samples
   * @param atATime how many
   * @param gathered batches that were gathered before
   * @param action takes their outputs, in the order of the samples
   */
  public static void forEachOutput(
      Network network,
      Samples samples,
      int atATime,
      GatheredBatches gathered,
      OutputAction action) {
    boolean keep = gathered.keep(samples, samples.count());
    int done = 0;
    while (done < samples.count()) {
      int size = Math.min(atATime, samples.count() - done);
      int whole = (samples.count() - done) / size * size;
      try (LayerStack forward = toLookAt(network, size)) {
        for (int end = done + whole; done < end; done += size) {
          int[] which = IntStream.range(done, done + size).toArray();
          if (keep) {
            forward.load(gathered.select(samples, which));
          } else {
            forward.load(samples, which);
          }
          forward.run();
          action.accept(which, forward.f());
        }
      }
    }
  }

  /**
   * Returns the outputs of all samples.
   *
   * @param network the network
   * @param samples the samples
   * @param atATime how many run through it at a time
   * @param gathered batches that were gathered before
   * @return samples x outputs, to be closed
   */
  public static Matrix outputs(
      Network network, Samples samples, int atATime, GatheredBatches gathered) {
    double[] all = new double[samples.count() * samples.outputs()];
    forEachOutput(
        network,
        samples,
        atATime,
        gathered,
        (which, f) -> {
          double[] some = f.toArray();
          for (int column = 0; column < samples.outputs(); column++) {
            System.arraycopy(
                some,
                column * which.length,
                all,
                column * samples.count() + which[0],
                which.length);
          }
        });
    return network.space().of(samples.count(), samples.outputs(), all);
  }

  /** Computes all representations. */
  public void run() {
    for (int l = 1; l <= depth(); l++) {
      if (l >= 2 && l < maps.size() + 2) {
        runThrough(l);
      } else {
        op(l).forward(stage(l).enter(values.get(l - 1), h(l - 1)), z(l));
      }
      Stage stage = stage(l);
      int branch = stage.branch().map(LayerPlan.Branch::layers).orElse(1);
      stage.afterZ(values.get(l - 1), h(l - branch));
    }
  }

  /** A linear network of fewer inputs than samples takes the inputs' map through a layer. */
  private void runThrough(int layer) {
    Network.Layer crossed = network.layers().get(layer - 1);
    Matrix map = maps.get(layer - 2);
    double multiplier = crossed.scaling().multiplier();
    if (layer == 2) {
      Network.Layer readIn = network.layers().get(0);
      multiplier *= readIn.scaling().multiplier();
      map.product(readIn.weight(), false, crossed.weight(), false, multiplier);
    } else {
      map.product(maps.get(layer - 3), false, crossed.weight(), false, multiplier);
    }
    z(layer).product(x, false, map, false, 1);
  }

  /** {@return L, number of layers} */
  public int depth() {
    return stages.size();
  }

  /**
   * Returns what a layer does to the batch.
   *
   * @param layer from 1 to L
   * @return its linear part
   */
  public LayerOp op(int layer) {
    return stage(layer).op();
  }

  Stage stage(int layer) {
    return stages.get(layer - 1);
  }

  List<Stage> stages() {
    return stages;
  }

  /**
   * Returns a representation.
   *
   * @param layer l, from 0 to L
   * @return h_l, what enters layer l + 1, in its layout: samples x units for vectors; h_0 is the
   *     batch and h_L the output f
   */
  public Matrix h(int layer) {
    return layer == 0 ? x : values.get(layer - 1).h();
  }

  /**
   * Returns what the weights of a layer meet.
   *
   * @param layer l, from 1 to L
   * @return h_(l-1), normalised where that comes before the layer
   */
  public Matrix entering(int layer) {
    return values.get(layer - 1).entering().map(Stage.Entering::values).orElse(h(layer - 1));
  }

  /** Returns one over the standard deviations that a layer's inputs were divided by. */
  Matrix inverseDeviations(int layer) {
    return values.get(layer - 1).entering().orElseThrow().inverse();
  }

  /**
   * Returns activations.
   *
   * @param layer l, from 1 to L
   * @return phi(z_l), before a branch ends and before pooling
   */
  public Matrix a(int layer) {
    return values.get(layer - 1).a();
  }

  /**
   * Returns pre-activations.
   *
   * @param layer l, from 1 to L
   * @return z_l = g_l (W_l * h_(l-1) + b_l); overwritten by what follows unless it is to be kept
   */
  public Matrix z(int layer) {
    return values.get(layer - 1).z();
  }

  /** {@return the output f} */
  public Matrix f() {
    return h(depth());
  }

  /**
   * Returns how a representation stands.
   *
   * @param layer l, from 0 to L
   * @return the layout of h_l
   */
  public FeatureLayout layout(int layer) {
    return layer == 0 ? op(1).input() : stage(layer).output();
  }

  /**
   * Returns h_l in double precision with one row for each sample, the positions of a map one after
   * another.
   *
   * @param layer l, from 0 to L
   * @return samples x units; to be closed
   */
  public Matrix flat(int layer) {
    return flat(h(layer), layout(layer));
  }

  /**
   * Returns values in double precision with one row for each sample.
   *
   * @param values the values
   * @param layout how they stand
   * @return samples x units, the positions of a map one after another; to be closed
   */
  public static Matrix flat(Matrix values, FeatureLayout layout) {
    if (layout.shape().positions() == 1 && values.rows() == layout.samples()) {
      return values.to(FloatingPoint.DOUBLE);
    }
    int samples = layout.samples();
    int positions = layout.shape().positions();
    double[] entries = values.toArray();
    double[] flat = new double[samples * positions * values.cols()];
    for (int channel = 0; channel < values.cols(); channel++) {
      int from = channel * values.rows();
      int to = channel * positions * samples;
      layout.forEachPosition(
          (row, sample, position) -> flat[to + position * samples + sample] = entries[from + row]);
    }
    return Matrix.of(FloatingPoint.DOUBLE, samples, positions * values.cols(), flat);
  }

  /** Frees the buffers; the network stays. */
  @Override
  public void close() {
    stages.forEach(Stage::close);
    values.forEach(Stage.Values::close);
    if (ownsX) {
      x.close();
    }
    maps.forEach(Matrix::close);
  }
}
