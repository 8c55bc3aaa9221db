package richscale.model;

import richscale.linalg.Indices;
import richscale.linalg.Matrix;

/** What layers with one weight matrix and perhaps a bias share. */
abstract sealed class WeightedOp implements LayerOp permits DenseOp, ShiftedOp {
  private static final int BIAS = 1;

  private final Network.Layer layer;
  private final FeatureLayout input;
  private final FeatureLayout z;
  private final Indices padding;
  private final Matrix ones;

  /**
   * Prepares a layer for batches of one size.
   *
   * @param layer the layer
   * @param pad zeros around maps
   * @param samples size of a batch
   */
  WeightedOp(Network.Layer layer, int pad, int samples) {
    this.layer = layer;
    input = new FeatureLayout(layer.shapes().input(), pad, samples);
    z = new FeatureLayout(layer.shapes().z(), pad, samples);
    padding = z.padding();
    ones = layer.weight().like(layer.bias().isPresent() ? z.rows() : 1, 1);
    ones.ones();
  }

  /** Computes factor times weight * h. */
  abstract void product(Matrix h, Matrix weight, double factor, Matrix into);

  abstract void addWeightGradient(Matrix h, Matrix byZ, double factor, Matrix into);

  @Override
  public FeatureLayout input() {
    return input;
  }

  @Override
  public FeatureLayout z() {
    return z;
  }

  Matrix weight() {
    return layer.weight();
  }

  double multiplier() {
    return layer.scaling().multiplier();
  }

  int kernel() {
    return layer.shapes().plan().kernel();
  }

  @Override
  public void forward(Matrix h, Matrix into) {
    product(h, weight(), multiplier(), into);
    layer
        .bias()
        .ifPresent(bias -> into.addProduct(ones, false, bias.values(), false, multiplier()));
    into.zeroRows(padding);
  }

  @Override
  public void push(Matrix h, Matrix weight, Matrix into) {
    product(h, weight, 1, into);
    into.zeroRows(padding);
  }

  @Override
  public void addGradient(int parameter, Matrix h, Matrix byZ, double factor, Matrix into) {
    if (parameter == BIAS) {
      into.addProduct(ones, true, byZ, false, factor);
    } else {
      addWeightGradient(h, byZ, factor, into);
    }
  }

  @Override
  public double coveredNorm(Matrix h) {
    return h.frobeniusNorm();
  }

  @Override
  public void close() {
    ones.close();
  }
}
