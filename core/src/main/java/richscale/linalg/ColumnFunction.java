package richscale.linalg;

/** Work on the columns of a matrix, one at a time, in their own precision. */
public interface ColumnFunction {
  /**
   * Works on a column of single precision.
   *
   * @param from the column read
   * @param to receives the column written; its content before is undefined
   */
  void apply(float[] from, float[] to);

  /**
   * Works on a column of double precision.
   *
   * @param from the column read
   * @param to receives the column written; its content before is undefined
   */
  void apply(double[] from, double[] to);
}
