package richscale.linalg;

import static org.bytedeco.openblas.global.openblas.LAPACKE_dpotrf;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dpotrs;
import static org.bytedeco.openblas.global.openblas.LAPACK_COL_MAJOR;

import java.util.Optional;
import org.bytedeco.javacpp.DoublePointer;

/** Linear equations with a positive definite matrix in double precision, by LAPACK. */
public final class Cholesky {
  private Cholesky() {}

  /**
   * Solves (A + shift I) X = B.
   *
   * @param a n x n, symmetric
   * @param shift what is added to the diagonal
   * @param b n x m
   * @return X; absent if the shifted matrix is not positive definite to working precision
   */
  public static Optional<Matrix> solve(Matrix a, double shift, Matrix b) {
    int n = a.rows();
    try (Matrix factor = a.copy()) {
      DoublePointer entries = factor.doubles();
      for (int i = 0; i < n; i++) {
        long at = (long) i * (n + 1);
        entries.put(at, entries.get(at) + shift);
      }
      if (LAPACKE_dpotrf(LAPACK_COL_MAJOR, (byte) 'L', n, entries, n) != 0) {
        return Optional.empty();
      }
      Matrix x = b.copy();
      int info =
          LAPACKE_dpotrs(LAPACK_COL_MAJOR, (byte) 'L', n, b.cols(), entries, n, x.doubles(), n);
      if (info != 0) {
        x.close();
        throw new ArithmeticException("dpotrs ended with " + info);
      }
      return Optional.of(x);
    }
  }
}
