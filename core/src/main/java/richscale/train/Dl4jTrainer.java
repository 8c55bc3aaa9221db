package richscale.train;

import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import richscale.data.Samples;
import richscale.model.Network;
import richscale.spec.Trial;

/** The reference: every update is a call of DL4J's own {@code fit}. */
public final class Dl4jTrainer implements Trainer {
  private final MultiLayerNetwork network;
  private final Samples samples;
  private final int batchSize;
  private final boolean fullBatch;
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
    fullBatch = batchSize == samples.count();
    order = new BatchOrder(trial.seed(), samples.count());
    load(samples);
  }

  private void load(Samples batch) {
    x = array(batch.x(), batch.count(), batch.inputs());
    y = array(batch.y(), batch.count(), batch.outputs());
  }

  private INDArray array(float[] columnMajor, int rows, int cols) {
    INDArray floats = Nd4j.create(columnMajor, new long[] {rows, cols}, 'f');
    return floats.castTo(network.params().dataType());
  }

  @Override
  public double step() {
    if (!fullBatch) {
      close();
      load(samples.select(order.next(batchSize)));
    }
    network.fit(x, y);
    return network.score();
  }

  @Override
  public void close() {
    x.close();
    y.close();
  }
}
