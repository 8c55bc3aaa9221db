package richscale.train;

import java.util.Optional;
import richscale.data.GatheredBatches;
import richscale.data.Samples;
import richscale.linalg.Indices;
import richscale.linalg.Matrix;
import richscale.linalg.Space;
import richscale.model.FeatureLayout;
import richscale.model.LayerStack;
import richscale.model.Network;
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

  /** All samples and the order in which they come, where a device gathers its batches itself. */
  private final Optional<OnDevice> onDevice;

  /** Outputs at initialisation of all samples and of the batch, where they are subtracted. */
  private Optional<Matrix> initial = Optional.empty();

  private Optional<Matrix> initialOfBatch = Optional.empty();

  /**
   * Prepares batches.
   *
   * @param samples what they are taken from
   * @param trial size and seed
   * @param space where batches are to be
   * @param layout how inputs stand
   * @param gathered batches that trials beside it have gathered
   */
  Batches(
      Samples samples, Trial trial, Space space, FeatureLayout layout, GatheredBatches gathered) {
    this.samples = samples;
    this.layout = layout;
    order = new BatchOrder(trial.seed(), samples.count());
    full = trial.batchSize() == samples.count();
    x = layout.allocate(space);
    y = space.allocate(trial.batchSize(), samples.outputs());
    this.gathered = gathered;
    keep = gathered.keep(samples, (long) trial.settings().steps() * trial.batchSize());
    onDevice =
        full || space.onHost()
            ? Optional.empty()
            : Optional.of(new OnDevice(space, trial.settings().steps()));
    if (full) {
      layout.load(samples, x);
      y.set(samples.y());
    }
  }

  /** All samples on a device, and indices of the next batches, many at a time. */
  private final class OnDevice implements AutoCloseable {
    /** Indices that go to the device at a time: 16 MiB. */
    private static final int AT_A_TIME = 1 << 22;

    private final FeatureLayout layoutOfAll =
        new FeatureLayout(layout.shape(), layout.pad(), samples.count());
    private final Matrix allX;
    private final Matrix allY;
    private int left;
    private Indices order = Indices.of();
    private int next;

    OnDevice(Space space, int steps) {
      allX = layoutOfAll.allocate(space);
      layoutOfAll.load(samples, allX);
      allY = space.of(samples.count(), samples.outputs(), samples.y());
      left = steps;
    }

    void gather() {
      if (next == order.count()) {
        int batches = Math.max(1, Math.min(left, AT_A_TIME / size()));
        order = Indices.of(Batches.this.order.next(Math.multiplyExact(batches, size())));
        left -= batches;
        next = 0;
      }
      x.takePlanes(allX, order, next, layout.margin(), layout.plane());
      y.takeRowsFrom(next, order, allY);
      initial.ifPresent(all -> initialOfBatch.orElseThrow().takeRowsFrom(next, order, all));
      next += size();
    }

    @Override
    public void close() {
      allX.close();
      allY.close();
    }
  }

  /** Moves on to the next batch; before the first call there is none unless it is the full one. */
  void next() {
    onDevice.ifPresent(OnDevice::gather);
    if (!full && onDevice.isEmpty()) {
      int[] rows = order.next(size());
      initial.ifPresent(all -> initialOfBatch.orElseThrow().takeRows(all, Indices.of(rows), 1));
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

  /**
   * Subtracts from outputs of the batch what the network made of it at the time of this call.
   *
   * @param network the network, at initialisation
   * @param atATime how many samples run through it at a time
   */
  void centre(Network network, int atATime) {
    Matrix all = LayerStack.outputs(network, samples, atATime, gathered);
    if (full) {
      initialOfBatch = Optional.of(all);
    } else {
      initial = Optional.of(all);
      initialOfBatch = Optional.of(all.like(size(), all.cols()));
    }
  }

  /** Turns outputs of the batch into what is trained: less those at initialisation, if centred. */
  void centre(Matrix f) {
    initialOfBatch.ifPresent(before -> f.add(-1, before));
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
    onDevice.ifPresent(OnDevice::close);
    initial.ifPresent(Matrix::close);
    initialOfBatch.ifPresent(Matrix::close);
  }
}
