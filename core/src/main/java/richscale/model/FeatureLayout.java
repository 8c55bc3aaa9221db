package richscale.model;

import java.util.stream.IntStream;
import richscale.architecture.FeatureShape;
import richscale.data.Samples;
import richscale.linalg.Indices;
import richscale.linalg.Matrix;
import richscale.linalg.Space;

/**
 * How the values of a batch stand in a matrix: one column for each channel, in it sample after
 * sample, row of the map after row, with zeros around every map, so that a map shifted by a few
 * positions is the same column read from a few rows further on. Zeros to the right of a row are
 * those to the left of the next; zeros below a map are those above the next.
 *
 * @param shape of one sample
 * @param pad zeros on each side; 0 for vectors
 * @param samples number of samples
 */
public record FeatureLayout(FeatureShape shape, int pad, int samples) {
  /** {@return the rows from one row of a map to the next: width and zeros} */
  int stride() {
    return shape.width() + pad;
  }

  /** {@return the rows from one sample to the next} */
  public int plane() {
    return (shape.height() + pad) * stride();
  }

  /** {@return the rows of zeros before the first sample: above and left of its map} */
  public int margin() {
    return pad * stride() + pad;
  }

  /**
   * Returns the row of a position.
   *
   * @param sample number of the sample
   * @param position row of the map times its width, and column
   * @return row of the matrix
   */
  public int row(int sample, int position) {
    return row(sample, position / shape.width(), position % shape.width());
  }

  /** {@return the number of rows: rows of the matrix} */
  public int rows() {
    return Math.addExact(margin(), Math.multiplyExact(samples, plane()));
  }

  /** Returns the rows from the first position of the first sample to the last of the last. */
  int span() {
    return (samples - 1) * plane() + (shape.height() - 1) * stride() + shape.width();
  }

  /**
   * Returns the row of a position.
   *
   * @param sample number of the sample
   * @param y row of the map
   * @param x column of the map
   * @return row of the matrix
   */
  int row(int sample, int y, int x) {
    return margin() + sample * plane() + y * stride() + x;
  }

  /**
   * Allocates a matrix of this layout.
   *
   * @param space where its entries are
   * @return zeros; close it to free its memory
   */
  public Matrix allocate(Space space) {
    Matrix matrix = space.allocate(rows(), shape.channels());
    matrix.zero();
    return matrix;
  }

  /** Returns the rows that belong to no position. */
  Indices padding() {
    if (pad == 0) {
      return Indices.of();
    }
    boolean[] used = new boolean[rows()];
    forEachPosition((row, sample, position) -> used[row] = true);
    return Indices.of(IntStream.range(0, rows()).filter(row -> !used[row]).toArray());
  }

  /** Takes a position. */
  @FunctionalInterface
  public interface PositionAction {
    /**
     * Takes a position.
     *
     * @param row row of the matrix
     * @param sample number of the sample
     * @param position row of the map times its width, and column
     */
    void accept(int row, int sample, int position);
  }

  /**
   * Runs over all positions.
   *
   * @param action takes each, sample after sample
   */
  public void forEachPosition(PositionAction action) {
    for (int sample = 0; sample < samples; sample++) {
      for (int y = 0; y < shape.height(); y++) {
        for (int x = 0; x < shape.width(); x++) {
          action.accept(row(sample, y, x), sample, y * shape.width() + x);
        }
      }
    }
  }

  /**
   * Puts the inputs of chosen samples in place.
   *
   * @param all where they are chosen from
   * @param which indices of as many samples
   * @param into a matrix of this layout
   */
  public void load(Samples all, int[] which, Matrix into) {
    if (pad == 0 && shape.positions() == 1) {
      into.setRows(all.x(), all.count(), which);
    } else {
      load(all.select(which), into);
    }
  }

  /**
   * Puts the inputs of a batch in place.
   *
   * @param batch as many samples
   * @param into a matrix of this layout
   */
  public void load(Samples batch, Matrix into) {
    if (pad == 0 && shape.positions() == 1) {
      into.set(batch.x());
      return;
    }
    float[] values = new float[Math.multiplyExact(rows(), shape.channels())];
    int positions = shape.positions();
    for (int channel = 0; channel < shape.channels(); channel++) {
      int column = channel * rows();
      int from = channel * positions;
      forEachPosition(
          (row, sample, position) ->
              values[column + row] = batch.x()[(from + position) * samples + sample]);
    }
    into.set(values);
  }
}
