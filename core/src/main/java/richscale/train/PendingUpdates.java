package richscale.train;

import richscale.linalg.LowRankProduct;
import richscale.linalg.Matrix;

/**
 * Updates of a large weight that are kept as low-rank factors for some steps and then added all at
 * once: writing a matrix takes as long as both products with it. Until then the products of weight
 * and pending updates are taken apart.
 */
final class PendingUpdates implements AutoCloseable {
  /** Most terms; of 8, 16, 24 and 32 the fastest at widths 1024 and 4096. */
  private static final int CAPACITY = 32;

  /** Below this size a weight is written as fast as the factors are. */
  private static final long LARGE = 512 * 512;

  private final Matrix weight;
  private final LowRankTerms terms;
  private final Matrix identity;
  private final Matrix coefficients;

  /**
   * Starts without any.
   *
   * @param weight the weight, in-side x out-side
   * @param identity k x k, for updates of rank k
   */
  PendingUpdates(Matrix weight, Matrix identity) {
    this.weight = weight;
    this.identity = identity;
    terms = new LowRankTerms(weight, CAPACITY);
    coefficients = weight.like(identity.rows(), CAPACITY);
  }

  /** Returns whether updates of a weight are better kept for some steps. */
  static boolean serve(Matrix weight, int termsAnUpdate) {
    return weight.size() >= LARGE && 8 * termsAnUpdate <= CAPACITY;
  }

  /** Adds {@code factor t' v}, t being k x in-side and v k x out-side. */
  void add(double factor, Matrix t, Matrix v) {
    if (terms.rank() + identity.rows() > CAPACITY) {
      settle();
    }
    terms.add(factor, t, v, identity);
  }

  /** Adds {@code multiplier t (pending)} to what t makes of the weight. */
  void addBelow(Matrix t, double multiplier, Matrix into) {
    if (terms.rank() > 0) {
      LowRankProduct all = terms.product();
      addThrough(t, all.left(), all.right(), multiplier, into);
    }
  }

  /** Adds {@code multiplier v (pending)'} to what v makes of the transposed weight. */
  void addAbove(Matrix v, double multiplier, Matrix into) {
    if (terms.rank() > 0) {
      LowRankProduct all = terms.product();
      addThrough(v, all.right(), all.left(), multiplier, into);
    }
  }

  private void addThrough(Matrix x, Matrix near, Matrix far, double multiplier, Matrix into) {
    Matrix between = coefficients.columns(0, near.cols());
    between.product(x, false, near, false, 1);
    into.addProduct(between, false, far, true, multiplier);
  }

  /** Adds all to the weight. */
  void settle() {
    if (terms.rank() > 0) {
      LowRankProduct all = terms.product();
      weight.addProduct(all.left(), false, all.right(), true, 1);
      terms.clear();
    }
  }

  @Override
  public void close() {
    terms.close();
    coefficients.close();
  }
}
