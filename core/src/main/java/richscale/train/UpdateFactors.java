package richscale.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import richscale.linalg.LowRankProduct;
import richscale.linalg.Matrix;
import richscale.model.Network;

/** The changes of all weights since the start of the record, as products of low-rank factors. */
public final class UpdateFactors implements AutoCloseable {
  /** Beyond this rank the dense change is cheaper than what its factors cost. */
  public static final int MAX_RANK = 64;

  private final List<LowRankTerms> terms = new ArrayList<>();
  private final int termsAnUpdate;
  private final int capacity;
  private boolean full;

  UpdateFactors(List<Network.Layer> layers, int termsAnUpdate, int updates) {
    this.termsAnUpdate = termsAnUpdate;
    capacity = (int) Math.min(MAX_RANK, (long) termsAnUpdate * updates);
    for (Network.Layer layer : layers) {
      terms.add(new LowRankTerms(layer.weight(), Math.max(1, capacity)));
    }
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

  /** Notices whether the terms of one more update have room. */
  void begin() {
    full |= terms.get(0).rank() + termsAnUpdate > capacity;
  }

  /** Records {@code factor t' v} as the last update of a layer, from 1. */
  void add(int layer, double factor, Matrix t, Matrix v, Matrix identity) {
    if (!full) {
      terms.get(layer - 1).add(factor, t, v, identity);
    }
  }

  /**
   * Returns the change of W_l.
   *
   * @param layer l, from 1
   * @return the product; absent before the first update, and once its rank got so high that the
   *     dense change is cheaper
   */
  public Optional<LowRankProduct> change(int layer) {
    LowRankTerms all = terms.get(layer - 1);
    return full || all.rank() == 0 ? Optional.empty() : Optional.of(all.product());
  }

  /** Frees the factors. */
  @Override
  public void close() {
    terms.forEach(LowRankTerms::close);
  }
}
