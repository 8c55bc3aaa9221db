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
public final class FusedTrainer extends ProposingTrainer {
  private final Network network;
  private final LossKind loss;
  private final Batches batches;
  private final ParameterUpdates updates;
  private final LayerStack stack;
  private final BackwardPass backward;

  /**
   * Creates the trainer.
   *
   * @param network the network to train
   * @param samples what to train it on
   * @param trial batch size, seed, loss and update rule
   * @param gathered batches that trials beside it have gathered
   */
  FusedTrainer(Network network, Samples samples, Trial trial, GatheredBatches gathered) {
    super(network.space());
    this.network = network;
    loss = trial.settings().loss();
    batches =
        new Batches(
            samples, trial, network.space(), network.inputLayout(trial.batchSize()), gathered);
    stack = LayerStack.toTrain(network, batches.x(), trial.batchSize());
    backward = BackwardPass.toTrain(stack);
    updates = new ParameterUpdates(network, trial);
    if (trial.settings().centred()) {
      batches.centre(network, trial.settings().probe());
    }
  }

  /** Runs the next batch up to the gradient by its outputs. */
  @Override
  void propose(Matrix sums, int place) {
    batches.next();
    stack.run();
    batches.centre(backward.cotangents());
    Loss.apply(loss, backward.cotangents(), batches.y(), sums, place);
  }

  @Override
  double loss(double sum) {
    return Loss.of(loss, sum, batches.size(), batches.y().cols());
  }

  @Override
  void accept() {
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
    super.close();
    updates.close();
    backward.close();
    stack.close();
    batches.close();
  }
}
