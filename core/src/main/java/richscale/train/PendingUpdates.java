package richscale.train;

import richscale.linalg.Matrix;

/**
 * Updates of a large weight that are kept as thin factors for some steps and then added all at
 * once: writing a matrix takes as long as both products with it. Until then the products of weight
 * and pending updates are taken apart.
 */
final class PendingUpdates implements AutoCloseable {
  /** Most terms; of 8, 16, 24 and 32 the fastest at widths 1024 and 4096. */
  private static final int CAPACITY = 32;

  /** Below this size a weight is written as fast as the factors are. */
  private static final long LARGE = 512 * 512;

  private final Matrix weight;
  private final Matrix left;
  private final Matrix right;
  private final Matrix identity;
  private final Matrix coefficients;
  private int rank;

  /**
   * Starts without any.
   *
   * @param weight the weight, in-side x out-side
   * @param identity k x k, for updates of rank k
   */
  PendingUpdates(Matrix weight, Matrix identity) {
    this.weight = weight;
    this.identity = identity;
    left = weight.like(weight.rows(), CAPACITY);
    right = weight.like(weight.cols(), CAPACITY);
    coefficients = weight.like(identity.rows(), CAPACITY);
  }

  /** Returns whether updates of a weight are better kept for some steps. */
  static boolean serve(Matrix weight, int termsAnUpdate) {
    return weight.size() >= LARGE && 8 * termsAnUpdate <= CAPACITY;
  }

  /** Adds {@code factor t' v}, t being k x in-side and v k x out-side. */
  void add(double factor, Matrix t, Matrix v) {
    int terms = identity.rows();
    if (rank + terms > CAPACITY) {
      settle();
    }
    left.columns(rank, terms).product(t, true, identity, false, factor);
    right.columns(rank, terms).product(v, true, identity, false, 1);
    rank += terms;
  }

  /** Adds {@code multiplier t (pending)} to what t makes of the weight. */
  void addBelow(Matrix t, double multiplier, Matrix into) {
    addThrough(t, left, right, multiplier, into);
  }

  /** Adds {@code multiplier v (pending)'} to what v makes of the transposed weight. */
  void addAbove(Matrix v, double multiplier, Matrix into) {
    addThrough(v, right, left, multiplier, into);
  }

  private void addThrough(Matrix x, Matrix near, Matrix far, double multiplier, Matrix into) {
    if (rank > 0) {
      Matrix between = coefficients.columns(0, rank);
      between.product(x, false, near.columns(0, rank), false, 1);
      into.addProduct(between, false, far.columns(0, rank), true, multiplier);
    }
  }

  /** Adds all to the weight. */
  void settle() {
    if (rank > 0) {
      weight.addProduct(left.columns(0, rank), false, right.columns(0, rank), true, 1);
      rank = 0;
    }
  }

  @Override
  public void close() {
    left.close();
    right.close();
    coefficients.close();
  }
}
