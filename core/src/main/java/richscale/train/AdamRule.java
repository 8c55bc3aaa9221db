package richscale.train;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import richscale.linalg.EntryFunction;
import richscale.linalg.Matrix;
import richscale.model.Network;

/**
 * Adam (Kingma and Ba 2015) with DL4J's constants, its moments in the state of DL4J's own updater,
 * so that DL4J can go on where this ends.
 */
final class AdamRule implements UpdateRule {
  private final MultiLayerNetwork dl4j;
  private final List<Network.Layer> layers;
  private final List<Moments> moments = new ArrayList<>();

  /** Views of DL4J's gradient of a layer and its running moments. */
  private record Moments(Matrix gradient, Matrix first, Matrix second) {}

  AdamRule(Network network) {
    dl4j = network.dl4j();
    layers = network.layers();
    List<UpdaterBlock> blocks = ((BaseMultiLayerUpdater<?>) dl4j.getUpdater()).getUpdaterBlocks();
    long offset = 0;
    for (Network.Layer layer : layers) {
      moments.add(moments(blocks, offset, layer.weight()));
      offset += layer.weight().size();
    }
  }

  /** Neighbouring layers of equal rate share a block: first moments of all, then second. */
  private static Moments moments(List<UpdaterBlock> blocks, long offset, Matrix weight) {
    for (UpdaterBlock block : blocks) {
      long start = offset - block.getParamOffsetStart();
      if (start >= 0 && offset < block.getParamOffsetEnd()) {
        long length = (long) block.getParamOffsetEnd() - block.getParamOffsetStart();
        return new Moments(
            view(block.getGradientView(), start, weight),
            view(block.getUpdaterView(), start, weight),
            view(block.getUpdaterView(), length + start, weight));
      }
    }
    throw new IllegalStateException("DL4J has no updater for parameters from " + offset);
  }

  private static Matrix view(INDArray row, long start, Matrix like) {
    return Matrix.view(
        row.get(NDArrayIndex.all(), NDArrayIndex.interval(start, start + like.size()))
            .reshape('f', like.rows(), like.cols()));
  }

  @Override
  public void update(int layer, Matrix h, Matrix g, double factor) {
    Network.Layer of = layers.get(layer - 1);
    Moments state = moments.get(layer - 1);
    state.gradient.product(h, true, g, false, factor);
    int t = dl4j.getIterationCount();
    double rate =
        of.scaling().learningRate()
            * Math.sqrt(1 - Math.pow(Adam.DEFAULT_ADAM_BETA2_VAR_DECAY, t))
            / (1 - Math.pow(Adam.DEFAULT_ADAM_BETA1_MEAN_DECAY, t));
    Matrix.apply(new Step(rate), 3, of.weight(), state.first, state.second, state.gradient);
  }

  @Override
  public void close() {}

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
