package richscale.limit;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * The change of a weight matrix as a sum of products g v', by the inner products of the g and those
 * of the v.
 *
 * @param terms number of products
 * @param outer inner products of the g, terms x terms
 * @param inner inner products of the v, terms x terms
 */
// Arrays for speed; changes are compared by nobody.
@SuppressWarnings("ArrayRecordComponent")
public record WeightChange(int terms, double[] outer, double[] inner) {
  /** Relative change of the norm by a product below which it stands still. */
  private static final double STANDING = 1e-15;

  private static final int MAX_PRODUCTS = 100_000;

  /** {@return the Frobenius norm} */
  public double frobeniusNorm() {
    return Math.sqrt(Math.max(0, InfiniteWidth.mean(outer, inner)));
  }

  /**
   * {@return the operator norm, by power iteration: the root of the largest eigenvalue of the
   * product of both matrices, which is self-adjoint in the inner product of the second}
   */
  public double operatorNorm() {
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(terms);
    double[] v = random.doubles(terms).toArray();
    double largest = 0;
    for (int i = 0; i < MAX_PRODUCTS; i++) {
      double[] image = times(inner, v);
      double[] next = times(outer, image);
      double norm = Math.sqrt(dot(next, next));
      double size = dot(v, image);
      if (!(norm > 0 && size > 0)) {
        return 0;
      }
      double now = dot(image, next) / size;
      for (int j = 0; j < terms; j++) {
        v[j] = next[j] / norm;
      }
      if (Math.abs(now - largest) <= STANDING * now) {
        return Math.sqrt(now);
      }
      largest = now;
    }
    return Math.sqrt(largest);
  }

  private double[] times(double[] symmetric, double[] v) {
    double[] product = new double[terms];
    for (int column = 0; column < terms; column++) {
      double factor = v[column];
      for (int row = 0; row < terms; row++) {
        product[row] += symmetric[column * terms + row] * factor;
      }
    }
    return product;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
