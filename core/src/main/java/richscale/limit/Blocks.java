package richscale.limit;

import richscale.linalg.FloatingPoint;
import richscale.linalg.Matrix;

/**
 * A matrix between two kinds of fields at all times: the block of times (t, s) has one row for each
 * component of the one at t and one column for each of the other at s.
 */
final class Blocks implements AutoCloseable {
  private final Matrix all;
  private final int high;
  private final int wide;

  /**
   * Allocates zeros.
   *
   * @param times number of times
   * @param high components of the fields of the rows
   * @param wide components of those of the columns
   */
  Blocks(int times, int high, int wide) {
    all =
        Matrix.allocate(
            FloatingPoint.DOUBLE, Math.multiplyExact(times, high), Math.multiplyExact(times, wide));
    all.zero();
    this.high = high;
    this.wide = wide;
  }

  /** Returns the whole matrix. */
  Matrix all() {
    return all;
  }

  /** Returns the rows of the times from {@code row} on and the columns of those from column on. */
  Matrix part(int row, int rows, int column, int columns) {
    return all.columns(column * wide, columns * wide).window(row * high, rows * high);
  }

  /** Returns the rows before a time and the columns before another. */
  Matrix before(int row, int column) {
    return part(0, row, 0, column);
  }

  /** Returns the columns of a time, in whole. */
  Matrix at(int column) {
    return all.columns(column * wide, wide);
  }

  /** Makes the rows of a time what its columns are, before that time. */
  void mirror(int time, Matrix identity) {
    if (time > 0) {
      part(time, 1, 0, time).product(identity, false, part(0, time, time, 1), true, 1);
    }
  }

  @Override
  public void close() {
    all.close();
  }
}
