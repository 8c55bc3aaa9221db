package richscale.train;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.PermutationSampler;
import richscale.data.RandomStreams;

/**
 * The order in which samples are seen: one random permutation after another, cut into batches of
 * equal size. A full batch is the samples as they are.
 */
public final class BatchOrder {
  private final UniformRandomProvider rng;
  private final int[] permutation;
  private int next;

  /**
   * Starts an order.
   *
   * @param seed seed of the trial
   * @param samples number of samples
   */
  public BatchOrder(long seed, int samples) {
    rng = RandomStreams.stream(seed, RandomStreams.Purpose.BATCHES);
    permutation = PermutationSampler.natural(samples);
    next = samples;
  }

  /**
   * Returns the next batch.
   *
   * @param batchSize number of samples in it
   * @return their indices
   */
  public int[] next(int batchSize) {
    int[] batch = new int[batchSize];
    for (int i = 0; i < batchSize; i++) {
      if (next == permutation.length) {
        PermutationSampler.shuffle(rng, permutation);
        next = 0;
      }
      batch[i] = permutation[next++];
    }
    return batch;
  }
}
