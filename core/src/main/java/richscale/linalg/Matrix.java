package richscale.linalg;

import static org.bytedeco.openblas.global.openblas.CblasColMajor;
import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.cblas_dsdot;
import static org.bytedeco.openblas.global.openblas.cblas_saxpy;
import static org.bytedeco.openblas.global.openblas.cblas_scopy;
import static org.bytedeco.openblas.global.openblas.cblas_sgemm;
import static org.bytedeco.openblas.global.openblas.cblas_sgemv;

import java.util.function.DoubleUnaryOperator;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A dense column-major matrix of floats in native memory, either its own or a view of an ND4J
 * array, with straight calls to the BLAS that ND4J itself uses. Sums over entries are taken in
 * double precision.
 */
public final class Matrix implements AutoCloseable {
  /** Entries taken at a time: few enough for the float partial sums inside dsdot. */
  private static final int BLOCK = 4096;

  private final FloatPointer entries;
  private final int rows;
  private final int cols;
  private final boolean owned;

  private Matrix(FloatPointer entries, int rows, int cols, boolean owned) {
    this.entries = entries;
    this.rows = rows;
    this.cols = cols;
    this.owned = owned;
  }

  /**
   * Allocates a matrix of undefined content.
   *
   * @param rows number of rows
   * @param cols number of columns
   * @return the matrix; close it to free its memory
   */
  public static Matrix allocate(int rows, int cols) {
    return new Matrix(new FloatPointer(Math.multiplyExact((long) rows, cols)), rows, cols, true);
  }

  /**
   * Allocates a matrix with given content.
   *
   * @param rows number of rows
   * @param cols number of columns
   * @param columnMajor the entries, column after column
   * @return the matrix; close it to free its memory
   */
  public static Matrix of(int rows, int cols, float[] columnMajor) {
    if (columnMajor.length != (long) rows * cols) {
      throw new IllegalArgumentException(
          "%d entries for a %d x %d matrix".formatted(columnMajor.length, rows, cols));
    }
    Matrix matrix = allocate(rows, cols);
    matrix.set(columnMajor);
    return matrix;
  }

  /**
   * Returns a view of an ND4J array: both share their memory.
   *
   * @param array a float matrix in f order without gaps, such as a DL4J weight
   * @return the view; closing it frees nothing
   */
  public static Matrix view(INDArray array) {
    long rows = array.size(0);
    if (array.rank() != 2 || array.stride(0) != 1 || array.stride(1) != rows) {
      throw new IllegalArgumentException("not a dense f-ordered matrix: " + array.shapeInfo());
    }
    return new Matrix(
        new FloatPointer(array.data().addressPointer()),
        Math.toIntExact(rows),
        Math.toIntExact(array.size(1)),
        false);
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
   * Copies the entries out.
   *
   * @param columnMajor receives the entries, column after column; its length is {@link #size}
   */
  public void get(float[] columnMajor) {
    entries.get(columnMajor);
  }

  /**
   * Replaces the entries.
   *
   * @param columnMajor the entries, column after column; its length is {@link #size}
   */
  public void set(float[] columnMajor) {
    entries.put(columnMajor);
  }

  /**
   * Replaces the entries by those of another matrix.
   *
   * @param other a matrix of the same shape
   */
  public void copyFrom(Matrix other) {
    requireSameShape(other);
    for (long at = 0; at < size(); at += Integer.MAX_VALUE) {
      int count = (int) Math.min(size() - at, Integer.MAX_VALUE);
      cblas_scopy(count, other.at(at), 1, at(at), 1);
    }
  }

  /**
   * Adds a multiple of another matrix: {@code this += factor * other}.
   *
   * @param factor the multiple
   * @param other a matrix of the same shape
   */
  public void add(float factor, Matrix other) {
    requireSameShape(other);
    for (long at = 0; at < size(); at += Integer.MAX_VALUE) {
      int count = (int) Math.min(size() - at, Integer.MAX_VALUE);
      cblas_saxpy(count, factor, other.at(at), 1, at(at), 1);
    }
  }

  /**
   * Sets every entry to a function of the same entry of another matrix.
   *
   * @param other a matrix of the same shape, possibly this one
   * @param function the function
   */
  public void map(Matrix other, DoubleUnaryOperator function) {
    requireSameShape(other);
    float[] block = new float[(int) Math.min(BLOCK, size())];
    for (long start = 0; start < size(); start += BLOCK) {
      int count = (int) Math.min(size() - start, BLOCK);
      other.at(start).get(block, 0, count);
      for (int i = 0; i < count; i++) {
        block[i] = (float) function.applyAsDouble(block[i]);
      }
      at(start).put(block, 0, count);
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
  public void product(Matrix a, boolean transA, Matrix b, boolean transB, float factor) {
    int inner = transA ? a.rows : a.cols;
    if (inner != (transB ? b.cols : b.rows)
        || rows != (transA ? a.cols : a.rows)
        || cols != (transB ? b.rows : b.cols)) {
      throw new IllegalArgumentException(
          "%d x %d cannot be the product of %d x %d and %d x %d"
              .formatted(rows, cols, a.rows, a.cols, b.rows, b.cols));
    }
    cblas_sgemm(
        CblasColMajor,
        transA ? CblasTrans : CblasNoTrans,
        transB ? CblasTrans : CblasNoTrans,
        rows,
        cols,
        inner,
        factor,
        a.entries,
        a.rows,
        b.entries,
        b.rows,
        0f,
        entries,
        rows);
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
    cblas_sgemv(
        CblasColMajor,
        transposed ? CblasTrans : CblasNoTrans,
        rows,
        cols,
        1f,
        entries,
        rows,
        x.entries,
        1,
        0f,
        y.entries,
        1);
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
      int count = (int) Math.min(size() - at, BLOCK);
      sum += cblas_dsdot(count, at(at), 1, other.at(at), 1);
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

  private FloatPointer at(long index) {
    return index == 0 ? entries : entries.getPointer(index);
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
    if (owned) {
      entries.close();
    }
  }
}
