package richscale.linalg;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Linear equations with a positive definite matrix in double precision, by a left-looking Cholesky
 * factorisation of blocks (Golub and Van Loan, Matrix Computations, section 4.2).
 *
 * <p>All that grows with n^3 is products. LAPACK would solve triangles besides, which OpenBLAS
 * 0.3.19 gets wrong with the kernels of AVX-512 processors, that of single precision included;
 * products with the inverted triangles of small blocks take their place.
 */
public final class Cholesky {
  private static final int BLOCK = 64;

  /** L, in the lower blocks of a copy of the matrix. */
  private final Matrix factor;

  /** Inverses of the triangles on the diagonal. */
  private final List<Matrix> inverses = new ArrayList<>();

  private Cholesky(Matrix factor) {
    this.factor = factor;
  }

  /**
   * Solves (A + shift I) X = B.
   *
   * @param a n x n, symmetric
   * @param shift what is added to the diagonal
   * @param b n x m
   * @return X, to be closed; absent if the shifted matrix is not positive definite to working
   *     precision
   */
  public static Optional<Matrix> solve(Matrix a, double shift, Matrix b) {
    Cholesky cholesky = new Cholesky(a.copy());
    try {
      return cholesky.factorise(shift) ? Optional.of(cholesky.solve(b)) : Optional.empty();
    } finally {
      cholesky.factor.close();
      cholesky.inverses.forEach(Matrix::close);
    }
  }

  private int size(int from) {
    return Math.min(BLOCK, factor.rows() - from);
  }

  /** Returns rows and columns of the factor. */
  private Matrix part(int row, int rows, int column, int columns) {
    return factor.columns(column, columns).window(row, rows);
  }

  private boolean factorise(double shift) {
    int n = factor.rows();
    for (int k = 0; k < n; k += BLOCK) {
      int size = size(k);
      Matrix column = part(k, n - k, k, size);
      if (k > 0) {
        column.addProduct(part(k, n - k, 0, k), false, part(k, size, 0, k), true, -1);
      }
      double[] triangle = entries(part(k, size, k, size));
      for (int i = 0; i < size; i++) {
        triangle[i * size + i] += shift;
      }
      if (!factoriseSmall(triangle, size)) {
        return false;
      }
      inverses.add(Matrix.of(FloatingPoint.DOUBLE, size, size, invertTriangle(triangle, size)));
      if (k + size < n) {
        Matrix below = part(k + size, n - k - size, k, size);
        try (Matrix old = factor.like(below.rows(), size)) {
          for (int j = 0; j < size; j++) {
            old.columns(j, 1).copyFrom(below.columns(j, 1));
          }
          below.product(old, false, inverses.get(inverses.size() - 1), true, 1);
        }
      }
    }
    return true;
  }

  private static double[] entries(Matrix view) {
    double[] entries = new double[view.rows() * view.cols()];
    for (int j = 0; j < view.cols(); j++) {
      System.arraycopy(view.columns(j, 1).toArray(), 0, entries, j * view.rows(), view.rows());
    }
    return entries;
  }

  /** Leaves L in the lower triangle; returns whether all pivots were positive. */
  private static boolean factoriseSmall(double[] a, int n) {
    for (int j = 0; j < n; j++) {
      for (int k = 0; k < j; k++) {
        for (int i = j; i < n; i++) {
          a[j * n + i] -= a[k * n + i] * a[k * n + j];
        }
      }
      double pivot = a[j * n + j];
      if (!(pivot > 0)) {
        return false;
      }
      double root = Math.sqrt(pivot);
      for (int i = j; i < n; i++) {
        a[j * n + i] /= root;
      }
    }
    return true;
  }

  private static double[] invertTriangle(double[] l, int n) {
    double[] inverse = new double[n * n];
    for (int j = 0; j < n; j++) {
      inverse[j * n + j] = 1 / l[j * n + j];
      for (int i = j + 1; i < n; i++) {
        double sum = 0;
        for (int k = j; k < i; k++) {
          sum += l[k * n + i] * inverse[j * n + k];
        }
        inverse[j * n + i] = -sum / l[i * n + i];
      }
    }
    return inverse;
  }

  /** Solves L L' X = B. */
  private Matrix solve(Matrix b) {
    int n = factor.rows();
    Matrix x = b.copy();
    for (int k = 0; k < n; k += BLOCK) {
      Matrix mine = x.window(k, size(k));
      if (k > 0) {
        mine.addProduct(part(k, size(k), 0, k), false, x.window(0, k), false, -1);
      }
      multiply(mine, k, false);
    }
    for (int k = (n - 1) / BLOCK * BLOCK; k >= 0; k -= BLOCK) {
      int next = k + size(k);
      Matrix mine = x.window(k, size(k));
      if (next < n) {
        mine.addProduct(
            part(next, n - next, k, size(k)), true, x.window(next, n - next), false, -1);
      }
      multiply(mine, k, true);
    }
    return x;
  }

  private void multiply(Matrix rows, int k, boolean transposed) {
    try (Matrix old = factor.like(rows.rows(), rows.cols())) {
      old.set(entries(rows));
      rows.product(inverses.get(k / BLOCK), transposed, old, false, 1);
    }
  }
}
