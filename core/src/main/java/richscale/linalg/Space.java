package richscale.linalg;

import java.util.Optional;

/**
 * Where entries of matrices are, and in which precision. Operands of one call share their space.
 *
 * @param precision precision of the entries
 * @param device the device that holds them; absent for the memory of the process
 */
public record Space(FloatingPoint precision, Optional<OpenClDevice> device) {
  /**
   * Returns the memory of the process.
   *
   * @param precision precision of the entries
   * @return the space
   */
  public static Space host(FloatingPoint precision) {
    return new Space(precision, Optional.empty());
  }

  /** {@return whether it is the memory of the process} */
  public boolean onHost() {
    return device.isEmpty();
  }

  /**
   * Allocates a matrix of undefined content.
   *
   * @param rows number of rows
   * @param cols number of columns
   * @return the matrix; close it to free its memory
   */
  public Matrix allocate(int rows, int cols) {
    return Matrix.allocate(this, rows, cols);
  }

  /**
   * Allocates a matrix with given content.
   *
   * @param rows number of rows
   * @param cols number of columns
   * @param columnMajor the entries, column after column
   * @return the matrix; close it to free its memory
   */
  public Matrix of(int rows, int cols, double... columnMajor) {
    Matrix matrix = allocate(rows, cols);
    matrix.set(columnMajor);
    return matrix;
  }

  /**
   * Allocates a matrix with given content.
   *
   * @param rows number of rows
   * @param cols number of columns
   * @param columnMajor the entries, column after column
   * @return the matrix; close it to free its memory
   */
  public Matrix of(int rows, int cols, float[] columnMajor) {
    Matrix matrix = allocate(rows, cols);
    matrix.set(columnMajor);
    return matrix;
  }

  /**
   * Allocates an identity matrix.
   *
   * @param size number of rows and columns
   * @return the matrix; close it to free its memory
   */
  public Matrix identity(int size) {
    double[] entries = new double[Math.multiplyExact(size, size)];
    for (int i = 0; i < size; i++) {
      entries[i * size + i] = 1;
    }
    return of(size, size, entries);
  }

  /** {@return the space beside it in which sums are kept: double precision where there is one} */
  public Space ofSums() {
    boolean wide = device.map(OpenClDevice::wide).orElse(true);
    return new Space(wide ? FloatingPoint.DOUBLE : FloatingPoint.FLOAT, device);
  }
}
