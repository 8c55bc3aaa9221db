package richscale.train;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import richscale.linalg.Matrix;
import richscale.model.Network;

/**
 * DL4J's own gradient of some parameters and the state of its updater for them, so that DL4J can go
 * on where a trainer ends.
 *
 * @param gradient shaped like the parameters
 * @param states moments of the gradient, each shaped like the parameters
 */
record UpdaterViews(Matrix gradient, List<Matrix> states) {

  /**
   * Finds them.
   *
   * @param network the network
   * @param offset where the parameters begin among all
   * @param like the parameters
   * @return the views
   */
  static UpdaterViews of(Network network, long offset, Matrix like) {
    List<UpdaterBlock> blocks = network.dl4j().updater().getUpdaterBlocks();
    for (UpdaterBlock block : blocks) {
      long start = offset - block.getParamOffsetStart();
      if (start >= 0 && offset < block.getParamOffsetEnd()) {
        // Neighbouring parameters of equal rate share a block: first moments of all, then second.
        long length = (long) block.getParamOffsetEnd() - block.getParamOffsetStart();
        List<Matrix> states = new ArrayList<>();
        // A rule of DL4J that keeps nothing has no view.
        long kept = block.getUpdaterView() == null ? 0 : block.getUpdaterView().length();
        for (long at = start; at < kept; at += length) {
          states.add(view(block.getUpdaterView(), at, like));
        }
        return new UpdaterViews(view(block.getGradientView(), start, like), states);
      }
    }
    throw new IllegalStateException("DL4J has no updater for parameters from " + offset);
  }

  private static Matrix view(INDArray row, long start, Matrix like) {
    return Matrix.view(
        row.get(NDArrayIndex.all(), NDArrayIndex.interval(start, start + like.size()))
            .reshape('f', like.rows(), like.cols()));
  }
}
