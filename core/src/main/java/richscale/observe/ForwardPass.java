package richscale.observe;

import java.util.ArrayList;
import java.util.List;
import richscale.architecture.LayerPlan;
import richscale.data.Samples;
import richscale.linalg.FloatingPoint;
import richscale.linalg.Matrix;
import richscale.model.LayerMap;
import richscale.model.MapLayout;
import richscale.model.Network;
import richscale.model.Nonlinearity;
import richscale.spec.Activation;

/** The representations of a batch, computed into buffers that are used again each time. */
final class ForwardPass implements AutoCloseable {
  private final Network network;
  private final List<LayerMap> layers;
  private final List<Matrix> h = new ArrayList<>();
  private final List<Matrix> a = new ArrayList<>();
  private final List<Matrix> s = new ArrayList<>();
  private final List<Matrix> z = new ArrayList<>();
  private final List<Matrix> maps = new ArrayList<>();

  /**
   * Allocates buffers.
   *
   * @param network the network
   * @param samples size of the batch
   */
  ForwardPass(Network network, int samples) {
    this.network = network;
    layers = network.maps(samples);
    FloatingPoint precision = network.layers().get(0).weight().precision();
    Matrix x = layers.get(0).input().allocate(precision);
    h.add(x);
    for (int l = 1; l <= layers.size(); l++) {
      LayerMap map = layers.get(l - 1);
      Matrix preActivation = map.z().allocate(precision);
      boolean linear = activation(l) == Activation.IDENTITY;
      Matrix activated = linear ? preActivation : map.z().allocate(precision);
      z.add(preActivation);
      a.add(activated);
      Matrix sum = map.branch().isPresent() ? map.z().allocate(precision) : activated;
      s.add(sum);
      h.add(map.pools() ? map.output().allocate(precision) : sum);
    }
    if (network.dense() && linear() && x.cols() < x.rows()) {
      for (int l = 2; l < layers.size(); l++) {
        maps.add(x.like(x.cols(), z(l).cols()));
      }
    }
  }

  /** Returns the representations of all of some samples; to be closed. */
  static ForwardPass of(Network network, Samples samples) {
    ForwardPass pass = new ForwardPass(network, samples.count());
    pass.load(samples);
    pass.run();
    return pass;
  }

  /** Sets the batch. */
  void load(Samples batch) {
    layers.get(0).input().load(batch, h.get(0));
  }

  private Activation activation(int layer) {
    return network.layers().get(layer - 1).activation();
  }

  /** Returns whether the network is one product of matrices. */
  private boolean linear() {
    return network.layers().stream()
        .allMatch(layer -> layer.activation() == Activation.IDENTITY && layer.bias().isEmpty());
  }

  /** Computes all representations. */
  void run() {
    for (int l = 1; l < h.size(); l++) {
      if (l >= 2 && l < maps.size() + 2) {
        runThrough(l);
      } else {
        layer(l).forward(h(l - 1), z(l));
      }
      if (activation(l) != Activation.IDENTITY) {
        a(l).copyFrom(z(l));
        Matrix.apply(Nonlinearity.of(activation(l)), 1, a(l));
      }
      if (layer(l).branch().isPresent()) {
        LayerPlan.Branch branch = layer(l).branch().get();
        s.get(l - 1).copyFrom(h(l - branch.layers()));
        s.get(l - 1).add(branch.multiplier(), a(l));
      }
      if (layer(l).pools()) {
        layer(l).pool(s.get(l - 1), h(l));
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

  /** Returns what a layer does to the batch. */
  LayerMap layer(int layer) {
    return layers.get(layer - 1);
  }

  /**
   * Returns h_l, what enters layer l + 1, in its layout: samples x units for vectors. h_0 is the
   * batch and h_L the output f.
   */
  Matrix h(int layer) {
    return h.get(layer);
  }

  /** Returns phi(z_l), before a branch ends and before pooling. */
  Matrix a(int layer) {
    return a.get(layer - 1);
  }

  /** Returns the pre-activation z_l = g_l (W_l * h_(l-1) + b_l). */
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

  /**
   * Returns h_l in double precision with one row for each sample, the positions of a map one after
   * another.
   *
   * @return samples x units; to be closed
   */
  Matrix flat(int layer) {
    return flat(h(layer), layer == 0 ? layer(1).input() : layer(layer).output());
  }

  /** Returns values of a layout in double precision with one row for each sample. */
  static Matrix flat(Matrix values, MapLayout layout) {
    if (layout.shape().positions() == 1 && values.rows() == layout.samples()) {
      return values.to(FloatingPoint.DOUBLE);
    }
    int samples = layout.samples();
    int positions = layout.shape().positions();
    double[] entries = values.toArray();
    double[] flat = new double[samples * positions * values.cols()];
    for (int channel = 0; channel < values.cols(); channel++) {
      int from = channel * values.rows();
      int to = channel * positions * samples;
      layout.forEachPosition(
          (row, sample, position) -> flat[to + position * samples + sample] = entries[from + row]);
    }
    return Matrix.of(FloatingPoint.DOUBLE, samples, positions * values.cols(), flat);
  }

  @Override
  public void close() {
    layers.forEach(LayerMap::close);
    h.get(0).close();
    for (int l = 1; l < h.size(); l++) {
      z(l).close();
      if (a(l) != z(l)) {
        a(l).close();
      }
      if (s.get(l - 1) != a(l)) {
        s.get(l - 1).close();
      }
      if (h(l) != s.get(l - 1)) {
        h(l).close();
      }
    }
    maps.forEach(Matrix::close);
  }
}
