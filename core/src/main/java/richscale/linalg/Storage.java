package richscale.linalg;

/**
 * Entries in one of the precisions with the BLAS routines of that precision, this being the result
 * of each. Positions and sizes count entries; matrices are column-major.
 */
sealed interface Storage permits FloatStorage, DoubleStorage, OpenClStorage {
  /** Entries that the process takes at a time: few enough for the float partial sums of dsdot. */
  int BLOCK = 4096;

  /** Largest count for one BLAS call; its integers have 32 bits. */
  int MAX_CALL = 1 << 30;

  /** What is smaller counts as this small, so that its inverse is a number in either precision. */
  double LEAST_NORM = 1e-30;

  /** Returns where the entries are. */
  Space space();

  /** Returns how many entries to take out or put in at a time. */
  default int block() {
    return BLOCK;
  }

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

  /** Returns the sum of entrywise products, in double precision where there is one. */
  double dot(Storage other, long count);

  /** Puts that sum at a place of a tally, whose space is {@link Space#ofSums}. */
  default void dotInto(Storage other, long count, Storage tally, long place) {
    tally.put(place, new double[] {dot(other, count)}, 1);
  }

  /**
   * Divides entries by the root of the sum of their squares, at least {@link #LEAST_NORM}; they
   * become NaN where that is no number. BLAS makes zeros of what it scales by 0, even of infinity.
   */
  default void divideByNorm(long count) {
    double norm = Math.max(Math.sqrt(dot(this, count)), LEAST_NORM);
    for (long at = 0; at < count; at += MAX_CALL) {
      int some = (int) Math.min(count - at, MAX_CALL);
      if (Double.isFinite(norm)) {
        scale(at, 1 / norm, some);
      } else {
        set(at, Double.NaN, some);
      }
    }
  }

  /**
   * Turns logits into softmax minus targets, row by row, and puts the sum over rows of the
   * cross-entropies at a place of a tally.
   */
  default void softmaxError(Storage targets, int rows, int cols, Storage tally, long place) {
    double[] logits = new double[rows * cols];
    get(0, logits, logits.length);
    double[] target = new double[logits.length];
    targets.get(0, target, target.length);
    double loss = 0;
    for (int i = 0; i < rows; i++) {
      double largest = Double.NEGATIVE_INFINITY;
      for (int at = i; at < logits.length; at += rows) {
        largest = Math.max(largest, logits[at]);
      }
      double sum = 0;
      for (int at = i; at < logits.length; at += rows) {
        sum += Math.exp(logits[at] - largest);
      }
      double logSum = largest + Math.log(sum);
      for (int at = i; at < logits.length; at += rows) {
        double logProbability = logits[at] - logSum;
        if (target[at] != 0) {
          loss -= target[at] * logProbability;
        }
        logits[at] = Math.exp(logProbability) - target[at];
      }
    }
    put(0, logits, logits.length);
    tally.put(place, new double[] {loss}, 1);
  }

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
  void zeroRows(Indices which, int leading, int cols);

  /** Sets {@code count} entries to a value, from {@code start} on. */
  void set(long start, double value, int count);

  /** Copies {@code count} entries of any precision in, from {@code start} on. */
  void convert(long start, Storage from, int count);

  /**
   * Rows of {@code cols} columns, each {@code factor} times the row of another, of {@code
   * available}, that is named for it by {@code count} indices from {@code first} on; 0 where that
   * is none of them.
   */
  void takeRows(
      Storage from, int available, Indices rows, int first, int count, double factor, int cols);

  /**
   * Planes of rows behind a margin of zeros, each the one of another matrix, of {@code available}
   * rows and the same margin, that is named for it by indices from {@code first} on; {@code count}
   * rows in all.
   */
  void takePlanes(
      Storage from,
      int available,
      Indices which,
      int first,
      int margin,
      int plane,
      int count,
      int cols);

  /**
   * {@code factor} times sums of rows of another, {@code count} of them: each row there is added to
   * the one that is named for it, if it is one of these.
   */
  void sumRows(Storage from, int count, Indices targets, double factor, int cols);

  /** The transpose of another, which is rows x cols. */
  void transpose(Storage from, int rows, int cols);

  /** Runs a kernel over {@code size} entries of each operand. */
  void run(Kernel kernel, double[] constants, Storage[] operands, long size);

  /** Returns a view that starts at a later entry and owns nothing. */
  Storage from(long start);

  void close();
}
