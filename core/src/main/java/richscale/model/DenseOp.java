package richscale.model;

import richscale.linalg.Matrix;
import richscale.linalg.PolarFactor;

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
  public boolean addPolarGradient(
      int parameter, Matrix h, Matrix byZ, double factor, Matrix into, double kept) {
    if (parameter != 0 || h.rows() >= Math.min(h.cols(), byZ.cols())) {
      return false;
    }
    if (kept != 1) {
      into.scale(kept);
    }
    PolarFactor.addOfProduct(h, byZ, factor, into);
    return true;
  }

  @Override
  void addWeightGradient(Matrix h, Matrix byZ, double factor, Matrix into) {
    into.addProduct(h, true, byZ, false, factor);
  }
}
