package richscale.train;

import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import richscale.architecture.FeatureShape;
import richscale.data.GatheredBatches;
import richscale.data.Samples;
import richscale.linalg.Matrix;
import richscale.model.Dl4jModel;
import richscale.model.LayerStack;
import richscale.model.Network;
import richscale.spec.LossKind;
import richscale.spec.Trial;

/** The reference: every update is a call of DL4J's own {@code fit}. */
public final class Dl4jTrainer implements Trainer {
  private final Dl4jModel network;
  private final Samples samples;
  private final int batchSize;
  private final boolean fullBatch;
  private final Optional<FeatureShape> maps;
  private final BatchOrder order;

  /** Outputs at initialisation, P x k, where they are subtracted: targets move by them. */
  private final Optional<double[]> initial;

  /** Whether they stand beside the targets, since a softmax is not moved by moving its targets. */
  private final boolean offsets;

  private INDArray x;
  private INDArray y;

  /**
   * Creates the trainer.
   *
   * @param network the network to train
   * @param samples what to train it on
   * @param trial batch size and seed
   */
  public Dl4jTrainer(Network network, Samples samples, Trial trial) {
    this.network = network.dl4j();
    this.samples = samples;
    batchSize = trial.batchSize();
    maps =
        trial.blueprint().dense() ? Optional.empty() : Optional.of(trial.settings().data().shape());
    fullBatch = batchSize == samples.count();
    order = new BatchOrder(trial.seed(), samples.count());
    offsets = trial.settings().loss() == LossKind.CROSS_ENTROPY;
    if (trial.settings().centred()) {
      try (Matrix all =
          LayerStack.outputs(network, samples, trial.settings().probe(), new GatheredBatches())) {
        initial = Optional.of(all.toArray());
      }
    } else {
      initial = Optional.empty();
    }
    load(samples, IntStream.range(0, samples.count()).toArray());
  }

  private void load(Samples batch, int[] rows) {
    x = inputs(batch);
    y = array(batch.y(), batch.count(), batch.outputs());
    initial.ifPresent(
        all -> {
          INDArray before = initialOf(all, rows, batch.outputs());
          if (offsets) {
            try (INDArray targets = y) {
              y = Nd4j.hstack(targets, before);
            }
          } else {
            y.addi(before);
          }
          before.close();
        });
  }

  /** Returns outputs at initialisation, in the precision of the network. */
  private INDArray initialOf(double[] all, int[] rows, int outputs) {
    double[][] some = new double[rows.length][outputs];
    for (int i = 0; i < rows.length; i++) {
      for (int a = 0; a < outputs; a++) {
        some[i][a] = all[a * samples.count() + rows[i]];
      }
    }
    return Nd4j.create(some).castTo(network.model().params().dataType());
  }

  private INDArray inputs(Samples batch) {
    INDArray vectors = array(batch.x(), batch.count(), batch.inputs());
    if (maps.isEmpty()) {
      return vectors;
    }
    FeatureShape shape = maps.get();
    return vectors
        .dup('c')
        .reshape('c', batch.count(), shape.channels(), shape.height(), shape.width());
  }

  private INDArray array(float[] columnMajor, int rows, int cols) {
    INDArray floats = Nd4j.create(columnMajor, new long[] {rows, cols}, 'f');
    return floats.castTo(network.model().params().dataType());
  }

  @Override
  public double step() {
    if (!fullBatch) {
      close();
      int[] rows = order.next(batchSize);
      load(samples.select(rows), rows);
    }
    network.fit(x, y);
    return network.model().score();
  }

  @Override
  public void close() {
    x.close();
    y.close();
  }
}
