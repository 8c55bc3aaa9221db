package richscale.train;

import java.util.Optional;
import richscale.data.GatheredBatches;
import richscale.data.Samples;
import richscale.model.Network;
import richscale.spec.Trial;

/**
 * Advances a network by one update after another. DL4J's network owns the parameters whichever
 * implementation does the arithmetic, so that it can be measured, saved and trained on whenever it
 * is settled.
 */
public interface Trainer extends AutoCloseable {
  /**
   * Creates the trainer that a trial names.
   *
   * @param network the network to train
   * @param samples what to train it on
   * @param trial says which trainer; batch size, seed and update rule
   * @return the trainer, before its first update
   */
  static Trainer of(Network network, Samples samples, Trial trial) {
    return of(network, samples, trial, new GatheredBatches());
  }

  /**
   * Creates the trainer that a trial names, beside others.
   *
   * @param network the network to train
   * @param samples what to train it on
   * @param trial says which trainer; batch size, seed and update rule
   * @param gathered batches that trials beside it have gathered
   * @return the trainer, before its first update
   */
  static Trainer of(Network network, Samples samples, Trial trial, GatheredBatches gathered) {
    return switch (trial.trainer()) {
      case DL4J -> new Dl4jTrainer(network, samples, trial);
      case FUSED -> new FusedTrainer(network, samples, trial, gathered);
      case FACTORED -> new FactoredTrainer(network, samples, trial, gathered);
    };
  }

  /**
   * Does one update on the next batch.
   *
   * @return the loss 1/(2B) sum |f - y|^2 on that batch before the update; not finite once training
   *     has diverged
   */
  double step();

  /**
   * Does some updates, as long as the loss is finite.
   *
   * @param updates how many
   * @return how many were done before the loss was not finite
   */
  default int advance(int updates) {
    int done = 0;
    while (done < updates && Double.isFinite(step())) {
      done++;
    }
    return done;
  }

  /**
   * Brings the network's parameters up to date, where steps leave updates for later. Closing does
   * so too, and settles parameters on a device into DL4J's network.
   */
  default void settle() {}

  /**
   * Starts to keep the updates as low-rank factors, where the trainer has them anyway.
   *
   * @return the change of all weights since now, kept up to date by every step; absent if updates
   *     have full rank
   */
  default Optional<UpdateFactors> recordFactors() {
    return Optional.empty();
  }

  /** Frees buffers; the network stays. */
  @Override
  void close();
}
