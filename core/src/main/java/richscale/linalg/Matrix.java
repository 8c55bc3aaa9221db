package richscale.linalg;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.DoubleSupplier;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A dense column-major matrix in native memory, either its own or a view of an ND4J array, with
 * straight calls to the BLAS that ND4J itself uses; or in the memory of a device, with kernels that
 * run there. Operands of one call share their {@link Space}; sums over entries are taken in double
 * precision whatever that of the entries is.
 */
public final class Matrix implements AutoCloseable {

  private final Storage storage;
  private final int rows;
  private final int cols;

  /** Entries from the head of a column to that of the next; more than rows in a window of rows. */
  private final int leading;

  private Matrix(Storage storage, int rows, int cols) {
    this(storage, rows, cols, rows);
  }

  private Matrix(Storage storage, int rows, int cols, int leading) {
    this.storage = storage;
    this.rows = rows;
    this.cols = cols;
    this.leading = leading;
  }

  /**
   * Allocates a matrix of undefined content.
   *
   * @param precision precision of the entries
   * @param rows number of rows
   * @param cols number of columns
   * @return the matrix; close it to free its memory
   */
  public static Matrix allocate(FloatingPoint precision, int rows, int cols) {
    return allocate(Space.host(precision), rows, cols);
  }

  static Matrix allocate(Space space, int rows, int cols) {
    long size = Math.multiplyExact((long) rows, cols);
    FloatingPoint precision = space.precision();
    Storage storage =
        space
            .device()
            .<Storage>map(device -> OpenClStorage.allocate(device, precision, size))
            .orElseGet(
                () ->
                    precision == FloatingPoint.FLOAT
                        ? new FloatStorage(new FloatPointer(size), true)
                        : new DoubleStorage(new DoublePointer(size), true));
    return new Matrix(storage, rows, cols);
  }

  /**
   * Allocates a matrix with given content.
   *
   * @param precision precision of the entries
   * @param rows number of rows
   * @param cols number of columns
   * @param columnMajor the entries, column after column
   * @return the matrix; close it to free its memory
   */
  public static Matrix of(FloatingPoint precision, int rows, int cols, double... columnMajor) {
    Matrix matrix = allocate(precision, rows, cols);
    matrix.set(columnMajor);
    return matrix;
  }

  /**
   * Allocates a matrix with given content.
   *
   * @param precision precision of the entries
   * @param rows number of rows
   * @param cols number of columns
   * @param columnMajor the entries, column after column
   * @return the matrix; close it to free its memory
   */
  public static Matrix of(FloatingPoint precision, int rows, int cols, float[] columnMajor) {
    Matrix matrix = allocate(precision, rows, cols);
    matrix.set(columnMajor);
    return matrix;
  }

  /**
   * Allocates an identity matrix.
   *
   * @param precision precision of the entries
   * @param size number of rows and columns
   * @return the matrix; close it to free its memory
   */
  public static Matrix identity(FloatingPoint precision, int size) {
    return Space.host(precision).identity(size);
  }

  /**
   * Allocates a copy of a matrix.
   *
   * @return the copy; close it to free its memory
   */
  public Matrix copy() {
    Matrix copy = like(rows, cols);
    copy.copyFrom(this);
    return copy;
  }

  /**
   * Allocates a copy in the memory of the process.
   *
   * @param precision precision of the copy
   * @return the copy; close it to free its memory
   */
  public Matrix to(FloatingPoint precision) {
    Matrix copy = allocate(precision, rows, cols);
    copy.convert(this);
    return copy;
  }

  /**
   * Allocates a matrix of undefined content in the space of this one.
   *
   * @param newRows number of rows
   * @param newCols number of columns
   * @return the matrix; close it to free its memory
   */
  public Matrix like(int newRows, int newCols) {
    return allocate(space(), newRows, newCols);
  }

  /**
   * Returns a view of an ND4J array: both share their memory.
   *
   * @param array a float or double matrix in f order without gaps, such as a DL4J weight; a vector
   *     is one row
   * @return the view; closing it frees nothing
   */
  public static Matrix view(INDArray array) {
    if (array.rank() == 1) {
      return view(array.reshape(1, array.length()));
    }
    long rows = array.size(0);
    // The stride along a side of length 1 means nothing, and ND4J sets it to anything.
    boolean dense =
        array.rank() == 2
            && (rows == 1 || array.stride(0) == 1)
            && (array.size(1) == 1 || array.stride(1) == rows);
    if (!dense) {
      throw new IllegalArgumentException("not a dense f-ordered matrix: " + array.shapeInfo());
    }
    Storage storage =
        array.dataType() == DataType.DOUBLE
            ? new DoubleStorage(new DoublePointer(array.data().addressPointer()), false)
            : new FloatStorage(new FloatPointer(array.data().addressPointer()), false);
    return new Matrix(storage, Math.toIntExact(rows), Math.toIntExact(array.size(1)));
  }

