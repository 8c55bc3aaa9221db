package richscale.limit;

import java.util.ArrayList;
import java.util.List;
import richscale.linalg.FloatingPoint;
import richscale.linalg.Matrix;

/** The space in which training inputs lie, which is all that learning sees. */
public final class Coordinates {
  /** Share of the largest variance below which a direction is rounding noise. */
  private static final double NOTHING = 1e-12;

  private Coordinates() {}

  /**
   * Finds an orthonormal basis by a pivoted Cholesky decomposition.
   *
   * @param moments second moments of the inputs, d x d
   * @return d x m with m their rank; the identity where that is d; to be closed
   */
  public static Matrix of(Matrix moments) {
    int d = moments.rows();
    double[] left = moments.toArray();
    List<double[]> basis = new ArrayList<>();
    double largest = 0;
    while (basis.size() < d) {
      int pivot = 0;
      for (int i = 1; i < d; i++) {
        pivot = left[i * d + i] > left[pivot * d + pivot] ? i : pivot;
      }
      double variance = left[pivot * d + pivot];
      largest = Math.max(largest, variance);
      if (!(variance > NOTHING * largest)) {
        break;
      }
      double[] direction = new double[d];
      System.arraycopy(left, pivot * d, direction, 0, d);
      for (int j = 0; j < d; j++) {
        double factor = direction[j] / variance;
        for (int i = 0; factor != 0 && i < d; i++) {
          left[j * d + i] -= direction[i] * factor;
        }
      }
      basis.add(direction);
    }
    if (basis.size() == d) {
      return Matrix.identity(FloatingPoint.DOUBLE, d);
    }
    if (basis.isEmpty()) {
      throw new ArithmeticException("all inputs are 0");
    }
    orthonormalise(basis);
    double[] columns = new double[d * basis.size()];
    for (int j = 0; j < basis.size(); j++) {
      System.arraycopy(basis.get(j), 0, columns, j * d, d);
    }
    return Matrix.of(FloatingPoint.DOUBLE, d, basis.size(), columns);
  }

  /** Twice over (Kahan and Parlett). */
  private static void orthonormalise(List<double[]> vectors) {
    for (int j = 0; j < vectors.size(); j++) {
      double[] v = vectors.get(j);
      scale(v);
      for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < j; i++) {
          double[] earlier = vectors.get(i);
          double overlap = dot(earlier, v);
          for (int c = 0; c < v.length; c++) {
            v[c] -= overlap * earlier[c];
          }
        }
        scale(v);
      }
    }
  }

  private static void scale(double[] v) {
    double norm = Math.sqrt(dot(v, v));
    for (int c = 0; c < v.length; c++) {
      v[c] /= norm;
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int c = 0; c < a.length; c++) {
      sum += a[c] * b[c];
    }
    return sum;
  }
}
