package richscale.train;

import richscale.data.GatheredBatches;
import richscale.data.Samples;
import richscale.linalg.Matrix;
import richscale.model.BackwardPass;
import richscale.model.LayerStack;
import richscale.model.Loss;
import richscale.model.Network;
import richscale.spec.LossKind;
import richscale.spec.Trial;

/**
 * Forward pass, backward pass and update as BLAS calls between buffers that are allocated once, on
 * the network's own parameters.
 */
public final class FusedTrainer implements Trainer {
  /** Updates between two looks at the loss at most. */
  private static final int LOSSES = 1 << 14;

  private final Network network;
  private final LossKind loss;
  private final Batches batches;
  private final ParameterUpdates updates;
  private final LayerStack stack;
  private final BackwardPass backward;

  /** What the losses of some updates follow from, kept where the arithmetic is done. */
  private final Matrix sums;

  /**
   * Creates the trainer.
   *
   * @param network the network to train
   * @param samples what to train it on
   * @param trial batch size, seed, loss and update rule
   * @param gathered batches that trials beside it have gathered
   */
  FusedTrainer(Network network, Samples samples, Trial trial, GatheredBatches gathered) {
    this.network = network;
    loss = trial.settings().loss();
    batches =
        new Batches(
            samples, trial, network.space(), network.inputLayout(trial.batchSize()), gathered);
    stack = LayerStack.toTrain(network, batches.x(), trial.batchSize());
    backward = BackwardPass.toTrain(stack);
    updates = new ParameterUpdates(network, trial);
    sums = network.space().ofSums().allocate(network.space().onHost() ? 1 : LOSSES, 1);
    if (trial.settings().centred()) {
      batches.centre(network, trial.settings().probe());
    }
  }

  @Override
  public double step() {
    propose(0);
    double value = Loss.of(loss, sums.toArray()[0], batches.size(), batches.y().cols());
    if (Double.isFinite(value)) {
      accept();
    }
    return value;
  }

  /**
   * On a device nobody waits for a loss: an update after one that was not finite counts as none.
   */
  @Override
  public int advance(int updates) {
    if (network.space().onHost()) {
      return Trainer.super.advance(updates);
    }
    int done = 0;
    while (done < updates) {
      int some = Math.min(updates - done, sums.rows());
      for (int i = 0; i < some; i++) {
        propose(i);
        accept();
      }
      double[] seen = sums.toArray();
      for (int i = 0; i < some; i++) {
        if (!Double.isFinite(seen[i])) {
          return done + i;
        }
      }
      done += some;
    }
    return done;
  }

  /** Runs the next batch up to the gradient by its outputs. */
  private void propose(int place) {
    batches.next();
    stack.run();
    batches.centre(backward.cotangents());
    Loss.apply(loss, backward.cotangents(), batches.y(), sums, place);
  }

  private void accept() {
    network.dl4j().countUpdate();
    backward.run(stack, this::update);
  }

  private void update(int layer, Matrix byZ) {
    double multiplier = network.layers().get(layer - 1).scaling().multiplier();
    updates.update(layer, stack.op(layer), stack.entering(layer), byZ, multiplier / batches.size());
  }

  @Override
  public void close() {
    updates.settle();
    network.settle();
    sums.close();
    updates.close();
    backward.close();
    stack.close();
    batches.close();
  }
}
