package richscale.linalg;

/** Work on the entries of matrices, a block at a time, in their own precision. */
public interface EntryFunction {
  /**
   * Works on a block of single precision.
   *
   * @param blocks for each matrix its entries, to be changed in place
   * @param count number of entries
   */
  void apply(float[][] blocks, int count);

  /**
   * Works on a block of double precision.
   *
   * @param blocks for each matrix its entries, to be changed in place
   * @param count number of entries
   */
  void apply(double[][] blocks, int count);
}
