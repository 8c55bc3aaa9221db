package richscale.linalg;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;

/**
 * Largest singular value by the Lanczos iteration on A'A with full reorthogonalisation (Golub and
 * Van Loan, Matrix Computations, section 10.4).
 *
 * <p>A power iteration needs several hundred products for three digits of the norm of a random
 * matrix, whose singular values crowd at the edge; Lanczos needs some twenty. At such an edge the
 * error after t iterations falls like 1/t^2, so it is about t/2 times the last increment; the
 * iteration ends when that estimate is below the tolerance twice in a row.
 */
public final class OperatorNorm {
  /** Relative tolerance of every operator norm. */
  public static final double TOLERANCE = 1e-3;

  private static final int MAX_ITERATIONS = 120;

  /**
   * Below this share of the norm a new Lanczos vector is rounding noise: the space is exhausted.
   */
  private static final double BREAKDOWN = 1e-6;

  private OperatorNorm() {}

  /**
   * Returns the operator norm of a matrix.
   *
   * @param a the matrix
   * @return its largest singular value, to {@link #TOLERANCE} relative; 0 for the zero matrix
   */
  public static double of(Matrix a) {
    // The smaller Gram matrix has the same norm and shorter Lanczos vectors.
    boolean tall = a.rows() >= a.cols();
    int n = tall ? a.cols() : a.rows();
    List<Matrix> basis = new ArrayList<>();
    try (Matrix image = Matrix.allocate(tall ? a.rows() : a.cols(), 1);
        Matrix next = Matrix.allocate(n, 1)) {
      basis.add(startVector(n));
      List<Double> diagonal = new ArrayList<>();
      List<Double> offDiagonal = new ArrayList<>();
      double sigma = 0;
      boolean wasClose = false;
      int limit = Math.min(n, MAX_ITERATIONS);
      for (int t = 1; t <= limit; t++) {
        Matrix v = basis.get(t - 1);
        a.multiply(!tall, v, image);
        a.multiply(tall, image, next);
        diagonal.add(next.dot(v));
        orthogonalise(next, basis);
        double previous = sigma;
        sigma = Math.sqrt(Math.max(0, largestRitzValue(diagonal, offDiagonal)));
        boolean close = (sigma - previous) * t / 2 <= TOLERANCE * sigma / 2;
        double beta = next.frobeniusNorm();
        if ((close && wasClose) || beta <= BREAKDOWN * sigma * sigma) {
          break;
        }
        wasClose = close;
        offDiagonal.add(beta);
        basis.add(scaled(next, 1 / beta));
      }
      return sigma;
    } finally {
      basis.forEach(Matrix::close);
    }
  }

  private static Matrix startVector(int n) {
    UniformRandomProvider rng = RandomSource.XO_RO_SHI_RO_128_PP.create(n);
    ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(rng);
    float[] entries = new float[n];
    double sum = 0;
    for (int i = 0; i < n; i++) {
      entries[i] = (float) normal.sample();
      sum += (double) entries[i] * entries[i];
    }
    try (Matrix unscaled = Matrix.of(n, 1, entries)) {
      return scaled(unscaled, 1 / Math.sqrt(sum));
    }
  }

  private static Matrix scaled(Matrix vector, double factor) {
    float[] entries = new float[vector.rows()];
    vector.get(entries);
    for (int i = 0; i < entries.length; i++) {
      entries[i] = (float) (entries[i] * factor);
    }
    return Matrix.of(entries.length, 1, entries);
  }

  private static void orthogonalise(Matrix vector, List<Matrix> basis) {
    // Twice is enough (Kahan and Parlett).
    for (int pass = 0; pass < 2; pass++) {
      for (Matrix v : basis) {
        vector.add((float) -vector.dot(v), v);
      }
    }
  }

  private static double largestRitzValue(List<Double> diagonal, List<Double> offDiagonal) {
    int t = diagonal.size();
    RealMatrix tridiagonal = MatrixUtils.createRealMatrix(t, t);
    for (int i = 0; i < t; i++) {
      tridiagonal.setEntry(i, i, diagonal.get(i));
      if (i + 1 < t) {
        tridiagonal.setEntry(i, i + 1, offDiagonal.get(i));
        tridiagonal.setEntry(i + 1, i, offDiagonal.get(i));
      }
    }
    return new EigenDecompositionSymmetric(tridiagonal).getEigenvalue(0);
  }
}