  /**
   * Returns a view of neighbouring columns.
   *
   * @param from first column
   * @param count number of columns
   * @return the view; closing it frees nothing
   */
  public Matrix columns(int from, int count) {
    if (from < 0 || count < 1 || from > cols - count) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "no columns %d to %d among %d", from, from + count - 1, cols));
    }
    return new Matrix(storage.from((long) from * leading), rows, count, leading);
  }

  /**
   * Returns a view of neighbouring rows, for products only unless it is one column.
   *
   * @param from first row
   * @param count number of rows
   * @return the view; closing it frees nothing
   */
  public Matrix window(int from, int count) {
    if (from < 0 || count < 1 || from > rows - count) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "no rows %d to %d among %d", from, from + count - 1, rows));
    }
    return new Matrix(storage.from(from), count, cols, leading);
  }

  private boolean contiguous() {
    return leading == rows || cols == 1;
  }

  /**
   * Returns a view of the first entries of a vector.
   *
   * @param count number of entries
   * @return the view, of one column; closing it frees nothing
   */
  public Matrix head(int count) {
    if (cols != 1 || count < 1 || count > rows) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "no %d entries at the head of %d x %d", count, rows, cols));
    }
    return new Matrix(storage.from(0), count, 1);
  }

  /** {@return the number of rows} */
  public int rows() {
    return rows;
  }

  /** {@return the number of columns} */
  public int cols() {
    return cols;
  }

  /** {@return the number of entries: rows times columns} */
  public long size() {
    return (long) rows * cols;
  }

  /** {@return the precision of the entries: float or double} */
  public FloatingPoint precision() {
    return space().precision();
  }

  /** {@return where the entries are, and in which precision} */
  public Space space() {
    return storage.space();
  }

  Storage storage() {
    return storage;
  }

  /**
   * Copies the entries out.
   *
   * @return the entries, column after column
   */
  public double[] toArray() {
    double[] entries = new double[Math.toIntExact(size())];
    double[] block = new double[blockSize()];
    for (int start = 0; start < entries.length; start += block.length) {
      int count = Math.min(entries.length - start, block.length);
      storage.get(start, block, count);
      System.arraycopy(block, 0, entries, start, count);
    }
    return entries;
  }

  /**
   * Replaces the entries.
   *
   * @param columnMajor the entries, column after column; its length is {@link #size}
   */
  public void set(double... columnMajor) {
    requireLength(columnMajor.length);
    double[] block = new double[blockSize()];
    for (int start = 0; start < columnMajor.length; start += block.length) {
      int count = Math.min(columnMajor.length - start, block.length);
      System.arraycopy(columnMajor, start, block, 0, count);
      storage.put(start, block, count);
    }
  }

  /**
   * Replaces the entries.
   *
   * @param columnMajor the entries, column after column; its length is {@link #size}
   */
  public void set(float[] columnMajor) {
    requireLength(columnMajor.length);
    storage.put(columnMajor);
  }

  /**
   * Replaces the entries by chosen rows of an array.
   *
   * @param columnMajor columns of {@code available} entries each, as many as there are here
   * @param available rows of the array
   * @param which the row there for each row here
   */
  public void setRows(float[] columnMajor, int available, int[] which) {
    if (which.length != rows
        || columnMajor.length != (long) available * cols
        || !contiguous()
        || Arrays.stream(which).anyMatch(row -> row < 0 || row >= available)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d rows of %d x %d entries for a %d x %d matrix",
              which.length,
              available,
              columnMajor.length / Math.max(1, available),
              rows,
              cols));
    }
    storage.putRows(columnMajor, available, which, cols);
  }

  private void requireLength(int length) {
    if (length != size()) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%d entries for a %d x %d matrix", length, rows, cols));
    }
  }

  /**
   * Replaces the entries, one after another, column after column.
   *
   * @param next gives the next entry
   */
  public void fill(DoubleSupplier next) {
    double[] block = new double[blockSize()];
    for (long start = 0; start < size(); start += block.length) {
      int count = (int) Math.min(size() - start, block.length);
      for (int i = 0; i < count; i++) {
        block[i] = next.getAsDouble();
      }
      storage.put(start, block, count);
    }
  }

  /** Sets all entries to 0. */
  public void zero() {
    set(0);
  }

  /** Sets all entries to 1. */
  public void ones() {
    set(1);
  }

  private void set(double value) {
    int block = storage.block();
    for (long at = 0; at < size(); at += block) {
      storage.set(at, value, (int) Math.min(size() - at, block));
    }
  }

  /**
   * Replaces the entries by those of another matrix.
   *
   * @param other a matrix of the same shape
   */
  public void copyFrom(Matrix other) {
    requireSameShape(other);
    for (long at = 0; at < size(); at += Storage.MAX_CALL) {
      storage.copy(at, other.storage, (int) Math.min(size() - at, Storage.MAX_CALL));
    }
  }

  /**
   * Replaces the entries by those of a matrix of any precision.
   *
   * @param other a matrix of the same shape
   */
  public void convert(Matrix other) {
    requireSameShape(other);
    int block = Math.max(storage.block(), other.storage.block());
    for (long at = 0; at < size(); at += block) {
      storage.convert(at, other.storage, (int) Math.min(size() - at, block));
    }
  }

  /**
   * Adds a multiple of another matrix: {@code this += factor * other}.
   *
   * @param factor the multiple
   * @param other a matrix of the same shape
   */
  public void add(double factor, Matrix other) {
    requireSameShape(other);
    for (long at = 0; at < size(); at += Storage.MAX_CALL) {
      storage.axpy(at, factor, other.storage, (int) Math.min(size() - at, Storage.MAX_CALL));
    }
  }

  /**
   * Subtracts this from another matrix: {@code this = other - this}.
   *
   * @param other a matrix of the same shape
   */
  public void subtractFrom(Matrix other) {
    scale(-1);
    add(1, other);
  }

  /**
   * Multiplies every entry.
   *
   * @param factor the factor
   */
  public void scale(double factor) {
    for (long at = 0; at < size(); at += Storage.MAX_CALL) {
      storage.scale(at, factor, (int) Math.min(size() - at, Storage.MAX_CALL));
    }
  }

  /**
   * Sets whole rows to zero.
   *
   * @param which indices of rows
   */
  public void zeroRows(Indices which) {
    storage.zeroRows(which, leading, cols);
  }

  /**
   * Sets every row to a multiple of a row of another matrix.
   *
   * @param other a matrix of as many columns and the same space
   * @param which the row there for each row here; any that is none of them gives 0
   * @param factor the multiple
   */
  public void takeRows(Matrix other, Indices which, double factor) {
    requireRows(which.count(), rows, other);
    storage.takeRows(other.storage, other.rows, which, 0, rows, factor, cols);
  }

  /**
   * Sets every row to a row of another matrix.
   *
   * @param first which of the indices is for the first row here
   * @param which rows there
   * @param other a matrix of as many columns and the same space
   */
  public void takeRowsFrom(int first, Indices which, Matrix other) {
    requireRows(Math.min(which.count() - first, rows), rows, other);
    storage.takeRows(other.storage, other.rows, which, first, rows, 1, cols);
  }

  /**
   * Sets planes of rows, behind a margin that becomes 0, to planes of another matrix.
   *
   * @param other a matrix of as many columns and the same space, with the same margin
   * @param which planes there
   * @param first the one of them for the first plane here
   * @param margin rows before the first plane
   * @param plane rows of a plane
   */
  public void takePlanes(Matrix other, Indices which, int first, int margin, int plane) {
    requireRows(Math.min(margin + (which.count() - first) * plane, rows), rows, other);
    storage.takePlanes(other.storage, other.rows, which, first, margin, plane, rows, cols);
  }

  /**
   * Sets every row to a multiple of a sum of rows of another matrix.
   *
   * @param other a matrix of as many columns and the same precision
   * @param target the row here to which each row there is added; any that is none of them drops it
   * @param factor the multiple
   */
  public void sumRows(Matrix other, Indices target, double factor) {
    requireRows(target.count(), other.rows, other);
    storage.sumRows(other.storage, rows, target, factor, cols);
  }

  private void requireRows(int named, int there, Matrix other) {
    if (cols != other.cols || named != there || !contiguous() || !other.contiguous()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d of %d rows are named, for %d and %d columns",
              named,
              there,
              cols,
              other.cols));
    }
  }

  /**
   * Sets the entries to those of the transpose of another matrix, column after column, whatever the
   * shape of this one.
   *
   * @param other as many entries of the same precision
   * @param otherRows rows of the matrix that those entries are taken for
   */
  public void transpose(Matrix other, int otherRows) {
    if (size() != other.size() || other.size() % otherRows != 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%d and %d entries in %d rows", size(), other.size(), otherRows));
    }
    storage.transpose(other.storage, otherRows, Math.toIntExact(other.size() / otherRows));
  }

  /** Runs a kernel over matrices of the same shape. */
  static void run(Kernel kernel, double[] constants, Matrix... matrices) {
    Storage[] storages = new Storage[matrices.length];
    for (int i = 0; i < matrices.length; i++) {
      matrices[0].requireSameShape(matrices[i]);
      storages[i] = matrices[i].storage;
    }
    matrices[0].storage.run(kernel, constants, storages, matrices[0].size());
  }

  /**
   * Sets {@code this = factor * op(a) op(b)}, where op is the transpose or nothing.
   *
   * @param a left factor
   * @param transA whether it is transposed
   * @param b right factor
   * @param transB whether it is transposed
   * @param factor scalar factor
   */
  public void product(Matrix a, boolean transA, Matrix b, boolean transB, double factor) {
    gemm(a, transA, b, transB, factor, 0);
  }

  /**
   * Adds {@code factor * op(a) op(b)} to this, where op is the transpose or nothing.
   *
   * @param a left factor
   * @param transA whether it is transposed
   * @param b right factor
   * @param transB whether it is transposed
   * @param factor scalar factor
   */
  public void addProduct(Matrix a, boolean transA, Matrix b, boolean transB, double factor) {
    gemm(a, transA, b, transB, factor, 1);
  }

  private void gemm(
      Matrix a, boolean transA, Matrix b, boolean transB, double factor, double keep) {
    int inner = transA ? a.rows : a.cols;
    if ((transA ? a.cols : a.rows) != rows
        || (transB ? b.rows : b.cols) != cols
        || (transB ? b.cols : b.rows) != inner) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d x %d is not the product of %d x %d%s and %d x %d%s",
              rows,
              cols,
              a.rows,
              a.cols,
              transA ? " transposed" : "",
              b.rows,
              b.cols,
              transB ? " transposed" : ""));
    }
    boolean whole = contiguous() && a.contiguous() && b.contiguous();
    // This BLAS does not see by itself that a product is one with a vector.
    if (!whole) {
      gemm(a, transA, b, transB, inner, factor, keep);
    } else if (cols == 1) {
      storage.gemv(transA, a.rows, a.cols, factor, a.storage, b.storage, keep);
    } else if (rows == 1) {
      storage.gemv(!transB, b.rows, b.cols, factor, b.storage, a.storage, keep);
    } else if (inner == 1 && keep == 1) {
      storage.ger(rows, cols, factor, a.storage, b.storage);
    } else {
      gemm(a, transA, b, transB, inner, factor, keep);
    }
  }

  private void gemm(
      Matrix a, boolean transA, Matrix b, boolean transB, int inner, double factor, double keep) {
    storage.gemm(
        transA, transB, rows, cols, inner, factor, a.storage, a.leading, b.storage, b.leading, keep,
        leading);
  }

  /**
   * Returns the sum of entrywise products with another matrix.
   *
   * @param other a matrix of the same shape
   * @return the inner product, summed in double precision
   */
  public double dot(Matrix other) {
    requireSameShape(other);
    return storage.dot(other.storage, size());
  }

  /**
   * Puts the sum of entrywise products with another matrix at a place of a tally.
   *
   * @param other a matrix of the same shape
   * @param tally a column in {@link Space#ofSums}
   * @param place its row there
   */
  public void dotInto(Matrix other, Matrix tally, int place) {
    requireSameShape(other);
    storage.dotInto(other.storage, size(), tally.storage, place);
  }

  /**
   * Turns logits, one sample a row, into softmax minus targets.
   *
   * @param targets of the same shape
   * @param tally a column in {@link Space#ofSums}
   * @param place the row there that receives the sum of all cross-entropies
   */
  public void softmaxError(Matrix targets, Matrix tally, int place) {
    requireSameShape(targets);
    storage.softmaxError(targets.storage, rows, cols, tally.storage, place);
  }

  /** {@return the sum of the diagonal: the trace, summed in double precision} */
  public double trace() {
    double[] entry = new double[1];
    double sum = 0;
    for (int i = 0; i < Math.min(rows, cols); i++) {
      storage.get((long) i * leading + i, entry, 1);
      sum += entry[0];
    }
    return sum;
  }

  /** {@return the Frobenius norm: the root of the sum of squares, summed in double precision} */
  public double frobeniusNorm() {
    return Math.sqrt(dot(this));
  }

  /** Divides every entry by the Frobenius norm, which nobody looks at; zeros stay. */
  public void normalise() {
    storage.divideByNorm(size());
  }

  private int blockSize() {
    return (int) Math.min(size(), storage.block());
  }

  private void requireSameShape(Matrix other) {
    if (rows != other.rows || cols != other.cols) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%d x %d and %d x %d differ", rows, cols, other.rows, other.cols));
    }
    if (!contiguous() || !other.contiguous()) {
      throw new IllegalArgumentException("a window of rows serves products only");
    }
  }

  /** Frees the memory unless this is a view. */
  @Override
  public void close() {
    storage.close();
  }
}
