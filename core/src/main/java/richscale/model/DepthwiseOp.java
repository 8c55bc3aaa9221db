package richscale.model;

import richscale.linalg.Matrix;

/** Every channel with itself: W has one row for each channel and one column for each tap. */
final class DepthwiseOp extends ShiftedOp {
  DepthwiseOp(Network.Layer layer, int pad, int samples) {
    super(layer, pad, samples);
  }

  @FunctionalInterface
  private interface TapAction {
    void accept(int channel, int tap);
  }

  @Override
  void product(Matrix h, Matrix weight, double factor, Matrix into) {
    double[] weights = weight.toArray();
    into.zero();
    forEach(
        (channel, tap) ->
            column(into, channel, 0)
                .add(factor * weights[tap * h.cols() + channel], column(h, channel, shift(tap))));
  }

  @Override
  void backwardTaps(Matrix byZ, Matrix into) {
    double[] weights = weight().toArray();
    into.zero();
    forEach(
        (channel, tap) ->
            column(into, channel, 0)
                .add(
                    multiplier() * weights[tap * byZ.cols() + channel],
                    column(byZ, channel, -shift(tap))));
  }

  @Override
  void addWeightGradient(Matrix h, Matrix byZ, double factor, Matrix into) {
    double[] gradient = new double[Math.toIntExact(into.size())];
    forEach(
        (channel, tap) ->
            gradient[tap * h.cols() + channel] =
                factor * column(byZ, channel, 0).dot(column(h, channel, shift(tap))));
    try (Matrix added = into.like(into.rows(), into.cols())) {
      added.set(gradient);
      into.add(1, added);
    }
  }

  private Matrix column(Matrix maps, int channel, int shift) {
    return maps.columns(channel, 1).window(z().margin() + shift, z().span());
  }

  private void forEach(TapAction action) {
    for (int channel = 0; channel < z().shape().channels(); channel++) {
      for (int tap = 0; tap < taps(); tap++) {
        action.accept(channel, tap);
      }
    }
  }
}
