package richscale.train;

import java.util.ArrayList;
import java.util.List;
import richscale.architecture.LayerPlan;
import richscale.data.Samples;
import richscale.linalg.Matrix;
import richscale.model.LayerMap;
import richscale.model.Loss;
import richscale.model.Network;
import richscale.model.Nonlinearity;
import richscale.spec.Activation;
import richscale.spec.LossKind;
import richscale.spec.Trial;

/**
 * Forward pass, backward pass and update as BLAS calls between buffers that are allocated once, on
 * the network's own parameters. Nonlinearities take one pass over a buffer, in place where their
 * slopes follow from their values.
 */
public final class FusedTrainer implements Trainer {
  private final Network network;
  private final LossKind loss;
  private final Batches batches;
  private final UpdateRule rule;
  private final Matrix input;
  private final List<Stage> stages = new ArrayList<>();

  /**
   * The buffers of a layer; those that are never different are one.
   *
   * @param map what the layer does
   * @param activation nonlinearity
   * @param z pre-activations
   * @param a activations
   * @param s activations with what a branch began with
   * @param h pooled s
   * @param byA gradient by activations, then by pre-activations
   * @param byS gradient by s
   * @param byH gradient by h
   */
  private record Stage(
      LayerMap map,
      Activation activation,
      Matrix z,
      Matrix a,
      Matrix s,
      Matrix h,
      Matrix byA,
      Matrix byS,
      Matrix byH)
      implements AutoCloseable {

    static Stage of(LayerMap map, Network.Layer layer, boolean last) {
      Matrix z = map.z().allocate(layer.weight().precision());
      Matrix a = layer.activation().slopeFollowsFromValue() ? z : z.copy();
      boolean adds = map.branch().isPresent();
      Matrix s = adds ? map.z().allocate(z.precision()) : a;
      Matrix h = map.pools() ? map.output().allocate(z.precision()) : s;
      // The gradient by the outputs is formed in the outputs' own place.
      Matrix byA = last ? a : map.z().allocate(z.precision());
      Matrix byS = adds ? map.z().allocate(z.precision()) : byA;
      Matrix byH = map.pools() ? map.output().allocate(z.precision()) : byS;
      return new Stage(map, layer.activation(), z, a, s, h, byA, byS, byH);
    }

    void forward(Matrix input, Matrix start) {
      map.forward(input, z);
      if (a != z) {
        a.copyFrom(z);
      }
      if (activation != Activation.IDENTITY) {
        Matrix.apply(Nonlinearity.of(activation), 1, a);
      }
      if (s != a) {
        s.copyFrom(start);
        s.add(map.branch().orElseThrow().multiplier(), a);
      }
      if (h != s) {
        map.pool(s, h);
      }
    }

    /** Takes the gradient by h to one by z. */
    void throughActivation() {
      if (byH != byS) {
        map.unpool(byH, byS);
      }
      if (byS != byA) {
        byA.copyFrom(byS);
        byA.scale(map.branch().orElseThrow().multiplier());
      }
      if (activation != Activation.IDENTITY) {
        Matrix.apply(Nonlinearity.slopeOf(activation), 1, byA, z);
      }
    }

    @Override
    public void close() {
      map.close();
      z.close();
      if (a != z) {
        a.close();
      }
      if (s != a) {
        s.close();
      }
      if (h != s) {
        h.close();
      }
      if (byA != a) {
        byA.close();
      }
      if (byS != byA) {
        byS.close();
      }
      if (byH != byS) {
        byH.close();
      }
    }
  }

  /**
   * Creates the trainer.
   *
   * @param network the network to train
   * @param samples what to train it on
   * @param trial batch size, seed, loss and update rule
   */
  public FusedTrainer(Network network, Samples samples, Trial trial) {
    this.network = network;
    loss = trial.settings().loss();
    List<LayerMap> maps = network.maps(trial.batchSize());
    batches = new Batches(samples, trial, maps.get(0).input());
    input = batches.x();
    rule = UpdateRule.of(network, trial);
    for (int l = 1; l <= maps.size(); l++) {
      stages.add(Stage.of(maps.get(l - 1), network.layers().get(l - 1), l == maps.size()));
    }
  }

  @Override
  public double step() {
    batches.next();
    for (int l = 1; l <= stages.size(); l++) {
      Stage stage = stages.get(l - 1);
      stage.forward(h(l - 1), h(l - stage.map().branch().map(LayerPlan.Branch::layers).orElse(1)));
    }
    double value = Loss.apply(loss, h(stages.size()), batches.y());
    if (Double.isFinite(value)) {
      backward();
    }
    return value;
  }

  /** Returns what enters layer l + 1. */
  private Matrix h(int layer) {
    return layer == 0 ? input : stages.get(layer - 1).h();
  }

  /** Takes the error signal down, each layer's update following once its weights are passed. */
  private void backward() {
    network.dl4j().countUpdate();
    for (int l = stages.size(); l >= 1; l--) {
      Stage stage = stages.get(l - 1);
      if (l > 1) {
        stage.map().backward(stage.byA(), stages.get(l - 2).byH());
        addBranches(l);
        stages.get(l - 2).throughActivation();
      }
      double multiplier = network.layers().get(l - 1).scaling().multiplier();
      rule.update(l, stage.map(), h(l - 1), stage.byA(), multiplier / batches.size());
    }
  }

  /** Adds the gradients past the branches that begin with a layer. */
  private void addBranches(int first) {
    for (int l = first; l <= stages.size(); l++) {
      Stage stage = stages.get(l - 1);
      int length = l - first + 1;
      if (stage.map().branch().filter(branch -> branch.layers() == length).isPresent()) {
        stages.get(first - 2).byH().add(1, stage.byS());
      }
    }
  }

  @Override
  public void close() {
    stages.forEach(Stage::close);
    batches.close();
  }
}
