package richscale.model;

import java.util.Arrays;
import richscale.architecture.Pooling;
import richscale.linalg.Indices;
import richscale.linalg.Matrix;

/** Pooling between two layouts, as the row that every row goes to. */
final class PoolingOp {
  private final Indices target;
  private final double share;

  PoolingOp(Pooling pooling, FeatureLayout from, FeatureLayout to) {
    int[] rows = new int[from.rows()];
    // What is dropped goes nowhere.
    Arrays.fill(rows, -1);
    int size = pooling.kind() == Pooling.Kind.GLOBAL ? Integer.MAX_VALUE : pooling.size();
    share =
        switch (pooling.kind()) {
          case NONE, FIRST -> 1;
          case AVERAGE -> 1.0 / (size * size);
          case GLOBAL -> 1.0 / from.shape().positions();
        };
    int width = from.shape().width();
    from.forEachPosition(
        (row, sample, position) -> {
          int y = position / width / size;
          int x = position % width / size;
          boolean kept =
              y < to.shape().height()
                  && x < to.shape().width()
                  && (pooling.kind() != Pooling.Kind.FIRST
                      || (position / width % size == 0 && position % width % size == 0));
          if (kept) {
            rows[row] = to.row(sample, y, x);
          }
        });
    target = Indices.of(rows);
  }

  /** Pools. */
  void forward(Matrix from, Matrix into) {
    into.sumRows(from, target, share);
  }

  /** Takes a gradient by what was pooled back to what it was before. */
  void backward(Matrix from, Matrix into) {
    into.takeRows(from, target, share);
  }
}
