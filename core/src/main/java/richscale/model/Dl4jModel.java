package richscale.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A network as DL4J has it: a list of layers, or a graph where residual branches join it. */
public sealed interface Dl4jModel {
  /** {@return the network itself, to be saved or evaluated: owner of the parameters} */
  Model model();

  /**
   * Makes one update by DL4J's own {@code fit}.
   *
   * @param x inputs of a batch
   * @param y targets of a batch
   */
  void fit(INDArray x, INDArray y);

  /** {@return the layers with weights: L layers, read-in first} */
  List<Layer> weighted();

  /** {@return the number of updates so far: iterations} */
  int iterations();

  /** Counts an update that did not go through {@link #fit}, so that DL4J can go on from it. */
  void countUpdate();

  /** {@return the updater, made if there is none yet: its blocks hold gradients and moments} */
  BaseMultiLayerUpdater<?> updater();

  /** {@return the state of the updater: a view of it; empty if there is none yet} */
  Optional<INDArray> updaterState();

  /**
   * A list of layers.
   *
   * @param model DL4J's network
   */
  record Sequence(MultiLayerNetwork model) implements Dl4jModel {
    @Override
    public void fit(INDArray x, INDArray y) {
      model.fit(x, y);
    }

    @Override
    public List<Layer> weighted() {
      return Arrays.stream(model.getLayers()).filter(layer -> layer.numParams() > 0).toList();
    }

    @Override
    public int iterations() {
      return model.getIterationCount();
    }

    @Override
    public void countUpdate() {
      model.setIterationCount(model.getIterationCount() + 1);
    }

    @Override
    public BaseMultiLayerUpdater<?> updater() {
      return (BaseMultiLayerUpdater<?>) model.getUpdater();
    }

    @Override
    public Optional<INDArray> updaterState() {
      return Optional.ofNullable(model.getUpdater(false)).map(u -> u.getStateViewArray());
    }
  }

  /**
   * A graph, whose layers with weights are named by their numbers.
   *
   * @param model DL4J's network
   * @param depth L, number of layers with weights
   */
  record Graph(ComputationGraph model, int depth) implements Dl4jModel {
    @Override
    public void fit(INDArray x, INDArray y) {
      model.fit(new INDArray[] {x}, new INDArray[] {y});
    }

    @Override
    public List<Layer> weighted() {
      return IntStream.rangeClosed(1, depth).mapToObj(l -> model.getLayer(name(l))).toList();
    }

    /** Returns the name of a layer with weights. */
    static String name(int layer) {
      return Integer.toString(layer);
    }

    @Override
    public int iterations() {
      return model.getIterationCount();
    }

    @Override
    public void countUpdate() {
      model.getConfiguration().setIterationCount(model.getIterationCount() + 1);
    }

    @Override
    public BaseMultiLayerUpdater<?> updater() {
      return model.getUpdater();
    }

    @Override
    public Optional<INDArray> updaterState() {
      return Optional.ofNullable(model.getUpdater(false)).map(u -> u.getStateViewArray());
    }
  }
}
