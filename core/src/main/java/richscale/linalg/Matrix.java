package richscale.linalg;

import static org.bytedeco.openblas.global.openblas.CblasColMajor;
import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.cblas_daxpy;
import static org.bytedeco.openblas.global.openblas.cblas_dcopy;
import static org.bytedeco.openblas.global.openblas.cblas_ddot;
import static org.bytedeco.openblas.global.openblas.cblas_dgemm;
import static org.bytedeco.openblas.global.openblas.cblas_dgemv;
import static org.bytedeco.openblas.global.openblas.cblas_dsdot;
import static org.bytedeco.openblas.global.openblas.cblas_saxpy;
import static org.bytedeco.openblas.global.openblas.cblas_scopy;
import static org.bytedeco.openblas.global.openblas.cblas_sgemm;
import static org.bytedeco.openblas.global.openblas.cblas_sgemv;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleSupplier;
import java.util.function.DoubleUnaryOperator;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A dense column-major matrix in native memory, either its own or a view of an ND4J array, with
 * straight calls to the BLAS that ND4J itself uses. Operands of one call share their precision;
 * sums over entries are taken in double precision whatever it is.
 */
public final class Matrix implements AutoCloseable {
  /** Entries taken at a time: few enough for the float partial sums inside dsdot. */
  private static final int BLOCK = 4096;

  /** Largest count for one BLAS call; its integers have 32 bits. */
  private static final int MAX_CALL = 1 << 30;

  private final Storage storage;
  private final int rows;
  private final int cols;

