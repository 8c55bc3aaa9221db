package richscale.linalg;

import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.SingularValueDecomposition;

/**
 * The polar factor U V' of a matrix U S V': all its singular values made 1, those that are 0 left
 * out.
 */
public final class PolarFactor {
  /** Of the quintic iteration whose singular values end between .7 and 1.2 (Jordan 2024). */
  private static final double[] QUINTIC = {3.4445, -4.7750, 2.0315};

  private static final int ITERATIONS = 5;

  private PolarFactor() {}

  /**
   * Approximates it by five steps of a Newton-Schulz iteration: products alone.
   *
   * @param matrix is replaced
   */
  public static void newtonSchulz(Matrix matrix) {
    boolean tall = matrix.rows() > matrix.cols();
    int small = Math.min(matrix.rows(), matrix.cols());
    matrix.normalise();
    try (Matrix gram = matrix.like(small, small);
        Matrix square = matrix.like(small, small);
        Matrix next = matrix.like(matrix.rows(), matrix.cols())) {
      for (int i = 0; i < ITERATIONS; i++) {
        gram.product(matrix, tall, matrix, !tall, 1);
        square.product(gram, false, gram, false, QUINTIC[2]);
        square.add(QUINTIC[1], gram);
        next.copyFrom(matrix);
        next.scale(QUINTIC[0]);
        if (tall) {
          next.addProduct(matrix, false, square, false, 1);
        } else {
          next.addProduct(square, false, matrix, false, 1);
        }
        matrix.copyFrom(next);
      }
    }
  }

  /**
   * Computes it by a singular value decomposition in double precision.
   *
   * @param matrix is replaced
   */
  public static void exact(Matrix matrix) {
    int rows = matrix.rows();
    int cols = matrix.cols();
    matrix.set(ofArray(matrix.toArray(), rows, cols, negligible(matrix)));
  }

  /**
   * Adds a multiple of that of a' b, of which each has fewer rows than columns: from their small
   * Gram matrices, so that it costs no more than the product itself.
   *
   * @param a k x m
   * @param b k x n
   * @param factor the multiple
   * @param into m x n
   */
  public static void addOfProduct(Matrix a, Matrix b, double factor, Matrix into) {
    int k = a.rows();
    Roots ofA = Roots.of(a);
    Roots ofB = Roots.of(b);
    // a = ofA.root Qa and b = ofB.root Qb with orthonormal rows, so that the middle is small.
    double[] middle = columnMajor(ofA.root.transposeMultiply(ofB.root));
    RealMatrix polar = dense(ofArray(middle, k, k, negligible(a)), k, k);
    double[] between = columnMajor(ofA.inverse.multiply(polar).multiplyTransposed(ofB.inverse));
    try (Matrix small = a.like(k, k);
        Matrix right = b.like(k, b.cols())) {
      small.set(between);
      right.product(small, false, b, false, 1);
      into.addProduct(a, true, right, false, factor);
    }
  }

  /** Singular values below this share of the greatest are rounding. */
  private static double negligible(Matrix matrix) {
    return matrix.precision() == FloatingPoint.FLOAT ? 1e-5 : 1e-10;
  }

  private static double[] ofArray(double[] matrix, int rows, int cols, double negligible) {
    SingularValueDecomposition svd = new SingularValueDecomposition(dense(matrix, rows, cols));
    double[] values = svd.getSingularValues();
    int rank = 0;
    while (rank < values.length && values[rank] > negligible * values[0]) {
      rank++;
    }
    if (rank == 0) {
      return new double[rows * cols];
    }
    return columnMajor(
        svd.getU()
            .getSubMatrix(0, rows - 1, 0, rank - 1)
            .multiplyTransposed(svd.getV().getSubMatrix(0, cols - 1, 0, rank - 1)));
  }

  /**
   * Roots of the Gram matrix a a' = V L V'.
   *
   * @param root V L^(1/2)
   * @param inverse V L^(-1/2), without what L has none of
   */
  private record Roots(RealMatrix root, RealMatrix inverse) {
    static Roots of(Matrix a) {
      int k = a.rows();
      EigenDecompositionSymmetric eigen;
      try (Matrix wide = a.to(FloatingPoint.DOUBLE);
          Matrix gram = wide.like(k, k)) {
        gram.product(wide, false, wide, true, 1);
        RealMatrix square = dense(gram.toArray(), k, k);
        eigen = new EigenDecompositionSymmetric(square.add(square.transpose()).scalarMultiply(0.5));
      }
      double[] values = eigen.getEigenvalues();
      double greatest = 0;
      for (double value : values) {
        greatest = Math.max(greatest, value);
      }
      double least = Math.pow(negligible(a), 2) * Math.max(greatest, Double.MIN_NORMAL);
      double[] roots = new double[k];
      double[] inverses = new double[k];
      for (int i = 0; i < k; i++) {
        roots[i] = values[i] > least ? Math.sqrt(values[i]) : 0;
        inverses[i] = roots[i] > 0 ? 1 / roots[i] : 0;
      }
      return new Roots(
          eigen.getV().multiply(MatrixUtils.createRealDiagonalMatrix(roots)),
          eigen.getV().multiply(MatrixUtils.createRealDiagonalMatrix(inverses)));
    }
  }

  private static RealMatrix dense(double[] columnMajor, int rows, int cols) {
    RealMatrix dense = MatrixUtils.createRealMatrix(rows, cols);
    for (int column = 0; column < cols; column++) {
      for (int row = 0; row < rows; row++) {
        dense.setEntry(row, column, columnMajor[column * rows + row]);
      }
    }
    return dense;
  }

  private static double[] columnMajor(RealMatrix dense) {
    int rows = dense.getRowDimension();
    double[] columnMajor = new double[rows * dense.getColumnDimension()];
    for (int column = 0; column < dense.getColumnDimension(); column++) {
      System.arraycopy(dense.getColumn(column), 0, columnMajor, column * rows, rows);
    }
    return columnMajor;
  }
}
