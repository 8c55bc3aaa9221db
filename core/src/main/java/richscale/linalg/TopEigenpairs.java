package richscale.linalg;

import static org.bytedeco.openblas.global.openblas.LAPACKE_dsyevx;
import static org.bytedeco.openblas.global.openblas.LAPACK_COL_MAJOR;

import java.util.Arrays;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.SingularValueDecomposition;

/**
 * The largest eigenvalues of a positive semidefinite matrix with their eigenvectors, by LAPACK
 * where it is small.
 *
 * @param values ascending
 * @param vectors one after another, in the order of the values
 */
// Arrays are what LAPACK takes; pairs are compared by nobody.
@SuppressWarnings("ArrayRecordComponent")
record TopEigenpairs(double[] values, double[] vectors) {
  /**
   * Beyond some hundred rows LAPACK multiplies by triangles, which OpenBLAS 0.3.19 gets wrong with
   * the kernels of AVX-512 processors; another library takes over.
   */
  private static final int MAX_LAPACK_ROWS = 127;

  /**
   * Computes them.
   *
   * @param matrix n x n, its lower triangle in the first columns of a larger array
   * @param leading rows of the larger array
   * @param n number of rows and columns
   * @param count how many of the largest
   */
  static TopEigenpairs of(double[] matrix, int leading, int n, int count) {
    if (n > MAX_LAPACK_ROWS) {
      return ofMany(matrix, leading, n, count);
    }
    double[] square = new double[n * n];
    for (int column = 0; column < n; column++) {
      System.arraycopy(matrix, column * leading + column, square, column * n + column, n - column);
    }
    double[] values = new double[n];
    double[] vectors = new double[n * count];
    int info =
        LAPACKE_dsyevx(
            LAPACK_COL_MAJOR,
            (byte) 'V',
            (byte) 'I',
            (byte) 'L',
            n,
            square,
            n,
            0,
            0,
            n - count + 1,
            n,
            0,
            new int[1],
            values,
            vectors,
            n,
            new int[n]);
    if (info != 0) {
      throw new ArithmeticException("dsyevx ended with " + info);
    }
    return new TopEigenpairs(Arrays.copyOf(values, count), vectors);
  }

  private static TopEigenpairs ofMany(double[] matrix, int leading, int n, int count) {
    RealMatrix symmetric = MatrixUtils.createRealMatrix(n, n);
    for (int column = 0; column < n; column++) {
      for (int row = column; row < n; row++) {
        symmetric.setEntry(row, column, matrix[column * leading + row]);
        symmetric.setEntry(column, row, matrix[column * leading + row]);
      }
    }
    // Of such a matrix these are singular values, whose iteration ends at any rank.
    SingularValueDecomposition descending = new SingularValueDecomposition(symmetric);
    double[] values = new double[count];
    double[] vectors = new double[n * count];
    for (int i = 0; i < count; i++) {
      values[i] = descending.getSingularValues()[count - 1 - i];
      double[] vector = descending.getV().getColumn(count - 1 - i);
      System.arraycopy(vector, 0, vectors, i * n, n);
    }
    return new TopEigenpairs(values, vectors);
  }

  double largest() {
    return values[values.length - 1];
  }

  /** Returns the eigenvector of the largest. */
  double[] leading() {
    return Arrays.copyOfRange(
        vectors, vectors.length / values.length * (values.length - 1), vectors.length);
  }
}
