package richscale.model;

import richscale.linalg.Matrix;

/** Every unit with every unit. */
final class DenseOp extends WeightedOp {
  DenseOp(Network.Layer layer, int samples) {
    super(layer, 0, samples);
  }

  @Override
  void product(Matrix h, Matrix weight, double factor, Matrix into) {
    into.product(h, false, weight, false, factor);
  }

  @Override
  public void backward(Matrix byZ, Matrix into) {
    into.product(byZ, false, weight(), true, multiplier());
  }

  @Override
  void addWeightGradient(Matrix h, Matrix byZ, double factor, Matrix into) {
    into.addProduct(h, true, byZ, false, factor);
  }
}
