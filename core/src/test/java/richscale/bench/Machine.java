package richscale.bench;

import java.util.Arrays;
import richscale.linalg.FloatingPoint;
import richscale.linalg.Matrix;

/** What one core of this machine can do at best, in single precision. */
final class Machine {
  private Machine() {}

  /** Returns the GFLOP/s of a square matrix product. */
  static double gemmPeak() {
    int n = 1024;
    try (Matrix a = ones(n, n);
        Matrix b = ones(n, n);
        Matrix c = Matrix.allocate(FloatingPoint.FLOAT, n, n)) {
      return 2.0 * n * n * n / Timing.median(() -> c.product(a, false, b, false, 1)) / 1e9;
    }
  }

  /**
   * Returns the GB/s of {@code a += s b}, which reads both and writes one.
   *
   * @param entries length of a and of b
   */
  static double triad(int entries) {
    try (Matrix a = ones(entries, 1);
        Matrix b = ones(entries, 1)) {
      return 12.0 * entries / Timing.median(() -> a.add(1e-9, b)) / 1e9;
    }
  }

  private static Matrix ones(int rows, int cols) {
    float[] ones = new float[rows * cols];
    Arrays.fill(ones, 1);
    return Matrix.of(FloatingPoint.FLOAT, rows, cols, ones);
  }
}
