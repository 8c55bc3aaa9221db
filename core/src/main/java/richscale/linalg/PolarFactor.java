package richscale.linalg;

import java.util.Arrays;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.SingularValueDecomposition;

/**
 * The polar factor U V' of a matrix U S V': all its singular values made 1, those that are 0 left
 * out. Where an entry is no finite number there is none, and all entries become NaN.
 */
public final class PolarFactor {
  /** Of the quintic iteration whose singular values end between .7 and 1.2 (Jordan 2024). */
  private static final double[] QUINTIC = {3.4445, -4.7750, 2.0315};

  private static final int ITERATIONS = 5;

  /** Units stay well within the range of single precision. */
  private static final int LARGEST_EXPONENT = 100;

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
    double[] entries = matrix.toArray();
    matrix.set(
        finite(entries)
            ? ofArray(entries, rows, cols, negligible(matrix))
            : filled(entries.length, Double.NaN));
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
    double[] gramOfA = gram(a);
    double[] gramOfB = gram(b);
    if (!finite(gramOfA) || !finite(gramOfB)) {
      into.fill(() -> Double.NaN);
      return;
    }
    Roots ofA = Roots.of(gramOfA, k, negligible(a));
    Roots ofB = Roots.of(gramOfB, k, negligible(b));
    // a = 2^p ofA.root Qa and b = 2^q ofB.root Qb with orthonormal rows, so that the middle is
    // small.
    double[] middle = columnMajor(ofA.root.transposeMultiply(ofB.root));
    RealMatrix polar = dense(ofArray(middle, k, k, negligible(a)), k, k);
    double[] between = columnMajor(ofA.inverse.multiply(polar).multiplyTransposed(ofB.inverse));
    try (Matrix small = a.like(k, k);
        Matrix right = b.like(k, b.cols())) {
      small.set(between);
      right.product(small, false, b, false, 1 / ofB.unit);
      into.addProduct(a, true, right, false, factor / ofA.unit);
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

  /** Returns a a' in double precision. */
  private static double[] gram(Matrix a) {
    try (Matrix wide = a.to(FloatingPoint.DOUBLE);
        Matrix gram = wide.like(a.rows(), a.rows())) {
      gram.product(wide, false, wide, true, 1);
      return gram.toArray();
    }
  }

  private static boolean finite(double[] entries) {
    return Arrays.stream(entries).allMatch(Double::isFinite);
  }

  private static double[] filled(int count, double value) {
    double[] entries = new double[count];
    Arrays.fill(entries, value);
    return entries;
  }

  /**
   * Roots of the Gram matrix a a' = V L V', in a unit of the order of a, so that what is made of
   * them is of order 1 in either precision.
   *
   * @param root V L^(1/2) / unit
   * @param inverse V L^(-1/2) unit, without what L has none of
   * @param unit a power of 2, by which numbers are divided without rounding
   */
  private record Roots(RealMatrix root, RealMatrix inverse, double unit) {
    static Roots of(double[] gram, int k, double negligible) {
      RealMatrix square = dense(gram, k, k);
      EigenDecompositionSymmetric eigen =
          new EigenDecompositionSymmetric(square.add(square.transpose()).scalarMultiply(0.5));
      double[] values = eigen.getEigenvalues();
      double greatest = 0;
      for (double value : values) {
        greatest = Math.max(greatest, value);
      }
      double least = Math.pow(negligible, 2) * Math.max(greatest, Double.MIN_NORMAL);
      int exponent = greatest > 0 ? Math.getExponent(Math.sqrt(greatest)) : 0;
      double unit =
          Math.scalb(1.0, Math.max(-LARGEST_EXPONENT, Math.min(exponent, LARGEST_EXPONENT)));
      double[] roots = new double[k];
      double[] inverses = new double[k];
      for (int i = 0; i < k; i++) {
        roots[i] = values[i] > least ? Math.sqrt(values[i]) / unit : 0;
        inverses[i] = roots[i] > 0 ? 1 / roots[i] : 0;
      }
      return new Roots(
          eigen.getV().multiply(MatrixUtils.createRealDiagonalMatrix(roots)),
          eigen.getV().multiply(MatrixUtils.createRealDiagonalMatrix(inverses)),
          unit);
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
