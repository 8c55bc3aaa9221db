package richscale.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.SingularValueDecomposition;
import org.junit.jupiter.api.Test;

class OperatorNormTest {
  @Property(tries = 150)
  void agreesWithADenseDecompositionOnRandomMatrices(
      @ForAll @IntRange(min = 1, max = 150) int rows,
      @ForAll @IntRange(min = 1, max = 150) int cols,
      @ForAll long seed) {
    Random random = new Random(seed);
    float[] entries = new float[rows * cols];
    for (int i = 0; i < entries.length; i++) {
      entries[i] = (float) random.nextGaussian();
    }
    assertAgrees(rows, cols, entries);
  }

  @Property(tries = 150)
  void agreesWithADenseDecompositionOnNearlyLowRankMatrices(
      @ForAll @IntRange(min = 2, max = 120) int size,
      @ForAll @IntRange(min = 1, max = 3) int rank,
      @ForAll long seed) {
    Random random = new Random(seed);
    float[] entries = new float[size * size];
    for (int k = 0; k < rank; k++) {
      double[] u = random.doubles(size, -1, 1).toArray();
      double[] v = random.doubles(size, -1, 1).toArray();
      for (int i = 0; i < entries.length; i++) {
        entries[i] += (float) (u[i % size] * v[i / size] + 1e-6 * random.nextGaussian());
      }
    }
    assertAgrees(size, size, entries);
  }

  @Test
  void agreesAtTheEdgeOfALargeRandomMatrixWhereSingularValuesCrowd() {
    int n = 1000;
    Random random = new Random(1);
    float[] entries = new float[n * n];
    for (int i = 0; i < entries.length; i++) {
      entries[i] = (float) (random.nextGaussian() / Math.sqrt(n));
    }
    assertAgrees(n, n, entries);
  }

  @Test
  void isZeroForTheZeroMatrix() {
    try (Matrix zero = Matrix.of(FloatingPoint.FLOAT, 3, 4, new float[12])) {
      assertThat(OperatorNorm.of(zero)).isZero();
    }
  }

  private static void assertAgrees(int rows, int cols, float[] entries) {
    RealMatrix dense = new Array2DRowRealMatrix(rows, cols);
    for (int i = 0; i < entries.length; i++) {
      dense.setEntry(i % rows, i / rows, entries[i]);
    }
    double exact = new SingularValueDecomposition(dense).getNorm();
    try (Matrix matrix = Matrix.of(FloatingPoint.FLOAT, rows, cols, entries)) {
      assertThat(OperatorNorm.of(matrix)).isCloseTo(exact, within(OperatorNorm.TOLERANCE * exact));
    }
  }
}
