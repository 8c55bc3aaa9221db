package richscale.train;

import java.util.ArrayList;
import java.util.List;
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
   * @param h pooled activations
   * @param byA gradient by activations, then by pre-activations
   * @param byH gradient by pooled activations
   */
  private record Stage(
      LayerMap map, Activation activation, Matrix z, Matrix a, Matrix h, Matrix byA, Matrix byH)
      implements AutoCloseable {

    static Stage of(LayerMap map, Network.Layer layer, boolean last) {
      Matrix z = map.z().allocate(layer.weight().precision());
      Matrix a = layer.activation().slopeFollowsFromValue() ? z : z.copy();
      Matrix h = map.pools() ? map.output().allocate(z.precision()) : a;
      // The gradient by the outputs is formed in the outputs' own place.
      Matrix byA = last ? a : map.z().allocate(z.precision());
      Matrix byH = map.pools() ? map.output().allocate(z.precision()) : byA;
      return new Stage(map, layer.activation(), z, a, h, byA, byH);
    }

    void forward(Matrix input) {
      map.forward(input, z);
      if (a != z) {
        a.copyFrom(z);
      }
      if (activation != Activation.IDENTITY) {
        Matrix.apply(Nonlinearity.of(activation), 1, a);
      }
      if (h != a) {
        map.pool(a, h);
      }
    }

    /** Takes the gradient by h to one by z. */
    void throughActivation() {
      if (byH != byA) {
        map.unpool(byH, byA);
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
      if (h != a) {
        h.close();
      }
      if (byA != a) {
        byA.close();
      }
      if (byH != byA) {
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
    loss = trial.loss();
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
    Matrix h = input;
    for (Stage stage : stages) {
      stage.forward(h);
      h = stage.h();
    }
    double value = Loss.apply(loss, h, batches.y());
    if (Double.isFinite(value)) {
      backward();
    }
    return value;
  }

  /** Takes the error signal down, each layer's update following once its weights are passed. */
  private void backward() {
    network.countUpdate();
    for (int l = stages.size(); l >= 1; l--) {
      Stage stage = stages.get(l - 1);
      Matrix below = l > 1 ? stages.get(l - 2).h() : input;
      if (l > 1) {
        stage.map().backward(stage.byA(), stages.get(l - 2).byH());
        stages.get(l - 2).throughActivation();
      }
      double multiplier = network.layers().get(l - 1).scaling().multiplier();
      rule.update(l, stage.map(), below, stage.byA(), multiplier / batches.size());
    }
  }

  @Override
  public void close() {
    stages.forEach(Stage::close);
    batches.close();
  }
}
