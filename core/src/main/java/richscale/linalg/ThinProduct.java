package richscale.linalg;

/**
 * A matrix of low rank as a product, {@code left right'}: its norms and products without forming
 * it.
 *
 * @param left rows x rank
 * @param right columns x rank
 */
public record ThinProduct(Matrix left, Matrix right) {
  /** What is left of a square length after rounding in double precision. */
  private static final double NEGLIGIBLE = 1e-14;

  public ThinProduct {
    if (left.cols() != right.cols()) {
      throw new IllegalArgumentException(
          "ranks %d and %d differ".formatted(left.cols(), right.cols()));
    }
  }

  /**
   * Returns the rank.
   *
   * @return number of columns of both factors
   */
  public int rank() {
    return left.cols();
  }

  /**
   * Returns some of its terms.
   *
   * @param from first of them
   * @return the sum of the terms from there on
   */
  public ThinProduct from(int from) {
    return new ThinProduct(left.columns(from, rank() - from), right.columns(from, rank() - from));
  }

  /**
   * Returns the Gram matrices of the factors, by which all norms are found.
   *
   * @return them, to be closed by nobody
   */
  public Grams grams() {
    return new Grams(rank(), gram(left), gram(right));
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
   */
  // Small matrices that stay within one measurement.
  @SuppressWarnings("ArrayRecordComponent")
  public record Grams(int rank, double[] left, double[] right) {
    /**
     * Returns the Frobenius norm of the product.
     *
     * @return the root of the trace of left'left right'right
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
      double[] root = root(right);
      // Column by column: left'left R', then R times that.
      double[] halfway = new double[rank * rank];
      double[] matrix = new double[rank * rank];
      double[] row = new double[rank];
      for (int j = 0; j < rank; j++) {
        for (int k = 0; k < rank; k++) {
          row[k] = root[k * rank + j];
        }
        double[] column = times(left, row);
        System.arraycopy(column, 0, halfway, j * rank, rank);
        System.arraycopy(times(root, column), 0, matrix, j * rank, rank);
      }
      for (double entry : matrix) {
        if (!Double.isFinite(entry)) {
          return new double[rank];
        }
      }
      return times(halfway, TopEigenpairs.of(matrix, rank, rank, 1).leading());
    }

    /**
     * Returns R with gram = R'R, by Cholesky with pivoting, since updates may repeat each other.
     * Row k of R belongs to the k-th pivot; rows from the numerical rank on are zero.
     */
    private double[] root(double[] gram) {
      double[] root = new double[rank * rank];
      double[] remaining = new double[rank];
      double largest = 0;
      for (int i = 0; i < rank; i++) {
        remaining[i] = gram[i * rank + i];
        largest = Math.max(largest, remaining[i]);
      }
      for (int row = 0; row < rank; row++) {
        int pivot = 0;
        for (int i = 1; i < rank; i++) {
          pivot = remaining[i] > remaining[pivot] ? i : pivot;
        }
        if (!(remaining[pivot] > NEGLIGIBLE * largest)) {
          break;
        }
        double scale = Math.sqrt(remaining[pivot]);
        for (int j = 0; j < rank; j++) {
          double entry = gram[j * rank + pivot];
          for (int above = 0; above < row; above++) {
            entry -= root[j * rank + above] * root[pivot * rank + above];
          }
          root[j * rank + row] = entry / scale;
          remaining[j] -= root[j * rank + row] * root[j * rank + row];
        }
        remaining[pivot] = 0;
      }
      return root;
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
        for (int i = 0; i < rank; i++) {
          product[i] += matrix[j * rank + i] * vector[j];
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
}
