package richscale.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import richscale.data.Samples;
import richscale.linalg.FloatingPoint;
import richscale.linalg.Matrix;
import richscale.model.Network;
import richscale.spec.Trial;

/** What the meters share: the probe batch, the network now and the network at initialisation. */
final class ProbeState implements AutoCloseable {
  final Network network;
  final Samples samples;
  final Trial trial;
  final Matrix targets;
  final ForwardPass forward;
  private final List<Matrix> initialH = new ArrayList<>();
  private final List<Matrix> initialZ = new ArrayList<>();
  private final List<Matrix> initialWeights = new ArrayList<>();
  private final List<Matrix> deltaWeights = new ArrayList<>();

  ProbeState(Network network, Samples samples, Trial trial) {
    this.network = network;
    this.samples = samples;
    this.trial = trial;
    Samples batch = samples.select(IntStream.range(0, trial.probe()).toArray());
    targets = Matrix.of(precision(), size(), batch.outputs(), batch.y());
    forward = new ForwardPass(network, Matrix.of(precision(), size(), batch.inputs(), batch.x()));
    forward.run();
    for (int l = 1; l <= depth(); l++) {
      Matrix h = forward.h(l).copy();
      initialH.add(h);
      initialZ.add(forward.z(l) == forward.h(l) ? h : forward.z(l).copy());
      Matrix weight = network.layers().get(l - 1).weight();
      initialWeights.add(weight.copy());
      deltaWeights.add(weight.like(weight.rows(), weight.cols()));
    }
  }

  FloatingPoint precision() {
    return trial.dataType();
  }

  int depth() {
    return network.layers().size();
  }

  /** Returns the number of probe samples. */
  int size() {
    return trial.probe();
  }

  Network.Layer layer(int layer) {
    return network.layers().get(layer - 1);
  }

  double multiplier(int layer) {
    return layer(layer).scaling().multiplier();
  }

  /** Brings representations and weight changes up to date with the network. */
  void update() {
    forward.run();
    for (int l = 1; l <= depth(); l++) {
      delta(l).copyFrom(layer(l).weight());
      delta(l).add(-1, initialWeight(l));
    }
  }

  Matrix initialH(int layer) {
    return layer == 0 ? forward.h(0) : initialH.get(layer - 1);
  }

  Matrix initialZ(int layer) {
    return initialZ.get(layer - 1);
  }

  Matrix initialWeight(int layer) {
    return initialWeights.get(layer - 1);
  }

  /** Returns Delta W_l, raw. */
  Matrix delta(int layer) {
    return deltaWeights.get(layer - 1);
  }

  /** Returns a Frobenius norm as a root-mean-square over the probe samples. */
  double rms(double frobenius) {
    return frobenius / Math.sqrt(size());
  }

  /** Returns the Frobenius norm of a - b. */
  static double distance(Matrix a, Matrix b) {
    try (Matrix difference = a.copy()) {
      difference.add(-1, b);
      return difference.frobeniusNorm();
    }
  }

  @Override
  public void close() {
    forward.close();
    targets.close();
    initialH.forEach(Matrix::close);
    for (int l = 0; l < initialZ.size(); l++) {
      if (initialZ.get(l) != initialH.get(l)) {
        initialZ.get(l).close();
      }
    }
    initialWeights.forEach(Matrix::close);
    deltaWeights.forEach(Matrix::close);
  }
}
