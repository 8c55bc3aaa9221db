package richscale.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import richscale.data.Samples;
import richscale.linalg.FloatingPoint;
import richscale.linalg.LowRankProduct;
import richscale.linalg.Matrix;
import richscale.linalg.NativeMemory;
import richscale.model.LayerStack;
import richscale.model.Network;
import richscale.spec.Trial;
import richscale.theory.Need;
import richscale.train.Trainer;
import richscale.train.UpdateFactors;

/** What the meters share: the probe batch, the network now and the network at initialisation. */
final class ProbeState implements AutoCloseable {
  /** Initial weights are kept while they take no more than this part of the native memory. */
  private static final int PART_FOR_INITIAL_WEIGHTS = 16;

  final Network network;
  final Samples samples;
  final Trial trial;
  final Matrix targets;
  final LayerStack forward;

  /** What was known of the network before. */
  final Beginning beginning;

  private final Optional<UpdateFactors> factors;

  /** The output less that at initialisation, where that is what is measured. */
  private final Optional<Matrix> centred;

  private final List<Matrix> initialH = new ArrayList<>();
  private final List<Matrix> initialZ = new ArrayList<>();
  private final List<Matrix> initialWeights = new ArrayList<>();
  private final List<WeightChange> changes = new ArrayList<>();

  ProbeState(Network network, Trainer trainer, Samples samples, Trial trial, Beginning beginning) {
    this.beginning = beginning;
    this.network = network;
    this.samples = samples;
    this.trial = trial;
    Samples batch = samples.select(IntStream.range(0, trial.settings().probe()).toArray());
    targets = network.space().of(size(), batch.outputs(), batch.y());
    forward = LayerStack.toLookAt(network, size());
    forward.load(batch);
    forward.run();
    boolean changesMatter = needs(Need.DELTA_W);
    factors = changesMatter ? trainer.recordFactors() : Optional.empty();
    boolean keep = changesMatter && needsInitialWeights();
    for (int l = 1; l <= depth(); l++) {
      Matrix h = forward.h(l).copy();
      initialH.add(h);
      if (needs(Need.INITIAL_Z)) {
        initialZ.add(forward.z(l) == forward.h(l) ? h : forward.z(l).copy());
      }
      if (keep) {
        initialWeights.add(layer(l).weight().copy());
      }
      int index = l;
      changes.add(
          new WeightChange(
              layer(l).weight(), forward.op(l), into -> copyInitialWeight(index, into)));
    }
    centred =
        trial.settings().centred()
            ? Optional.of(forward.f().like(size(), batch.outputs()))
            : Optional.empty();
    centre();
  }

  /** Returns the output that is trained and measured. */
  Matrix f() {
    return centred.orElse(forward.f());
  }

  private void centre() {
    centred.ifPresent(
        output -> {
          output.copyFrom(forward.f());
          output.add(-1, initialH(depth()));
        });
  }

  private boolean needs(Need need) {
    return trial.settings().observables().stream().anyMatch(observable -> observable.needs(need));
  }

  /** Returns whether initial weights are needed now and then, and are not too large to keep. */
  private boolean needsInitialWeights() {
    if (needs(Need.INITIAL_W)) {
      return true;
    }
    boolean alwaysThin =
        factors.isPresent() && UpdateFactors.hold(trial.settings().steps(), samples.outputs());
    long bytes =
        network.layers().stream().mapToLong(layer -> layer.weight().size()).sum()
            * precision().bytes();
    return !alwaysThin && bytes <= NativeMemory.limit() / PART_FOR_INITIAL_WEIGHTS;
  }

  private void copyInitialWeight(int layer, Matrix into) {
    if (initialWeights.isEmpty()) {
      network.drawInitialWeight(layer, into);
    } else {
      into.copyFrom(initialWeight(layer));
    }
  }

  FloatingPoint precision() {
    return trial.settings().dataType();
  }

  int depth() {
    return network.layers().size();
  }

  /** Returns the number of probe samples. */
  int size() {
    return trial.settings().probe();
  }

  Network.Layer layer(int layer) {
    return network.layers().get(layer - 1);
  }

  double multiplier(int layer) {
    return layer(layer).scaling().multiplier();
  }

  /** Brings representations and weight changes up to date with the network. */
  void update() {
    List<Optional<LowRankProduct>> lowRank = new ArrayList<>();
    for (int l = 1; l <= depth(); l++) {
      int layer = l;
      lowRank.add(factors.flatMap(record -> record.change(layer)));
      change(l).update(lowRank.get(l - 1));
    }
    if (!LowRankForwardPass.run(network, forward, initialH, lowRank)) {
      forward.run();
    }
    centre();
  }

  Matrix initialH(int layer) {
    return layer == 0 ? forward.h(0) : initialH.get(layer - 1);
  }

  /** Returns z_l at initialisation; kept only where it is looked at. */
  Matrix initialZ(int layer) {
    return initialZ.get(layer - 1);
  }

  /** Returns W_l at initialisation; kept for sure only where an observable needs it. */
  Matrix initialWeight(int layer) {
    return initialWeights.get(layer - 1);
  }

  /** Returns Delta W_l, raw. */
  WeightChange change(int layer) {
    return changes.get(layer - 1);
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
    centred.ifPresent(Matrix::close);
    initialH.forEach(Matrix::close);
    for (int l = 0; l < initialZ.size(); l++) {
      if (initialZ.get(l) != initialH.get(l)) {
        initialZ.get(l).close();
      }
    }
    initialWeights.forEach(Matrix::close);
    changes.forEach(WeightChange::close);
  }
}
