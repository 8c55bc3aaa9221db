package richscale.data;

/**
 * Brings groups of columns to mean 0 and, if so wanted, variance 1 over the samples it was fitted
 * on. A group that is constant becomes 0.
 */
final class Standardiser {
  private final int columnsAGroup;
  private final double[] mean;
  private final double[] scale;

  private Standardiser(int columnsAGroup, double[] mean, double[] scale) {
    this.columnsAGroup = columnsAGroup;
    this.mean = mean;
    this.scale = scale;
  }

  /**
   * Fits to samples and transforms them in place.
   *
   * @param columns column-major
   * @param rows number of samples
   * @param columnsAGroup columns that share mean and variance
   * @param scaling whether variances become 1
   */
  static Standardiser fit(float[] columns, int rows, int columnsAGroup, boolean scaling) {
    int length = rows * columnsAGroup;
    int groups = columns.length / length;
    Standardiser fitted = new Standardiser(columnsAGroup, new double[groups], new double[groups]);
    for (int group = 0; group < groups; group++) {
      int start = group * length;
      double sum = 0;
      for (int i = start; i < start + length; i++) {
        sum += columns[i];
      }
      fitted.mean[group] = sum / length;
      centre(columns, start, length, fitted.mean[group]);
      double sumOfSquares = 0;
      for (int i = start; i < start + length; i++) {
        sumOfSquares += (double) columns[i] * columns[i];
      }
      fitted.scale[group] = !scaling ? 1 : sumOfSquares > 0 ? Math.sqrt(length / sumOfSquares) : 0;
      scale(columns, start, length, fitted.scale[group]);
    }
    return fitted;
  }

  /** Transforms other samples in place. */
  void apply(float[] columns, int rows) {
    int length = rows * columnsAGroup;
    for (int group = 0; group < mean.length; group++) {
      centre(columns, group * length, length, mean[group]);
      scale(columns, group * length, length, scale[group]);
    }
  }

  private static void centre(float[] columns, int start, int length, double mean) {
    for (int i = start; i < start + length; i++) {
      columns[i] = (float) (columns[i] - mean);
    }
  }

  private static void scale(float[] columns, int start, int length, double scale) {
    if (scale != 1) {
      for (int i = start; i < start + length; i++) {
        columns[i] = (float) (columns[i] * scale);
      }
    }
  }
}
