package richscale.train;

import richscale.linalg.Matrix;
import richscale.linalg.ThinProduct;

/** The updates of one weight as a product of thin factors that grows by some terms an update. */
final class ThinTerms implements AutoCloseable {
  private final Matrix left;
  private final Matrix right;
  private int rank;

  /**
   * Starts without any.
   *
   * @param weight the weight, in-side x out-side
   * @param capacity most terms
   */
  ThinTerms(Matrix weight, int capacity) {
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
  ThinProduct product() {
    return new ThinProduct(left.columns(0, rank), right.columns(0, rank));
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
