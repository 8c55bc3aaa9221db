package richscale.train;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.PermutationSampler;
import richscale.data.Seeds;

/**
 * The order in which samples are seen: one random permutation after another, cut into batches of
 * equal size. A full batch is the samples as they are.
 */
final class BatchOrder {
  private final UniformRandomProvider rng;
  private final int[] permutation;
  private int next;

  BatchOrder(long seed, int samples) {
    rng = Seeds.stream(seed, Seeds.Purpose.BATCHES);
    permutation = PermutationSampler.natural(samples);
    next = samples;
  }

  /** Returns the indices of the next batch. */
  int[] next(int batchSize) {
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
