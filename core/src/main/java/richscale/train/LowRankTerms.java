package richscale.train;

import richscale.linalg.LowRankProduct;
import richscale.linalg.Matrix;

/**
 * The updates of one weight as a product of low-rank factors that grows by some terms an update.
 */
final class LowRankTerms implements AutoCloseable {
  private final Matrix left;
  private final Matrix right;
  private int rank;

  /**
   * Starts without any.
   *
   * @param weight the weight, in-side x out-side
   * @param capacity most terms
   */
  LowRankTerms(Matrix weight, int capacity) {
    left = weight.like(weight.rows(), capacity);
    right = weight.like(weight.cols(), capacity);
  }

  int rank() {
    return rank;
  }

  /** Appends {@code factor t' v}, t being k x in-side, v k x out-side and the identity k x k. */
  void add(double factor, Matrix t, Matrix v, Matrix identity) {
    int terms = identity.rows();
    left.columns(rank, terms).product(t, true, identity, false, factor);
    right.columns(rank, terms).product(v, true, identity, false, 1);
    rank += terms;
  }

  /** Returns all terms, of which there must be some. */
  LowRankProduct product() {
    return new LowRankProduct(left.columns(0, rank), right.columns(0, rank));
  }

  void clear() {
    rank = 0;
  }

  @Override
  public void close() {
    left.close();
    right.close();
  }
}
