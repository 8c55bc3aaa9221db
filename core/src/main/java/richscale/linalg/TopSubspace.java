package richscale.linalg;

import java.util.Arrays;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;

/**
 * The directions in which a matrix acts most, by subspace iteration from a random start with some
 * directions to spare and a Rayleigh-Ritz step (Golub and Van Loan, Matrix Computations, section
 * 8.2; Halko, Martinsson and Tropp 2011), until the values stand still.
 *
 * @param values singular values, descending
 * @param vectors right singular vectors as columns, to be closed
 */
// Arrays and matrices are what is computed with; subspaces are compared by nobody.
@SuppressWarnings("ArrayRecordComponent")
public record TopSubspace(double[] values, Matrix vectors) implements AutoCloseable {
  private static final int SPARE = 8;

  private static final int MAX_ITERATIONS = 300;

  /** Relative change of values below which vectors err by some 1e-6, the root of it. */
  private static final double STANDING = 1e-12;

  /**
   * Finds the directions.
   *
   * @param a any matrix
   * @param count how many, at least 1; no more than its columns are returned
   * @return values and directions; those beyond the rank of the matrix have the value 0
   */
  public static TopSubspace of(Matrix a, int count) {
    int wanted = Math.min(count, a.cols());
    int block = Math.min(wanted + SPARE, a.cols());
    ZigguratSampler.NormalizedGaussian normal =
        ZigguratSampler.NormalizedGaussian.of(RandomSource.XO_RO_SHI_RO_128_PP.create(block));
    try (Matrix wide = a.to(FloatingPoint.DOUBLE);
        Matrix basis = wide.like(a.cols(), block);
        Matrix images = wide.like(a.rows(), block)) {
      basis.fill(normal::sample);
      orthonormalise(basis);
      double[] before = new double[wanted];
      for (int i = 0; ; i++) {
        images.product(wide, false, basis, false, 1);
        TopEigenpairs ritz = ritz(images, wanted);
        if (i == MAX_ITERATIONS || stand(before, ritz.values())) {
          return ordered(ritz, basis);
        }
        before = ritz.values();
        basis.product(wide, true, images, false, 1);
        orthonormalise(basis);
      }
    }
  }

  private static TopEigenpairs ritz(Matrix images, int wanted) {
    try (Matrix gram = images.like(images.cols(), images.cols())) {
      gram.product(images, true, images, false, 1);
      return TopEigenpairs.of(gram.toArray(), images.cols(), images.cols(), wanted);
    }
  }

  private static boolean stand(double[] before, double[] now) {
    double largest = now[now.length - 1];
    for (int i = 0; i < now.length; i++) {
      if (!(Math.abs(now[i] - before[i]) <= STANDING * largest)) {
        return false;
      }
    }
    return true;
  }

  /** Turns ascending squares into descending values. */
  private static TopSubspace ordered(TopEigenpairs ritz, Matrix basis) {
    int count = ritz.values().length;
    double[] values = new double[count];
    Arrays.setAll(values, i -> Math.sqrt(Math.max(0, ritz.values()[count - 1 - i])));
    double[] combinations = new double[basis.cols() * count];
    for (int i = 0; i < count; i++) {
      System.arraycopy(
          ritz.vectors(),
          (count - 1 - i) * basis.cols(),
          combinations,
          i * basis.cols(),
          basis.cols());
    }
    try (Matrix mixing = Matrix.of(FloatingPoint.DOUBLE, basis.cols(), count, combinations)) {
      Matrix vectors = basis.like(basis.rows(), count);
      vectors.product(basis, false, mixing, false, 1);
      return new TopSubspace(values, vectors);
    }
  }

  /** Makes columns orthonormal, twice over (Kahan and Parlett); those that are nothing become 0. */
  private static void orthonormalise(Matrix columns) {
    for (int j = 0; j < columns.cols(); j++) {
      Matrix column = columns.columns(j, 1);
      double before = column.frobeniusNorm();
      for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < j; i++) {
          Matrix earlier = columns.columns(i, 1);
          column.add(-earlier.dot(column), earlier);
        }
      }
      double left = column.frobeniusNorm();
      column.scale(left > 1e-12 * before ? 1 / left : 0);
    }
  }

  /** Frees the vectors. */
  @Override
  public void close() {
    vectors.close();
  }
}
