package richscale.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import richscale.linalg.LowRankProduct;
import richscale.linalg.Matrix;
import richscale.model.LayerStack;
import richscale.model.Network;
import richscale.spec.Activation;

/**
 * The representations of a linear network from those at initialisation and the low-rank factors of
 * its weights' changes.
 *
 * <p>With w = g W and Delta W_l = L_l R_l', the change of a representation is a product of thin
 * factors itself:
 *
 * <pre>  Delta h_l = g_l (h_(l-1) at initialisation L_l) R_l' + (Delta h_(l-1)) w_l</pre>
 *
 * so that only as many rows as Delta h_(l-1) has rank pass through w_l, instead of all samples.
 */
final class LowRankForwardPass {
  /** A part of Delta h: samples x rank times rank x units. */
  private record Term(Matrix samples, Matrix units) implements AutoCloseable {
    @Override
    public void close() {
      samples.close();
      units.close();
    }
  }

  private final Network network;
  private final LayerStack forward;
  private final List<Matrix> initialH;

  private LowRankForwardPass(Network network, LayerStack forward, List<Matrix> initialH) {
    this.network = network;
    this.forward = forward;
    this.initialH = initialH;
  }

  /**
   * Computes all representations if that takes fewer rows than there are samples or inputs.
   *
   * @param network the network
   * @param forward receives the representations
   * @param initialH h_1 to h_L at initialisation
   * @param changes Delta W_1 to Delta W_L, where they are of low rank
   * @return whether it did
   */
  static boolean run(
      Network network,
      LayerStack forward,
      List<Matrix> initialH,
      List<Optional<LowRankProduct>> changes) {
    int rows = Math.min(forward.h(0).rows(), forward.h(0).cols());
    boolean lowRank =
        changes.stream().allMatch(Optional::isPresent)
            && changes.stream().mapToInt(change -> change.get().rank()).sum()
                < rows * (changes.size() - 1)
            && network.layers().stream()
                .allMatch(layer -> layer.activation() == Activation.IDENTITY);
    if (lowRank) {
      new LowRankForwardPass(network, forward, initialH)
          .run(changes.stream().map(Optional::get).toList());
    }
    return lowRank;
  }

  private void run(List<LowRankProduct> changes) {
    List<Term> delta = new ArrayList<>();
    int depth = network.layers().size();
    for (int l = 1; l < depth; l++) {
      Matrix weight = network.layers().get(l - 1).weight();
      double multiplier = network.layers().get(l - 1).scaling().multiplier();
      List<Term> next = new ArrayList<>();
      for (Term term : delta) {
        Matrix units = weight.like(term.units().rows(), weight.cols());
        units.product(term.units(), false, weight, false, multiplier);
        next.add(new Term(term.samples(), units));
        term.units().close();
      }
      next.add(ofLayer(l, changes.get(l - 1), multiplier));
      delta = next;
      Matrix h = forward.h(l);
      h.copyFrom(initialH.get(l - 1));
      delta.forEach(term -> h.addProduct(term.samples(), false, term.units(), false, 1));
    }
    delta.forEach(Term::close);
    Network.Layer readOut = network.layers().get(depth - 1);
    forward
        .h(depth)
        .product(
            forward.h(depth - 1), false, readOut.weight(), false, readOut.scaling().multiplier());
  }

  private Term ofLayer(int layer, LowRankProduct change, double multiplier) {
    Matrix h = layer == 1 ? forward.h(0) : initialH.get(layer - 2);
    Matrix samples = h.like(h.rows(), change.rank());
    samples.product(h, false, change.left(), false, multiplier);
    Matrix units = h.like(change.rank(), change.right().rows());
    try (Matrix identity = h.space().identity(change.rank())) {
      units.product(identity, false, change.right(), true, 1);
    }
    return new Term(samples, units);
  }
}
