package richscale.model;

import richscale.linalg.Matrix;
import richscale.spec.LossKind;

/** Losses over a batch, with their gradients by the outputs. */
public final class Loss {
  private Loss() {}

  /**
   * Turns outputs into B times the gradient of a loss by them. What the loss is a multiple of, see
   * {@link #of}, is summed where the outputs are, so that nobody waits for it.
   *
   * @param kind which loss
   * @param f outputs, B x k
   * @param y targets, B x k
   * @param sums a column in the space of sums
   * @param place the row there that receives the sum
   */
  public static void apply(LossKind kind, Matrix f, Matrix y, Matrix sums, int place) {
    switch (kind) {
      case SQUARED_ERROR -> {
        f.add(-1, y);
        f.dotInto(f, sums, place);
      }
      case MEAN_SQUARED_ERROR -> {
        f.add(-1, y);
        f.dotInto(f, sums, place);
        f.scale(2.0 / f.cols());
      }
      case CROSS_ENTROPY -> f.softmaxError(y, sums, place);
    }
  }

  /**
   * Computes a loss and its gradient.
   *
   * @param kind which loss
   * @param f outputs, B x k; becomes B times the gradient of the loss by them
   * @param y targets, B x k
   * @return the loss
   */
  public static double apply(LossKind kind, Matrix f, Matrix y) {
    try (Matrix sum = f.space().ofSums().allocate(1, 1)) {
      apply(kind, f, y, sum, 0);
      return of(kind, sum.toArray()[0], f.rows(), f.cols());
    }
  }

  /**
   * Returns the loss that belongs to a sum.
   *
   * @param kind which loss
   * @param sum of squared errors, or of cross-entropies
   * @param batch B
   * @param outputs k
   * @return the loss
   */
  public static double of(LossKind kind, double sum, int batch, int outputs) {
    return switch (kind) {
      case SQUARED_ERROR -> sum / (2 * batch);
      case MEAN_SQUARED_ERROR -> sum / ((double) batch * outputs);
      case CROSS_ENTROPY -> sum / batch;
    };
  }
}
