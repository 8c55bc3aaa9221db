package richscale.model;

import richscale.linalg.Matrix;

/** Every channel with every channel. */
final class ConvolutionOp extends ShiftedOp {
  /** Rows that all taps go over while they are in the second-level cache. */
  private static final int CACHED_ROWS = 1024;

  private final int channels;
  private final int fanOut;

  /** Weights tap after tap, each channels x fan-out, where W has the taps of a channel together. */
  private final Matrix byTap;

  private final Matrix gradient;

  ConvolutionOp(Network.Layer layer, int pad, int samples) {
    super(layer, pad, samples);
    channels = input().shape().channels();
    fanOut = z().shape().channels();
    byTap = weight().like(channels, fanOut * taps());
    gradient = weight().like(weight().rows(), weight().cols());
  }

  @FunctionalInterface
  private interface RowsAction {
    void accept(int from, int count);
  }

  /** Runs over all positions, some rows at a time. */
  private void blocks(RowsAction action) {
    int atATime = weight().space().onHost() ? CACHED_ROWS : z().span();
    for (int from = 0; from < z().span(); from += atATime) {
      action.accept(z().margin() + from, Math.min(atATime, z().span() - from));
    }
  }

  private void loadTaps(Matrix weight) {
    byTap.transpose(weight, taps());
  }

  private Matrix tap(int tap) {
    return byTap.columns(tap * fanOut, fanOut);
  }

  @Override
  void product(Matrix h, Matrix weight, double factor, Matrix into) {
    loadTaps(weight);
    blocks(
        (from, count) -> {
          Matrix rows = into.window(from, count);
          for (int tap = 0; tap < taps(); tap++) {
            Matrix shifted = h.window(from + shift(tap), count);
            if (tap == 0) {
              rows.product(shifted, false, tap(tap), false, factor);
            } else {
              rows.addProduct(shifted, false, tap(tap), false, factor);
            }
          }
        });
  }

  @Override
  void backwardTaps(Matrix byZ, Matrix into) {
    loadTaps(weight());
    blocks(
        (from, count) -> {
          Matrix rows = into.window(from, count);
          for (int tap = 0; tap < taps(); tap++) {
            Matrix shifted = byZ.window(from - shift(tap), count);
            if (tap == 0) {
              rows.product(shifted, false, tap(tap), true, multiplier());
            } else {
              rows.addProduct(shifted, false, tap(tap), true, multiplier());
            }
          }
        });
  }

  @Override
  void addWeightGradient(Matrix h, Matrix byZ, double factor, Matrix into) {
    blocks(
        (from, count) -> {
          Matrix rows = byZ.window(from, count);
          for (int tap = 0; tap < taps(); tap++) {
            Matrix shifted = h.window(from + shift(tap), count);
            if (from == z().margin()) {
              tap(tap).product(shifted, true, rows, false, factor);
            } else {
              tap(tap).addProduct(shifted, true, rows, false, factor);
            }
          }
        });
    gradient.transpose(byTap, channels * fanOut);
    into.add(1, gradient);
  }

  @Override
  public void close() {
    super.close();
    byTap.close();
    gradient.close();
  }
}
