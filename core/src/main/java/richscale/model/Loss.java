package richscale.model;

import richscale.linalg.Matrix;
import richscale.spec.LossKind;

/** Losses over a batch, with their gradients by the outputs. */
public final class Loss {
  private Loss() {}

  /**
   * Computes a loss and its gradient.
   *
   * @param kind which loss
   * @param f outputs, B x k; becomes B times the gradient of the loss by them
   * @param y targets, B x k
   * @return the loss
   */
  public static double apply(LossKind kind, Matrix f, Matrix y) {
    int batch = f.rows();
    return switch (kind) {
      case SQUARED_ERROR -> {
        f.add(-1, y);
        yield f.dot(f) / (2 * batch);
      }
      case MEAN_SQUARED_ERROR -> {
        f.add(-1, y);
        double loss = f.dot(f) / ((double) batch * f.cols());
        f.scale(2.0 / f.cols());
        yield loss;
      }
      case CROSS_ENTROPY -> crossEntropy(f, y);
    };
  }

  private static double crossEntropy(Matrix f, Matrix y) {
    double[] logits = f.toArray();
    double[] targets = y.toArray();
    int batch = f.rows();
    double loss = 0;
    for (int i = 0; i < batch; i++) {
      double largest = Double.NEGATIVE_INFINITY;
      for (int at = i; at < logits.length; at += batch) {
        largest = Math.max(largest, logits[at]);
      }
      double sum = 0;
      for (int at = i; at < logits.length; at += batch) {
        sum += Math.exp(logits[at] - largest);
      }
      double logSum = largest + Math.log(sum);
      for (int at = i; at < logits.length; at += batch) {
        double logProbability = logits[at] - logSum;
        if (targets[at] != 0) {
          loss -= targets[at] * logProbability;
        }
        logits[at] = Math.exp(logProbability) - targets[at];
      }
    }
    f.set(logits);
    return loss / batch;
  }
}
