package richscale.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import richscale.linalg.Indices;
import richscale.linalg.Matrix;
import richscale.spec.Activation;

/**
 * Gradients of given cotangents of the output, down a stack. Several cotangents may belong to one
 * sample: cotangent i belongs to sample i / repeat of the stack.
 */
public final class BackwardPass implements AutoCloseable {
  /**
   * Gradients within a stage; those that are never different are one matrix.
   *
   * @param byH by outputs
   * @param byS by what was pooled
   * @param byZ by pre-activations
   */
  private record Gradients(Matrix byH, Matrix byS, Matrix byZ) implements AutoCloseable {
    @Override
    public void close() {
      byH.close();
      if (byS != byH) {
        byS.close();
      }
      if (byZ != byS) {
        byZ.close();
      }
    }
  }

  /** Looks at a gradient on its way down. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * Looks at a layer whose weights were passed, so that they may change.
     *
     * @param layer from L down to 1
     * @param byZ gradient by its pre-activations
     */
    void at(int layer, Matrix byZ);
  }

  private final int repeat;
  private final List<Stage> stages;
  private final boolean ownsStages;
  private final List<Gradients> gradients = new ArrayList<>();

  /** The last layers of branches by the first. */
  private final Map<Integer, List<Integer>> branchEnds = new HashMap<>();

  private BackwardPass(List<Stage> stages, boolean ownsStages, int repeat) {
    this.stages = stages;
    this.ownsStages = ownsStages;
    this.repeat = repeat;
    for (int l = 1; l <= stages.size(); l++) {
      int last = l;
      stage(l)
          .branch()
          .ifPresent(
              branch ->
                  branchEnds
                      .computeIfAbsent(last - branch.layers() + 1, first -> new ArrayList<>())
                      .add(last));
    }
  }

  /**
   * Makes a pass to look at: gradients by outputs are kept beside those by pre-activations.
   *
   * @param network the network
   * @param samples number of samples, the first of the stack
   * @param repeat cotangents a sample
   * @return the pass, whose cotangents are to be set
   */
  public static BackwardPass toLookAt(Network network, int samples, int repeat) {
    BackwardPass pass = new BackwardPass(network.stages(samples * repeat), true, repeat);
    for (Stage stage : pass.stages) {
      Matrix byH = stage.output().allocate(stage.space());
      Matrix byS = stage.pools() ? stage.op().z().allocate(stage.space()) : byH;
      // Without a branch to end, a gradient by s is not needed beside that by z.
      boolean plain = stage.branch().isEmpty() && (stage.pools() || stage.linear());
      Matrix byZ = plain ? byS : stage.op().z().allocate(stage.space());
      pass.gradients.add(new Gradients(byH, byS, byZ));
    }
    return pass;
  }

  /**
   * Makes a pass to train with. The cotangents are formed in the outputs' own place.
   *
   * @param stack what is trained; it frees what both share
   * @return the pass
   */
  public static BackwardPass toTrain(LayerStack stack) {
    BackwardPass pass = new BackwardPass(stack.stages(), false, 1);
    for (int l = 1; l <= stack.depth(); l++) {
      Stage stage = stack.stage(l);
      boolean last = l == stack.depth();
      Matrix byZ = last ? stack.a(l) : stage.op().z().allocate(stage.space());
      Matrix byS = stage.branch().isPresent() ? stage.op().z().allocate(stage.space()) : byZ;
      Matrix byH = stage.pools() ? stage.output().allocate(stage.space()) : byS;
      pass.gradients.add(new Gradients(byH, byS, byZ));
    }
    return pass;
  }

  /**
   * Makes a pass of k unit cotangents for each of the samples.
   *
   * @param network the network
   * @param samples number of samples
   * @return a pass whose results are the rows of the Jacobian
   */
  public static BackwardPass jacobian(Network network, int samples) {
    int outputs = network.layers().get(network.layers().size() - 1).weight().cols();
    BackwardPass pass = toLookAt(network, samples, outputs);
    int rows = samples * outputs;
    double[] identity = new double[rows * outputs];
    for (int row = 0; row < rows; row++) {
      identity[row % outputs * rows + row] = 1;
    }
    pass.cotangents().set(identity);
    return pass;
  }

  /** {@return the cotangents df, rows x outputs, to be set before a run} */
  public Matrix cotangents() {
    return byH(stages.size());
  }

  /**
   * Takes the cotangents down.
   *
   * @param stack representations of as many samples or more
   */
  public void run(LayerStack stack) {
    run(stack, (layer, byZ) -> {});
  }

  /**
   * Takes the cotangents down.
   *
   * @param stack representations of as many samples or more
   * @param visitor told of every layer
   */
  public void run(LayerStack stack, Visitor visitor) {
    for (int l = stages.size(); l >= 1; l--) {
      if (l > 1) {
        throughWeights(l, stack);
        addBranches(l);
        throughActivation(l - 1, stack);
      }
      visitor.at(l, byZ(l));
    }
  }

  private Stage stage(int layer) {
    return stages.get(layer - 1);
  }

  /** Takes the gradient by z to one by the h before. */
  private void throughWeights(int layer, LayerStack stack) {
    Stage stage = stage(layer);
    if (stage.normalisation().isEmpty()) {
      stage.op().backward(byZ(layer), byH(layer - 1));
      return;
    }
    LayerNormalisation normalisation = stage.normalisation().get();
    stage.op().backward(byZ(layer), normalisation.byNormalised());
    Matrix normalised = stack.entering(layer);
    Matrix inverse = stack.inverseDeviations(layer);
    if (repeat == 1 && normalised.rows() == byH(layer - 1).rows()) {
      normalisation.backward(normalised, inverse, byH(layer - 1));
      return;
    }
    Matrix byH = byH(layer - 1);
    Indices rows = rowsOfSamples(stage.op().input(), stack.op(layer).input());
    try (Matrix repeated = byH.like(byH.rows(), byH.cols());
        Matrix inverses = byH.like(byH.rows(), 1)) {
      repeated.takeRows(normalised, rows, 1);
      inverses.takeRows(inverse, rows, 1);
      normalisation.backward(repeated, inverses, byH);
    }
  }

  /** Adds the gradients past the branches that begin with a layer. */
  private void addBranches(int first) {
    for (int last : branchEnds.getOrDefault(first, List.of())) {
      byH(first - 1).add(1, gradients.get(last - 1).byS());
    }
  }

  /** Takes the gradient by h to one by z. */
  private void throughActivation(int layer, LayerStack stack) {
    Stage stage = stage(layer);
    Gradients own = gradients.get(layer - 1);
    stage.pooling().ifPresent(pooling -> pooling.backward(own.byH(), own.byS()));
    if (own.byZ() != own.byS()) {
      own.byZ().copyFrom(own.byS());
      stage.branch().ifPresent(branch -> own.byZ().scale(branch.multiplier()));
    }
    Activation activation = stage.activation();
    if (repeat == 1 && own.byZ().rows() == stack.z(layer).rows()) {
      Matrix of = activation.slopeFollowsFromValue() ? stack.a(layer) : stack.z(layer);
      Nonlinearity.timesSlope(activation, own.byZ(), of);
    } else if (!stage.linear()) {
      try (Matrix z = own.byZ().like(own.byZ().rows(), own.byZ().cols())) {
        z.takeRows(stack.z(layer), rowsOfSamples(stage.op().z(), stack.op(layer).z()), 1);
        Nonlinearity.timesDerivative(activation, own.byZ(), z);
      }
    }
  }

  /** Returns the row of the stack that each row of a gradient belongs to. */
  private Indices rowsOfSamples(FeatureLayout mine, FeatureLayout its) {
    // Rows between maps hold zeros, whatever they are multiplied by.
    int[] rows = new int[mine.rows()];
    mine.forEachPosition((row, sample, position) -> rows[row] = its.row(sample / repeat, position));
    return Indices.of(rows);
  }

  /**
   * Returns the gradient by a representation.
   *
   * @param layer l, from 1 to L
   * @return by h_l, one cotangent after another
   */
  public Matrix byH(int layer) {
    return gradients.get(layer - 1).byH();
  }

  /**
   * Returns the gradient by pre-activations.
   *
   * @param layer l, from 1 to L
   * @return by z_l, one cotangent after another
   */
  public Matrix byZ(int layer) {
    return gradients.get(layer - 1).byZ();
  }

  /** Frees the buffers; the stack stays. */
  @Override
  public void close() {
    if (ownsStages) {
      stages.forEach(Stage::close);
      gradients.forEach(Gradients::close);
    } else {
      // The last is the stack's.
      gradients.subList(0, gradients.size() - 1).forEach(Gradients::close);
    }
  }
}
