package richscale.linalg;

/**
 * A matrix of low rank as a product, {@code left right'}: its norms and products without forming
 * it.
 *
 * @param left rows x rank
 * @param right columns x rank
 */
public record ThinProduct(Matrix left, Matrix right) {
  /** Where the estimate of the operator norm grows by less a product, it has converged. */
  private static final double SMALLEST_STEP = 1e-5;

  private static final int MAX_PRODUCTS = 200;

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
     * Finds the direction on the right side in which the product acts most, by power iteration in
     * the space of the factors: few directions of an update matter, so that it converges at once.
     *
     * @return the coefficients of the direction in the columns of the right factor
     */
    public double[] rightDirection() {
      double[] c = new double[rank];
      for (int i = 0; i < rank; i++) {
        c[i] = 1 + i / (double) rank;
      }
      double norm = 0;
      for (int product = 0; product < MAX_PRODUCTS; product++) {
        double[] next = times(left, times(right, c));
        double size = Math.sqrt(dot(next, times(right, next)));
        if (!(size > 0) || !Double.isFinite(size)) {
          return c;
        }
        for (int i = 0; i < rank; i++) {
          c[i] = next[i] / size;
        }
        double grown = operatorNorm(c);
        if (grown - norm <= SMALLEST_STEP * grown) {
          return c;
        }
        norm = grown;
      }
      return c;
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
