package richscale.linalg;

import java.util.Arrays;
import java.util.Locale;

/**
 * Indices of rows that are used again and again: what a device needs of them is put there once.
 * Only identity tells two of them apart, so that they can name what was put there.
 */
public final class Indices {
  private final int[] values;

  private Indices(int[] values) {
    this.values = values;
  }

  /**
   * Makes some.
   *
   * @param values the indices
   * @return a copy
   */
  public static Indices of(int... values) {
    return new Indices(values.clone());
  }

  /** {@return how many there are} */
  public int count() {
    return values.length;
  }

  int[] values() {
    return values;
  }

  /** Returns a copy of some that follow each other. */
  int[] values(int from, int count) {
    if (from < 0 || count < 0 || from > values.length - count) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "no indices %d to %d of %d", from, from + count - 1, values.length));
    }
    return Arrays.copyOfRange(values, from, from + count);
  }

  /**
   * Returns which of these name each of some rows.
   *
   * @param rows how many rows
   * @return for each row where its namers start in the second array, and one end more; then the
   *     namers
   */
  int[][] inverse(int rows) {
    int[] starts = new int[rows + 1];
    for (int row : values) {
      if (row >= 0 && row < rows) {
        starts[row + 1]++;
      }
    }
    for (int row = 0; row < rows; row++) {
      starts[row + 1] += starts[row];
    }
    int[] next = starts.clone();
    int[] namers = new int[Math.max(1, starts[rows])];
    for (int i = 0; i < values.length; i++) {
      if (values[i] >= 0 && values[i] < rows) {
        namers[next[values[i]]++] = i;
      }
    }
    return new int[][] {starts, namers};
  }
}
