package richscale.linalg;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A matrix of low rank as a product, {@code left right'}: its norms and products without forming
 * it.
 *
 * @param left rows x rank
 * @param right columns x rank
 */
public record LowRankProduct(Matrix left, Matrix right) {
  public LowRankProduct {
    if (left.cols() != right.cols()) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "ranks %d and %d differ", left.cols(), right.cols()));
    }
  }

  /** {@return the rank: number of columns of both factors} */
  public int rank() {
    return left.cols();
  }

  /**
   * Returns some of its terms.
   *
   * @param from first of them
   * @return the sum of the terms from there on
   */
  public LowRankProduct from(int from) {
    return new LowRankProduct(
        left.columns(from, rank() - from), right.columns(from, rank() - from));
  }

  /**
   * {@return the Gram matrices of the factors, by which all norms are found: them, to be closed by
   * nobody}
   */
  public Grams grams() {
    // What rounding leaves of a square length, with room for sums of thousands of terms.
    double negligible = left.precision() == FloatingPoint.FLOAT ? 1e-6 : 1e-14;
    return new Grams(rank(), gram(left), gram(right), negligible);
  }

  private static double[] gram(Matrix factor) {
    try (Matrix gram = factor.like(factor.cols(), factor.cols())) {
      gram.product(factor, true, factor, false, 1);
      return gram.toArray();
    }
  }

  /**
   * Returns the Frobenius norm of {@code h left right'}.
   *
   * @param h a matrix with as many columns as this has rows
   * @param grams of this
   * @return the norm
   */
  public double pushedNorm(Matrix h, Grams grams) {
    try (Matrix pushed = h.like(h.rows(), rank());
        Matrix gram = h.like(rank(), rank());
        Matrix image = h.like(h.rows(), rank())) {
      pushed.product(h, false, left, false, 1);
      gram.set(grams.right());
      image.product(pushed, false, gram, false, 1);
      return Math.sqrt(Math.max(0, image.dot(pushed)));
    }
  }

  /**
   * Gram matrices of the factors.
   *
   * @param rank rows and columns of each
   * @param left left'left
   * @param right right'right
   * @param negligible the part of the longest column's square length that may be rounding
   */
  // Small matrices that stay within one measurement.
  @SuppressWarnings("ArrayRecordComponent")
  public record Grams(int rank, double[] left, double[] right, double negligible) {
    /**
     * {@return the Frobenius norm of the product: the root of the trace of left'left right'right}
     */
    public double frobeniusNorm() {
      double sum = 0;
      for (int i = 0; i < left.length; i++) {
        sum += left[i] * right[i];
      }
      return Math.sqrt(Math.max(0, sum));
    }

    /**
     * Finds the direction on the right side in which the product acts most.
     *
     * <p>With right'right = R'R, it is right c for c = left'left R'y, y being the leading
     * eigenvector of R left'left R'. An iteration would be cheaper, but one that starts almost
     * orthogonal to the direction seems to have converged long before it turns to it.
     *
     * @return the coefficients c of the direction in the columns of the right factor
     */
    public double[] rightDirection() {
      double[][] root = root(right);
      int independent = root.length;
      if (independent == 0) {
        return new double[rank];
      }
      double[][] halfway = new double[independent][];
      double[] matrix = new double[independent * independent];
      for (int j = 0; j < independent; j++) {
        halfway[j] = times(left, root[j]);
        for (int i = j; i < independent; i++) {
          matrix[j * independent + i] = dot(root[i], halfway[j]);
        }
      }
      for (double entry : matrix) {
        if (!Double.isFinite(entry)) {
          return new double[rank];
        }
      }
      double[] y = TopEigenpairs.of(matrix, independent, independent, 1).leading();
      double[] direction = new double[rank];
      for (int j = 0; j < independent; j++) {
        addTo(direction, y[j], halfway[j], 0);
      }
      return direction;
    }

    /**
     * Returns the rows of R with gram = R'R, as many as its numerical rank, by Cholesky with
     * pivoting: updates are close to repeating each other.
     */
    private double[][] root(double[] gram) {
      List<double[]> root = new ArrayList<>();
      double[] remaining = new double[rank];
      double largest = 0;
      for (int i = 0; i < rank; i++) {
        remaining[i] = gram[i * rank + i];
        largest = Math.max(largest, remaining[i]);
      }
      while (root.size() < rank) {
        int pivot = 0;
        for (int i = 1; i < rank; i++) {
          pivot = remaining[i] > remaining[pivot] ? i : pivot;
        }
        if (!(remaining[pivot] > negligible * largest)) {
          break;
        }
        double[] row = Arrays.copyOfRange(gram, pivot * rank, (pivot + 1) * rank);
        for (double[] above : root) {
          addTo(row, -above[pivot], above, 0);
        }
        double scale = Math.sqrt(remaining[pivot]);
        for (int j = 0; j < rank; j++) {
          row[j] /= scale;
          remaining[j] -= row[j] * row[j];
        }
        remaining[pivot] = 0;
        root.add(row);
      }
      return root.toArray(double[][]::new);
    }

    /**
     * Returns the direction on the left side that belongs to one on the right.
     *
     * @param rightDirection from {@link #rightDirection}
     * @return the coefficients of its image in the columns of the left factor
     */
    public double[] leftDirection(double[] rightDirection) {
      return times(right, rightDirection);
    }

    /**
     * Returns the operator norm of the product.
     *
     * @param rightDirection from {@link #rightDirection}
     * @return the length of the image of that direction over its own
     */
    public double operatorNorm(double[] rightDirection) {
      double[] onRight = times(right, rightDirection);
      double length = dot(rightDirection, onRight);
      return length > 0 ? Math.sqrt(Math.max(0, dot(onRight, times(left, onRight)) / length)) : 0;
    }

    private double[] times(double[] matrix, double[] vector) {
      double[] product = new double[rank];
      for (int j = 0; j < rank; j++) {
        addTo(product, vector[j], matrix, j * rank);
      }
      return product;
    }

    private static void addTo(double[] sum, double factor, double[] terms, int from) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += factor * terms[from + i];
      }
    }

    private static double dot(double[] a, double[] b) {
      double sum = 0;
      for (int i = 0; i < a.length; i++) {
        sum += a[i] * b[i];
      }
      return sum;
    }
  }
}
