package richscale.linalg;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Largest singular value by the Lanczos iteration on A'A with full reorthogonalisation (Golub and
 * Van Loan, Matrix Computations, section 10.4).
 *
 * <p>A power iteration needs several hundred products for three digits of the norm of a random
 * matrix, whose singular values crowd at the edge; Lanczos needs some twenty.
 */
public final class OperatorNorm {
  /** Relative tolerance of every operator norm. */
  public static final double TOLERANCE = 1e-3;

  private static final int MAX_ITERATIONS = 120;

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
    try (Matrix image = a.like(tall ? a.rows() : a.cols(), 1);
        Matrix next = a.like(n, 1)) {
      basis.add(startVector(a, n));
      // The eigenvalue is the square of the norm: this leaves a factor 2 in reserve.
      Lanczos lanczos = new Lanczos(TOLERANCE, n);
      int limit = Math.min(n, MAX_ITERATIONS);
      for (int t = 1; t <= limit; t++) {
        Matrix v = basis.get(t - 1);
        a.multiply(!tall, v, image);
        a.multiply(tall, image, next);
        double alpha = next.dot(v);
        orthogonalise(next, basis);
        double beta = next.frobeniusNorm();
        if (lanczos.add(alpha, beta)) {
          break;
        }
        basis.add(scaled(next, 1 / beta));
      }
      return Math.sqrt(Math.max(0, lanczos.largest()));
    } finally {
      basis.forEach(Matrix::close);
    }
  }

  private static Matrix startVector(Matrix a, int n) {
    UniformRandomProvider rng = RandomSource.XO_RO_SHI_RO_128_PP.create(n);
    ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(rng);
    Matrix start = a.like(n, 1);
    start.fill(normal::sample);
    start.scale(1 / start.frobeniusNorm());
    return start;
  }

  private static Matrix scaled(Matrix vector, double factor) {
    Matrix scaled = vector.like(vector.rows(), 1);
    scaled.map(vector, entry -> factor * entry);
    return scaled;
  }

  private static void orthogonalise(Matrix vector, List<Matrix> basis) {
    // Twice is enough (Kahan and Parlett).
    for (int pass = 0; pass < 2; pass++) {
      for (Matrix v : basis) {
        vector.add(-vector.dot(v), v);
      }
    }
  }
}
