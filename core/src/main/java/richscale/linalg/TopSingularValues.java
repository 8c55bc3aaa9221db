package richscale.linalg;

import java.util.Arrays;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;

/**
 * The largest singular values of a matrix by subspace iteration from a random start with some
 * directions to spare (Halko, Martinsson and Tropp 2011, algorithm 4.4), for spectra that fall off.
 */
public final class TopSingularValues {
  private static final int SPARE = 8;

  private static final int ITERATIONS = 6;

  private TopSingularValues() {}

  /**
   * Computes them.
   *
   * @param a any matrix
   * @param count how many, at least 1; no more than the smaller dimension are returned
   * @return descending
   */
  public static double[] of(Matrix a, int count) {
    int smaller = Math.min(a.rows(), a.cols());
    int wanted = Math.min(count, smaller);
    int block = Math.min(wanted + SPARE, smaller);
    ZigguratSampler.NormalizedGaussian normal =
        ZigguratSampler.NormalizedGaussian.of(RandomSource.XO_RO_SHI_RO_128_PP.create(block));
    try (Matrix wide = a.to(FloatingPoint.DOUBLE);
        Matrix basis = Matrix.allocate(FloatingPoint.DOUBLE, a.cols(), block);
        Matrix images = Matrix.allocate(FloatingPoint.DOUBLE, a.rows(), block)) {
      basis.fill(normal::sample);
      for (int i = 0; i < ITERATIONS; i++) {
        images.product(wide, false, basis, false, 1);
        orthonormalise(images);
        basis.product(wide, true, images, false, 1);
        if (i + 1 < ITERATIONS) {
          orthonormalise(basis);
        }
      }
      double[] squares = TopEigenpairs.of(gram(basis), block, block, wanted).values();
      return Arrays.stream(squares)
          .map(square -> -Math.sqrt(Math.max(0, square)))
          .sorted()
          .map(negated -> -negated)
          .toArray();
    }
  }

  private static double[] gram(Matrix columns) {
    try (Matrix gram = columns.like(columns.cols(), columns.cols())) {
      gram.product(columns, true, columns, false, 1);
      return gram.toArray();
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
}
