package richscale.model;

import java.util.Arrays;
import richscale.architecture.Pooling;
import richscale.linalg.ColumnFunction;

/** Pooling between two layouts, as the row that every row goes to. */
final class PoolingMap {
  private final int[] target;
  private final int pooledRows;
  private final double share;

  PoolingMap(Pooling pooling, MapLayout from, MapLayout to) {
    target = new int[from.rows()];
    pooledRows = to.rows();
    // One row more takes what is dropped.
    Arrays.fill(target, pooledRows);
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
            target[row] = to.row(sample, y, x);
          }
        });
  }

  /** Pools columns. */
  ColumnFunction forward() {
    return new ColumnFunction() {
      @Override
      public void apply(float[] from, float[] to) {
        float[] sums = new float[pooledRows + 1];
        for (int i = 0; i < from.length; i++) {
          sums[target[i]] += from[i];
        }
        float factor = (float) share;
        for (int i = 0; i < to.length; i++) {
          to[i] = factor * sums[i];
        }
      }

      @Override
      public void apply(double[] from, double[] to) {
        double[] sums = new double[pooledRows + 1];
        for (int i = 0; i < from.length; i++) {
          sums[target[i]] += from[i];
        }
        for (int i = 0; i < to.length; i++) {
          to[i] = share * sums[i];
        }
      }
    };
  }

  /** Takes gradients by pooled columns back to those before. */
  ColumnFunction backward() {
    return new ColumnFunction() {
      @Override
      public void apply(float[] from, float[] to) {
        float[] padded = Arrays.copyOf(from, pooledRows + 1);
        float factor = (float) share;
        for (int i = 0; i < to.length; i++) {
          to[i] = factor * padded[target[i]];
        }
      }

      @Override
      public void apply(double[] from, double[] to) {
        double[] padded = Arrays.copyOf(from, pooledRows + 1);
        for (int i = 0; i < to.length; i++) {
          to[i] = share * padded[target[i]];
        }
      }
    };
  }
}
