package richscale.train;

import richscale.data.GatheredBatches;
import richscale.data.Samples;
import richscale.linalg.Matrix;
import richscale.model.FeatureLayout;
import richscale.spec.Trial;

/** The batch of each update in native memory; a full batch is put there once. */
final class Batches implements AutoCloseable {
  private final Samples samples;
  private final FeatureLayout layout;
  private final BatchOrder order;
  private final Matrix x;
  private final Matrix y;
  private final boolean full;
  private final GatheredBatches gathered;
  private final boolean keep;

  /**
   * Prepares batches.
   *
   * @param samples what they are taken from
   * @param trial size, seed and precision
   * @param layout how inputs stand
   * @param gathered batches that trials beside it have gathered
   */
  Batches(Samples samples, Trial trial, FeatureLayout layout, GatheredBatches gathered) {
    this.samples = samples;
    this.layout = layout;
    order = new BatchOrder(trial.seed(), samples.count());
    full = trial.batchSize() == samples.count();
    x = layout.allocate(trial.settings().dataType());
    y = Matrix.allocate(trial.settings().dataType(), trial.batchSize(), samples.outputs());
    this.gathered = gathered;
    keep = gathered.keep(samples, (long) trial.settings().steps() * trial.batchSize());
    if (full) {
      layout.load(samples, x);
      y.set(samples.y());
    }
  }

  /** Moves on to the next batch; before the first call there is none unless it is the full one. */
  void next() {
    if (!full) {
      int[] rows = order.next(size());
      if (keep) {
        Samples batch = gathered.select(samples, rows);
        layout.load(batch, x);
        y.set(batch.y());
      } else {
        layout.load(samples, rows, x);
        y.setRows(samples.y(), samples.count(), rows);
      }
    }
  }

  /** Returns whether every batch is all samples. */
  boolean full() {
    return full;
  }

  int size() {
    return y.rows();
  }

  /** Returns the inputs in their layout, B x d for vectors. */
  Matrix x() {
    return x;
  }

  /** Returns the targets, B x k. */
  Matrix y() {
    return y;
  }

  @Override
  public void close() {
    x.close();
    y.close();
  }
}
