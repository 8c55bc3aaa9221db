package richscale.linalg;

/**
 * Entries in one of the precisions with the BLAS routines of that precision, this being the result
 * of each. Positions and sizes count entries; matrices are column-major.
 */
sealed interface Storage permits FloatStorage, DoubleStorage {
  /** Copies {@code count} entries from {@code start} on out. */
  void get(long start, double[] block, int count);

  /** Copies {@code count} entries in, from {@code start} on. */
  void put(long start, double[] block, int count);

  /** Copies all entries in. */
  void put(float[] entries);

  /** Copies chosen rows of {@code cols} columns in, each column being {@code available} long. */
  void putRows(float[] entries, int available, int[] rows, int cols);

  void copy(long start, Storage from, int count);

  void scale(long start, double factor, int count);

  void axpy(long start, double factor, Storage other, int count);

  double dot(long start, Storage other, int count);

  /** {@code this = factor op(a) op(b) + keep this}, rows x cols. */
  void gemm(
      boolean transA,
      boolean transB,
      int rows,
      int cols,
      int inner,
      double factor,
      Storage a,
      int leadingA,
      Storage b,
      int leadingB,
      double keep,
      int leading);

  /** {@code this = factor op(a) x + keep this} with a of rows x cols. */
  void gemv(boolean transA, int rows, int cols, double factor, Storage a, Storage x, double keep);

  /** {@code this += factor x y'}. */
  void ger(int rows, int cols, double factor, Storage x, Storage y);

  /** Zeroes rows of columns that start {@code leading} entries apart. */
  void zeroRows(int[] which, int leading, int cols);

  /** Sets {@code count} entries to a value, from {@code start} on. */
  void set(long start, double value, int count);

  /** Copies {@code count} entries of any precision in, from {@code start} on. */
  void convert(long start, Storage from, int count);

  /**
   * Rows of {@code cols} columns, each {@code factor} times the row of another that is named for
   * it, of {@code available}; 0 where that is none of them.
   */
  void takeRows(Storage from, int available, int[] rows, double factor, int cols);

  /**
   * {@code factor} times sums of rows of another, {@code count} of them: each row there is added to
   * the one that is named for it, if it is one of these.
   */
  void sumRows(Storage from, int count, int[] targets, double factor, int cols);

  /** The transpose of another, which is rows x cols. */
  void transpose(Storage from, int rows, int cols);

  /** Runs a kernel over {@code size} entries of each operand, {@code block} at a time. */
  void run(Loop loop, int written, Storage[] operands, long size, int block);

  /** Returns a view that starts at a later entry and owns nothing. */
  Storage from(long start);

  void close();
}
