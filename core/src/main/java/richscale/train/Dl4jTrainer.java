package richscale.train;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import richscale.architecture.FeatureShape;
import richscale.data.Samples;
import richscale.model.Dl4jModel;
import richscale.model.Network;
import richscale.spec.Trial;

/** The reference: every update is a call of DL4J's own {@code fit}. */
public final class Dl4jTrainer implements Trainer {
  private final Dl4jModel network;
  private final Samples samples;
  private final int batchSize;
  private final boolean fullBatch;
  private final Optional<FeatureShape> maps;
  private final BatchOrder order;
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
    load(samples);
  }

  private void load(Samples batch) {
    x = inputs(batch);
    y = array(batch.y(), batch.count(), batch.outputs());
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
      load(samples.select(order.next(batchSize)));
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
