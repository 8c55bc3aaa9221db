package richscale.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import richscale.linalg.Matrix;
import richscale.linalg.ThinProduct;
import richscale.model.Network;

/** The changes of all weights since the start of the record, as products of thin factors. */
public final class UpdateFactors implements AutoCloseable {
  /** Beyond this rank the dense change is cheaper than what its factors cost. */
  public static final int MAX_RANK = 64;

  private final List<Matrix> left = new ArrayList<>();
  private final List<Matrix> right = new ArrayList<>();
  private final int termsAnUpdate;
  private int rank;
  private boolean full;

  UpdateFactors(List<Network.Layer> layers, int termsAnUpdate, int updates) {
    this.termsAnUpdate = termsAnUpdate;
    int capacity = (int) Math.min(MAX_RANK, (long) termsAnUpdate * updates);
    for (Network.Layer layer : layers) {
      left.add(layer.weight().like(layer.weight().rows(), Math.max(1, capacity)));
      right.add(layer.weight().like(layer.weight().cols(), Math.max(1, capacity)));
    }
    full = capacity < termsAnUpdate;
  }

  /**
   * Returns whether the factors of so many updates are kept.
   *
   * @param updates number of updates
   * @param termsAnUpdate rank of each
   * @return whether they are thin enough
   */
  public static boolean hold(int updates, int termsAnUpdate) {
    return (long) updates * termsAnUpdate <= MAX_RANK;
  }

  /** Makes room for the terms of one more update. */
  void begin() {
    if (!full && rank + termsAnUpdate > left.get(0).cols()) {
      full = true;
    }
    if (!full) {
      rank += termsAnUpdate;
    }
  }

  /** Records {@code factor t' v} as the last update of a layer, from 1. */
  void add(int layer, double factor, Matrix t, Matrix v, Matrix identity) {
    if (!full) {
      int from = rank - termsAnUpdate;
      left.get(layer - 1).columns(from, termsAnUpdate).product(t, true, identity, false, factor);
      right.get(layer - 1).columns(from, termsAnUpdate).product(v, true, identity, false, 1);
    }
  }

  /**
   * Returns the change of W_l.
   *
   * @param layer l, from 1
   * @return the product; absent before the first update, and once its rank got so high that the
   *     dense change is cheaper
   */
  public Optional<ThinProduct> change(int layer) {
    return full || rank == 0
        ? Optional.empty()
        : Optional.of(
            new ThinProduct(
                left.get(layer - 1).columns(0, rank), right.get(layer - 1).columns(0, rank)));
  }

  /** Frees the factors. */
  @Override
  public void close() {
    left.forEach(Matrix::close);
    right.forEach(Matrix::close);
  }
}
