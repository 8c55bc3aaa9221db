package richscale.observe;

import java.util.ArrayList;
import java.util.List;
import richscale.linalg.FloatingPoint;
import richscale.linalg.Matrix;
import richscale.model.LayerMap;
import richscale.model.MapLayout;
import richscale.model.Network;
import richscale.model.Nonlinearity;
import richscale.spec.Activation;

/**
 * Gradients with respect to representations of given cotangents of the output. Several cotangents
 * may belong to one sample: cotangent i belongs to sample i / repeat of the forward pass.
 */
final class BackwardPass implements AutoCloseable {
  private final Network network;
  private final int repeat;
  private final List<LayerMap> layers;
  private final List<Matrix> byH = new ArrayList<>();
  private final List<Matrix> byS = new ArrayList<>();
  private final List<Matrix> byZ = new ArrayList<>();

  /**
   * Allocates buffers.
   *
   * @param network the network
   * @param samples number of samples, the first of the forward pass
   * @param repeat cotangents a sample
   */
  BackwardPass(Network network, int samples, int repeat) {
    this.network = network;
    this.repeat = repeat;
    layers = network.maps(samples * repeat);
    FloatingPoint precision = network.layers().get(0).weight().precision();
    for (int l = 1; l <= layers.size(); l++) {
      LayerMap map = layers.get(l - 1);
      Matrix gradient = map.output().allocate(precision);
      byH.add(gradient);
      Matrix bySum = map.pools() ? map.z().allocate(precision) : gradient;
      byS.add(bySum);
      // Without a branch to end, a gradient by s is not needed beside that by z.
      boolean plain =
          map.branch().isEmpty() && (map.pools() || activation(l) == Activation.IDENTITY);
      byZ.add(plain ? bySum : map.z().allocate(precision));
    }
  }

  /** Returns k unit cotangents for each of the samples: the rows of the Jacobian. */
  static BackwardPass jacobian(Network network, int samples) {
    int outputs = network.layers().get(network.layers().size() - 1).weight().cols();
    BackwardPass pass = new BackwardPass(network, samples, outputs);
    int rows = samples * outputs;
    double[] identity = new double[rows * outputs];
    for (int row = 0; row < rows; row++) {
      identity[row % outputs * rows + row] = 1;
    }
    pass.cotangents().set(identity);
    return pass;
  }

  private Activation activation(int layer) {
    return network.layers().get(layer - 1).activation();
  }

  /** Returns the cotangents df, rows x outputs, to be set before {@link #run}. */
  Matrix cotangents() {
    return byH.get(byH.size() - 1);
  }

  void run(ForwardPass forward) {
    for (int l = byH.size() - 1; l >= 1; l--) {
      layers.get(l).backward(byZ.get(l), byH.get(l - 1));
      addBranches(l + 1);
      throughActivation(l, forward);
    }
  }

  /** Adds the gradients past the branches that begin with a layer. */
  private void addBranches(int first) {
    for (int l = first; l <= layers.size(); l++) {
      int length = l - first + 1;
      if (layers.get(l - 1).branch().filter(branch -> branch.layers() == length).isPresent()) {
        byH.get(first - 2).add(1, byS.get(l - 1));
      }
    }
  }

  private void throughActivation(int layer, ForwardPass forward) {
    LayerMap map = layers.get(layer - 1);
    Matrix gradient = byZ.get(layer - 1);
    Matrix bySum = byS.get(layer - 1);
    if (map.pools()) {
      map.unpool(byH.get(layer - 1), bySum);
    }
    if (gradient != bySum) {
      gradient.copyFrom(bySum);
      map.branch().ifPresent(branch -> gradient.scale(branch.multiplier()));
    }
    Activation activation = activation(layer);
    if (activation == Activation.IDENTITY) {
      return;
    }
    if (repeat == 1 && gradient.rows() == forward.z(layer).rows()) {
      Matrix of = activation.slopeFollowsFromValue() ? forward.a(layer) : forward.z(layer);
      Matrix.apply(Nonlinearity.slopeOf(activation), 1, gradient, of);
      return;
    }
    int[] rowOfSample = rowsOfSamples(layer, forward);
    for (int unit = 0; unit < gradient.cols(); unit++) {
      Matrix column = gradient.columns(unit, 1);
      double[] z = forward.z(layer).columns(unit, 1).toArray();
      double[] entries = column.toArray();
      for (int row = 0; row < entries.length; row++) {
        entries[row] *= activation.derivative(z[rowOfSample[row]]);
      }
      column.set(entries);
    }
  }

  /** Returns the row of the forward pass that each row of a gradient belongs to. */
  private int[] rowsOfSamples(int layer, ForwardPass forward) {
    MapLayout mine = layers.get(layer - 1).z();
    MapLayout its = forward.layer(layer).z();
    // Rows between maps hold zeros, whatever they are multiplied by.
    int[] rows = new int[mine.rows()];
    mine.forEachPosition((row, sample, position) -> rows[row] = its.row(sample / repeat, position));
    return rows;
  }

  /** Returns the gradient by h_l, one cotangent after another. */
  Matrix byH(int layer) {
    return byH.get(layer - 1);
  }

  /** Returns the gradient by z_l, one cotangent after another. */
  Matrix byZ(int layer) {
    return byZ.get(layer - 1);
  }

  @Override
  public void close() {
    layers.forEach(LayerMap::close);
    for (int l = 0; l < byH.size(); l++) {
      byH.get(l).close();
      if (byS.get(l) != byH.get(l)) {
        byS.get(l).close();
      }
      if (byZ.get(l) != byS.get(l)) {
        byZ.get(l).close();
      }
    }
  }
}