  private Matrix(Storage storage, int rows, int cols) {
    this.storage = storage;
    this.rows = rows;
    this.cols = cols;
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
    long size = Math.multiplyExact((long) rows, cols);
    Storage storage =
        precision == FloatingPoint.FLOAT
            ? new Floats(new FloatPointer(size), true)
            : new Doubles(new DoublePointer(size), true);
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
    double[] entries = new double[columnMajor.length];
    for (int i = 0; i < entries.length; i++) {
      entries[i] = columnMajor[i];
    }
    return of(precision, rows, cols, entries);
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
   * Allocates a matrix of undefined content in the precision of this one.
   *
   * @param newRows number of rows
   * @param newCols number of columns
   * @return the matrix; close it to free its memory
   */
  public Matrix like(int newRows, int newCols) {
    return allocate(precision(), newRows, newCols);
  }

  /**
   * Returns a view of an ND4J array: both share their memory.
   *
   * @param array a float or double matrix in f order without gaps, such as a DL4J weight
   * @return the view; closing it frees nothing
   */
  public static Matrix view(INDArray array) {
    long rows = array.size(0);
    if (array.rank() != 2 || array.stride(0) != 1 || array.stride(1) != rows) {
      throw new IllegalArgumentException("not a dense f-ordered matrix: " + array.shapeInfo());
    }
    Storage storage =
        array.dataType() == DataType.DOUBLE
            ? new Doubles(new DoublePointer(array.data().addressPointer()), false)
            : new Floats(new FloatPointer(array.data().addressPointer()), false);
    return new Matrix(storage, Math.toIntExact(rows), Math.toIntExact(array.size(1)));
  }

  /**
   * Returns the number of rows.
   *
   * @return rows
   */
  public int rows() {
    return rows;
  }

  /**
   * Returns the number of columns.
   *
   * @return columns
   */
  public int cols() {
    return cols;
  }

  /**
   * Returns the number of entries.
   *
   * @return rows times columns
   */
  public long size() {
    return (long) rows * cols;
  }

  /**
   * Returns the precision of the entries.
   *
   * @return float or double
   */
  public FloatingPoint precision() {
    return storage instanceof Floats ? FloatingPoint.FLOAT : FloatingPoint.DOUBLE;
  }

  /**
   * Copies the entries out.
   *
   * @return the entries, column after column
   */
  public double[] toArray() {
    double[] entries = new double[Math.toIntExact(size())];
    double[] block = new double[BLOCK];
    for (int start = 0; start < entries.length; start += BLOCK) {
      int count = Math.min(entries.length - start, BLOCK);
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
    if (columnMajor.length != size()) {
      throw new IllegalArgumentException(
          "%d entries for a %d x %d matrix".formatted(columnMajor.length, rows, cols));
    }
    double[] block = new double[BLOCK];
    for (int start = 0; start < columnMajor.length; start += BLOCK) {
      int count = Math.min(columnMajor.length - start, BLOCK);
      System.arraycopy(columnMajor, start, block, 0, count);
      storage.put(start, block, count);
    }
  }

  /**
   * Replaces the entries, one after another, column after column.
   *
   * @param next gives the next entry
   */
  public void fill(DoubleSupplier next) {
    double[] block = new double[BLOCK];
    for (long start = 0; start < size(); start += BLOCK) {
      int count = (int) Math.min(size() - start, BLOCK);
      for (int i = 0; i < count; i++) {
        block[i] = next.getAsDouble();
      }
      storage.put(start, block, count);
    }
  }

  /**
   * Replaces the entries by those of another matrix.
   *
   * @param other a matrix of the same shape
   */
  public void copyFrom(Matrix other) {
    requireSameShape(other);
    for (long at = 0; at < size(); at += MAX_CALL) {
      storage.copy(at, other.storage, (int) Math.min(size() - at, MAX_CALL));
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
    for (long at = 0; at < size(); at += MAX_CALL) {
      storage.axpy(at, factor, other.storage, (int) Math.min(size() - at, MAX_CALL));
    }
  }

  /**
   * Multiplies every entry.
   *
   * @param factor the factor
   */
  public void scale(double factor) {
    map(this, entry -> factor * entry);
  }

  /**
   * Sets every entry to a function of the same entry of another matrix.
   *
   * @param other a matrix of the same shape, possibly this one
   * @param function the function
   */
  public void map(Matrix other, DoubleUnaryOperator function) {
    requireSameShape(other);
    double[] block = new double[BLOCK];
    for (long start = 0; start < size(); start += BLOCK) {
      int count = (int) Math.min(size() - start, BLOCK);
      other.storage.get(start, block, count);
      for (int i = 0; i < count; i++) {
        block[i] = function.applyAsDouble(block[i]);
      }
      storage.put(start, block, count);
    }
  }

  /**
   * Sets every entry to a function of itself and the same entry of another matrix.
   *
   * @param other a matrix of the same shape
   * @param function of an entry of this and one of the other
   */
  public void combine(Matrix other, DoubleBinaryOperator function) {
    requireSameShape(other);
    double[] mine = new double[BLOCK];
    double[] its = new double[BLOCK];
    for (long start = 0; start < size(); start += BLOCK) {
      int count = (int) Math.min(size() - start, BLOCK);
      storage.get(start, mine, count);
      other.storage.get(start, its, count);
      for (int i = 0; i < count; i++) {
        mine[i] = function.applyAsDouble(mine[i], its[i]);
      }
      storage.put(start, mine, count);
    }
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
    if (inner != (transB ? b.cols : b.rows)
        || rows != (transA ? a.cols : a.rows)
        || cols != (transB ? b.rows : b.cols)) {
      throw new IllegalArgumentException(
          "%d x %d cannot be the product of %d x %d and %d x %d"
              .formatted(rows, cols, a.rows, a.cols, b.rows, b.cols));
    }
    int opA = transA ? CblasTrans : CblasNoTrans;
    int opB = transB ? CblasTrans : CblasNoTrans;
    if (storage instanceof Floats c) {
      cblas_sgemm(
          CblasColMajor,
          opA,
          opB,
          rows,
          cols,
          inner,
          (float) factor,
          floats(a),
          a.rows,
          floats(b),
          b.rows,
          (float) keep,
          c.entries,
          rows);
    } else {
      cblas_dgemm(
          CblasColMajor,
          opA,
          opB,
          rows,
          cols,
          inner,
          factor,
          doubles(a),
          a.rows,
          doubles(b),
          b.rows,
          keep,
          doubles(this),
          rows);
    }
  }

  /**
   * Multiplies a vector: {@code y = this x}, or {@code y = this' x}.
   *
   * @param transposed whether this matrix is transposed
   * @param x a one-column matrix
   * @param y a one-column matrix that receives the product
   */
  public void multiply(boolean transposed, Matrix x, Matrix y) {
    if (x.rows != (transposed ? rows : cols) || y.rows != (transposed ? cols : rows)) {
      throw new IllegalArgumentException("vector lengths do not fit");
    }
    int op = transposed ? CblasTrans : CblasNoTrans;
    if (storage instanceof Floats a) {
      cblas_sgemv(
          CblasColMajor, op, rows, cols, 1f, a.entries, rows, floats(x), 1, 0f, floats(y), 1);
    } else {
      cblas_dgemv(
          CblasColMajor, op, rows, cols, 1, doubles(this), rows, doubles(x), 1, 0, doubles(y), 1);
    }
  }

  /**
   * Returns the sum of entrywise products with another matrix.
   *
   * @param other a matrix of the same shape
   * @return the inner product, summed in double precision
   */
  public double dot(Matrix other) {
    requireSameShape(other);
    double sum = 0;
    for (long at = 0; at < size(); at += BLOCK) {
      sum += storage.dot(at, other.storage, (int) Math.min(size() - at, BLOCK));
    }
    return sum;
  }

  /**
   * Returns the Frobenius norm.
   *
   * @return the root of the sum of squares, summed in double precision
   */
  public double frobeniusNorm() {
    return Math.sqrt(dot(this));
  }

  private void requireSameShape(Matrix other) {
    if (rows != other.rows || cols != other.cols) {
      throw new IllegalArgumentException(
          "%d x %d and %d x %d differ".formatted(rows, cols, other.rows, other.cols));
    }
  }

  /** Frees the memory unless this is a view. */
  @Override
  public void close() {
    storage.close();
  }

  private static FloatPointer floats(Matrix matrix) {
    return ((Floats) matrix.storage).entries;
  }

  private static DoublePointer doubles(Matrix matrix) {
    return ((Doubles) matrix.storage).entries;
  }

  /** Entries in one of the precisions; positions count entries. */
  private sealed interface Storage {
    void get(long start, double[] block, int count);

    void put(long start, double[] block, int count);

    void copy(long start, Storage from, int count);

    void axpy(long start, double factor, Storage other, int count);

    double dot(long start, Storage other, int count);

    void close();
  }

  private record Floats(FloatPointer entries, boolean owned) implements Storage {
    @Override
    public void get(long start, double[] block, int count) {
      float[] narrow = new float[count];
      at(start).get(narrow);
      for (int i = 0; i < count; i++) {
        block[i] = narrow[i];
      }
    }

    @Override
    public void put(long start, double[] block, int count) {
      float[] narrow = new float[count];
      for (int i = 0; i < count; i++) {
        narrow[i] = (float) block[i];
      }
      at(start).put(narrow);
    }

    @Override
    public void copy(long start, Storage from, int count) {
      cblas_scopy(count, ((Floats) from).at(start), 1, at(start), 1);
    }

    @Override
    public void axpy(long start, double factor, Storage other, int count) {
      cblas_saxpy(count, (float) factor, ((Floats) other).at(start), 1, at(start), 1);
    }

    @Override
    public double dot(long start, Storage other, int count) {
      return cblas_dsdot(count, at(start), 1, ((Floats) other).at(start), 1);
    }

    @Override
    public void close() {
      if (owned) {
        entries.close();
      }
    }

    private FloatPointer at(long index) {
      return index == 0 ? entries : entries.getPointer(index);
    }
  }

  private record Doubles(DoublePointer entries, boolean owned) implements Storage {
    @Override
    public void get(long start, double[] block, int count) {
      at(start).get(block, 0, count);
    }

    @Override
    public void put(long start, double[] block, int count) {
      at(start).put(block, 0, count);
    }

    @Override
    public void copy(long start, Storage from, int count) {
      cblas_dcopy(count, ((Doubles) from).at(start), 1, at(start), 1);
    }

    @Override
    public void axpy(long start, double factor, Storage other, int count) {
      cblas_daxpy(count, factor, ((Doubles) other).at(start), 1, at(start), 1);
    }

    @Override
    public double dot(long start, Storage other, int count) {
      return cblas_ddot(count, at(start), 1, ((Doubles) other).at(start), 1);
    }

    @Override
    public void close() {
      if (owned) {
        entries.close();
      }
    }

    private DoublePointer at(long index) {
      return index == 0 ? entries : entries.getPointer(index);
    }
  }
}
