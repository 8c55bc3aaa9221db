package richscale.train;

import richscale.data.Samples;
import richscale.linalg.Matrix;
import richscale.spec.Trial;

/** The batch of each update in native memory; a full batch is put there once. */
final class Batches implements AutoCloseable {
  private final Samples samples;
  private final BatchOrder order;
  private final Matrix x;
  private final Matrix y;
  private final boolean full;

  Batches(Samples samples, Trial trial) {
    this.samples = samples;
    order = new BatchOrder(trial.seed(), samples.count());
    full = trial.batchSize() == samples.count();
    x = Matrix.allocate(trial.dataType(), trial.batchSize(), samples.inputs());
    y = Matrix.allocate(trial.dataType(), trial.batchSize(), samples.outputs());
    if (full) {
      load(samples);
    }
  }

  private void load(Samples batch) {
    x.set(batch.x());
    y.set(batch.y());
  }

  /** Moves on to the next batch; before the first call there is none unless it is the full one. */
  void next() {
    if (!full) {
      load(samples.select(order.next(size())));
    }
  }

  /** Returns whether every batch is all samples. */
  boolean full() {
    return full;
  }

  int size() {
    return x.rows();
  }

  /** Returns the inputs, B x d. */
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
