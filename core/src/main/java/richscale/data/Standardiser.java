package richscale.data;

/**
 * Brings groups of columns to mean 0 and, if so wanted, variance 1 over the samples it was fitted
 * on. A group that is constant becomes 0. Means are taken of the values as they were read, in
 * double precision: time stamps would lose all their variance in single precision.
 */
final class Standardiser {
  /** Values of samples as they were read. */
  @FunctionalInterface
  interface Values {
    double get(int row, int column);
  }

  private final int columnsAGroup;
  private final double[] mean;
  private final double[] scale;

  private Standardiser(int columnsAGroup, double[] mean, double[] scale) {
    this.columnsAGroup = columnsAGroup;
    this.mean = mean;
    this.scale = scale;
  }

  /**
   * Fits to samples.
   *
   * @param values of the samples
   * @param rows number of samples
   * @param columns number of columns
   * @param columnsAGroup columns that share mean and variance
   * @param scaling whether variances become 1
   */
  static Standardiser fit(
      Values values, int rows, int columns, int columnsAGroup, boolean scaling) {
    int length = rows * columnsAGroup;
    int groups = columns / columnsAGroup;
    Standardiser fitted = new Standardiser(columnsAGroup, new double[groups], new double[groups]);
    for (int group = 0; group < groups; group++) {
      int from = group * columnsAGroup;
      double sum = 0;
      for (int column = from; column < from + columnsAGroup; column++) {
        for (int row = 0; row < rows; row++) {
          sum += values.get(row, column);
        }
      }
      double mean = sum / length;
      double sumOfSquares = 0;
      for (int column = from; column < from + columnsAGroup; column++) {
        for (int row = 0; row < rows; row++) {
          float centred = (float) (values.get(row, column) - mean);
          sumOfSquares += (double) centred * centred;
        }
      }
      fitted.mean[group] = mean;
      fitted.scale[group] = !scaling ? 1 : sumOfSquares > 0 ? Math.sqrt(length / sumOfSquares) : 0;
    }
    return fitted;
  }

  /** Returns samples transformed, column-major. */
  float[] apply(Values values, int rows) {
    int columns = mean.length * columnsAGroup;
    float[] transformed = new float[Math.multiplyExact(rows, columns)];
    for (int column = 0; column < columns; column++) {
      int group = column / columnsAGroup;
      for (int row = 0; row < rows; row++) {
        float centred = (float) (values.get(row, column) - mean[group]);
        transformed[column * rows + row] =
            scale[group] == 1 ? centred : (float) (centred * scale[group]);
      }
    }
    return transformed;
  }
}
