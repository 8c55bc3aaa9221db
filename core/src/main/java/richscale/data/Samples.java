package richscale.data;

import java.util.Optional;

/**
 * Inputs with their targets, both column-major with one sample a row, so that a BLAS reads them as
 * they are. The arrays are shared, not copied: nobody may change them.
 *
 * @param count number of samples P
 * @param inputs number of features d; maps are channel after channel, row after row
 * @param outputs number of outputs k
 * @param x inputs, P x d
 * @param y targets, P x k
 * @param test samples held out for testing
 * @param validation samples held out for choices
 */
// Arrays are what a BLAS takes; samples are compared by nobody.
@SuppressWarnings("ArrayRecordComponent")
public record Samples(
    int count,
    int inputs,
    int outputs,
    float[] x,
    float[] y,
    Optional<Samples> test,
    Optional<Samples> validation) {

  public Samples {
    if (x.length != (long) count * inputs || y.length != (long) count * outputs) {
      throw new IllegalArgumentException("array lengths do not fit the shapes");
    }
  }

  /**
   * Creates samples with none held out.
   *
   * @param count number of samples P
   * @param inputs number of features d
   * @param outputs number of outputs k
   * @param x inputs, P x d
   * @param y targets, P x k
   */
  public Samples(int count, int inputs, int outputs, float[] x, float[] y) {
    this(count, inputs, outputs, x, y, Optional.empty(), Optional.empty());
  }

  /** Returns the same samples with others held out; parts without samples are absent. */
  Samples with(Samples newTest, Samples newValidation) {
    return new Samples(
        count, inputs, outputs, x, y, unlessEmpty(newTest), unlessEmpty(newValidation));
  }

  private static Optional<Samples> unlessEmpty(Samples samples) {
    return Optional.of(samples).filter(some -> some.count() > 0);
  }

  /**
   * Returns chosen samples.
   *
   * @param rows indices of samples, in the order wanted
   * @return a copy with one row for each index, and none held out
   */
  public Samples select(int[] rows) {
    return new Samples(
        rows.length, inputs, outputs, selectRows(x, inputs, rows), selectRows(y, outputs, rows));
  }

  private float[] selectRows(float[] from, int columns, int[] rows) {
    float[] selected = new float[rows.length * columns];
    for (int column = 0; column < columns; column++) {
      int to = column * rows.length;
      int start = column * count;
      for (int i = 0; i < rows.length; i++) {
        selected[to + i] = from[start + rows[i]];
      }
    }
    return selected;
  }
}
