package richscale.linalg;

import java.util.function.DoubleBinaryOperator;

/**
 * A loop that computes in double precision whatever that of the entries is.
 *
 * @param function of an entry and the same entry of the last matrix
 * @param matrices number of matrices, 1 or 2
 */
record DoublePrecisionLoop(DoubleBinaryOperator function, int matrices) implements Loop {
  @Override
  public void run(float[][] blocks, int count) {
    float[] x = blocks[0];
    float[] y = blocks[matrices - 1];
    for (int i = 0; i < count; i++) {
      x[i] = (float) function.applyAsDouble(x[i], y[i]);
    }
  }

  @Override
  public void run(double[][] blocks, int count) {
    double[] x = blocks[0];
    double[] y = blocks[matrices - 1];
    for (int i = 0; i < count; i++) {
      x[i] = function.applyAsDouble(x[i], y[i]);
    }
  }
}
