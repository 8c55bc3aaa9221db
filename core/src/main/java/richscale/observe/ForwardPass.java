package richscale.observe;

import java.util.ArrayList;
import java.util.List;
import richscale.linalg.Matrix;
import richscale.model.Network;
import richscale.model.Nonlinearity;
import richscale.spec.Activation;

/** The representations of a fixed batch, computed into buffers that are used again each time. */
final class ForwardPass implements AutoCloseable {
  private final Network network;
  private final List<Matrix> h = new ArrayList<>();
  private final List<Matrix> z = new ArrayList<>();
  private final List<Matrix> maps = new ArrayList<>();

  /**
   * Allocates buffers.
   *
   * @param network the network
   * @param x the batch, one sample a row; closed with this
   */
  ForwardPass(Network network, Matrix x) {
    this.network = network;
    h.add(x);
    for (Network.Layer layer : network.layers()) {
      Matrix preActivation = x.like(x.rows(), layer.weight().cols());
      z.add(preActivation);
      h.add(
          layer.activation() == Activation.IDENTITY
              ? preActivation
              : x.like(x.rows(), layer.weight().cols()));
    }
    boolean linear =
        network.layers().stream().allMatch(layer -> layer.activation() == Activation.IDENTITY);
    if (linear && x.cols() < x.rows()) {
      for (int l = 2; l < network.layers().size(); l++) {
        maps.add(x.like(x.cols(), z(l).cols()));
      }
    }
  }

  /** Computes all representations. */
  void run() {
    for (int l = 1; l < h.size(); l++) {
      Network.Layer layer = network.layers().get(l - 1);
      if (l >= 2 && l < maps.size() + 2) {
        runThrough(l);
      } else {
        z(l).product(h(l - 1), false, layer.weight(), false, layer.scaling().multiplier());
      }
      if (layer.activation() != Activation.IDENTITY) {
        h(l).copyFrom(z(l));
        Matrix.apply(Nonlinearity.of(layer.activation()), 1, h(l));
      }
    }
  }

  /** A linear network of fewer inputs than samples takes the inputs' map through a layer. */
  private void runThrough(int layer) {
    Network.Layer crossed = network.layers().get(layer - 1);
    Matrix map = maps.get(layer - 2);
    double multiplier = crossed.scaling().multiplier();
    if (layer == 2) {
      Network.Layer readIn = network.layers().get(0);
      multiplier *= readIn.scaling().multiplier();
      map.product(readIn.weight(), false, crossed.weight(), false, multiplier);
    } else {
      map.product(maps.get(layer - 3), false, crossed.weight(), false, multiplier);
    }
    z(layer).product(h(0), false, map, false, 1);
  }

  /** Returns h_l, samples x units; h_0 is the batch and h_L the output f. */
  Matrix h(int layer) {
    return h.get(layer);
  }

  /** Returns the pre-activation z_l = g_l h_(l-1) W_l. */
  Matrix z(int layer) {
    return z.get(layer - 1);
  }

  /** Returns the output f. */
  Matrix f() {
    return h.get(h.size() - 1);
  }

  int depth() {
    return z.size();
  }

  @Override
  public void close() {
    h.forEach(Matrix::close);
    for (int l = 1; l < h.size(); l++) {
      if (z(l) != h(l)) {
        z(l).close();
      }
    }
    maps.forEach(Matrix::close);
  }
}
