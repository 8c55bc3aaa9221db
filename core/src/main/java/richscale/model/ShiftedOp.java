package richscale.model;

import richscale.linalg.Indices;
import richscale.linalg.Kernel;
import richscale.linalg.Matrix;

/**
 * What convolutions share: the taps, and how far each shifts a map.
 *
 * <p>A convolution is a sum over its taps, the positions of the kernel: a shifted map times the
 * weights of that tap. In a {@link FeatureLayout} a shift is an offset, so that each tap is one
 * GEMM on the maps where they are, and nothing is copied.
 */
abstract sealed class ShiftedOp extends WeightedOp permits ConvolutionOp, DepthwiseOp {
  private final Indices zeros;

  ShiftedOp(Network.Layer layer, int pad, int samples) {
    super(layer, pad, samples);
    zeros = input().padding();
  }

  abstract void backwardTaps(Matrix byZ, Matrix into);

  int taps() {
    return kernel() * kernel();
  }

  int shift(int tap) {
    int reach = kernel() / 2;
    return (tap / kernel() - reach) * z().stride() + tap % kernel() - reach;
  }

  @Override
  public void backward(Matrix byZ, Matrix into) {
    backwardTaps(byZ, into);
    into.zeroRows(zeros);
  }

  @Override
  public double coveredNorm(Matrix h) {
    if (kernel() == 1) {
      return h.frobeniusNorm();
    }
    int reach = kernel() / 2;
    double[] cover = new double[input().rows()];
    int height = input().shape().height();
    int width = input().shape().width();
    input()
        .forEachPosition(
            (row, sample, position) ->
                cover[row] =
                    Math.sqrt(
                        (double) covered(position / width, height, reach)
                            * covered(position % width, width, reach)));
    try (Matrix weights = h.like(h.rows(), 1);
        Matrix column = h.like(h.rows(), 1)) {
      weights.set(cover);
      double squares = 0;
      for (int channel = 0; channel < h.cols(); channel++) {
        column.copyFrom(h.columns(channel, 1));
        Kernel.TIMES.run(1, column, weights);
        squares += column.dot(column);
      }
      return Math.sqrt(squares);
    }
  }

  /** Returns how many outputs along a side of a map see the input at a place. */
  private static int covered(int at, int length, int reach) {
    return Math.min(length - 1, at + reach) - Math.max(0, at - reach) + 1;
  }
}
