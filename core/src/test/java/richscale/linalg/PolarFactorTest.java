package richscale.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.SingularValueDecomposition;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PolarFactorTest {
  private static Matrix gaussian(FloatingPoint precision, int rows, int cols, long seed) {
    Matrix matrix = Matrix.allocate(precision, rows, cols);
    Random random = new Random(seed);
    matrix.fill(random::nextGaussian);
    return matrix;
  }

  private static RealMatrix dense(Matrix matrix) {
    double[] all = matrix.toArray();
    RealMatrix dense = MatrixUtils.createRealMatrix(matrix.rows(), matrix.cols());
    for (int row = 0; row < matrix.rows(); row++) {
      for (int col = 0; col < matrix.cols(); col++) {
        dense.setEntry(row, col, all[col * matrix.rows() + row]);
      }
    }
    return dense;
  }

  /** U V' of Hipparchus's decomposition, as far as the rank goes. */
  private static RealMatrix polar(RealMatrix matrix, int rank) {
    SingularValueDecomposition svd = new SingularValueDecomposition(matrix);
    return svd.getU()
        .getSubMatrix(0, matrix.getRowDimension() - 1, 0, rank - 1)
        .multiply(
            svd.getV().getSubMatrix(0, matrix.getColumnDimension() - 1, 0, rank - 1).transpose());
  }

  private static void assertClose(Matrix found, RealMatrix expected, double tolerance) {
    assertThat(dense(found).subtract(expected).getNorm1()).isLessThan(tolerance);
  }

  @ParameterizedTest
  @CsvSource({"5, 5, DOUBLE", "3, 9, DOUBLE", "12, 4, DOUBLE", "7, 20, FLOAT", "1, 6, DOUBLE"})
  void decompositionsGiveIt(int rows, int cols, FloatingPoint precision) {
    try (Matrix matrix = gaussian(precision, rows, cols, 3)) {
      RealMatrix expected = polar(dense(matrix), Math.min(rows, cols));
      PolarFactor.exact(matrix);
      assertClose(matrix, expected, precision == FloatingPoint.DOUBLE ? 1e-12 : 1e-5);
    }
  }

  @ParameterizedTest
  @CsvSource({"4, 9, 13, DOUBLE", "1, 5, 5, DOUBLE", "6, 30, 8, FLOAT"})
  void thinFactorsGiveThatOfTheirProduct(int rank, int rows, int cols, FloatingPoint precision) {
    try (Matrix a = gaussian(precision, rank, rows, 5);
        Matrix b = gaussian(precision, rank, cols, 6);
        Matrix into = gaussian(precision, rows, cols, 7);
        Matrix product = into.like(rows, cols)) {
      product.product(a, true, b, false, 1);
      RealMatrix expected = dense(into).add(polar(dense(product), rank).scalarMultiply(0.5));
      PolarFactor.addOfProduct(a, b, 0.5, into);
      assertClose(into, expected, precision == FloatingPoint.DOUBLE ? 1e-11 : 1e-4);
    }
  }

  /** It knows no size, as long as numbers have one. */
  @ParameterizedTest
  @CsvSource({"1e-25, 1", "1e25, 1", "1e-36, 1e3", "1e18, 1e-30", "1e-25, 1e-12"})
  void sizesOfFactorsDoNotMatter(double sizeOfA, double sizeOfB) {
    try (Matrix a = gaussian(FloatingPoint.FLOAT, 6, 30, 5);
        Matrix b = gaussian(FloatingPoint.FLOAT, 6, 8, 6);
        Matrix plain = a.like(30, 8);
        Matrix sized = a.like(30, 8)) {
      plain.zero();
      sized.zero();
      PolarFactor.addOfProduct(a, b, 0.5, plain);
      a.scale(sizeOfA);
      b.scale(sizeOfB);
      PolarFactor.addOfProduct(a, b, 0.5, sized);
      assertThat(plain.frobeniusNorm()).isCloseTo(0.5 * Math.sqrt(6), within(1e-5));
      sized.add(-1, plain);
      assertThat(sized.frobeniusNorm()).isLessThan(1e-4);
    }
  }

  @ParameterizedTest
  @EnumSource
  void zerosHaveNoneAndWhatIsNotFiniteMakesNoNumber(FloatingPoint precision) {
    try (Matrix a = gaussian(precision, 3, 9, 5);
        Matrix b = gaussian(precision, 3, 4, 6);
        Matrix into = a.like(9, 4);
        Matrix whole = a.like(9, 4)) {
      into.zero();
      a.zero();
      PolarFactor.addOfProduct(a, b, 0.5, into);
      assertThat(into.frobeniusNorm()).isZero();
      a.fill(() -> Double.POSITIVE_INFINITY);
      PolarFactor.addOfProduct(a, b, 0.5, into);
      assertThat(into.toArray()).containsOnly(Double.NaN);
      for (double value : new double[] {Double.NaN, Double.NEGATIVE_INFINITY}) {
        whole.fill(() -> value);
        PolarFactor.exact(whole);
        assertThat(whole.toArray()).containsOnly(Double.NaN);
        whole.fill(() -> value);
        PolarFactor.newtonSchulz(whole);
        assertThat(whole.toArray()).containsOnly(Double.NaN);
      }
    }
  }

  /** The iteration ends with singular values about 1 and the singular vectors of the matrix. */
  @ParameterizedTest
  @CsvSource({"16, 16", "8, 40", "40, 8"})
  void theIterationIsNearIt(int rows, int cols) {
    try (Matrix matrix = gaussian(FloatingPoint.DOUBLE, rows, cols, 9)) {
      RealMatrix exact = polar(dense(matrix), Math.min(rows, cols));
      PolarFactor.newtonSchulz(matrix);
      double[] values = new SingularValueDecomposition(dense(matrix)).getSingularValues();
      assertThat(values[0]).isLessThan(1.3);
      double aligned = 0;
      for (int row = 0; row < rows; row++) {
        for (int col = 0; col < cols; col++) {
          aligned += exact.getEntry(row, col) * dense(matrix).getEntry(row, col);
        }
      }
      assertThat(aligned / Math.min(rows, cols)).isCloseTo(0.9, within(0.2));
    }
  }
}
