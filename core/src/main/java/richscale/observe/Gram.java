package richscale.observe;

import java.util.Arrays;
import richscale.linalg.FloatingPoint;
import richscale.linalg.Matrix;
import richscale.linalg.TopSubspace;

/**
 * Inner products between samples, in double precision.
 *
 * @param entries size x size
 * @param size number of samples
 */
// An array for speed; Gram matrices are compared by nobody.
@SuppressWarnings("ArrayRecordComponent")
record Gram(double[] entries, int size) {
  /** Returns the inner products of the rows of a matrix. */
  static Gram of(Matrix rows) {
    try (Matrix wide = rows.to(FloatingPoint.DOUBLE);
        Matrix gram = Matrix.allocate(FloatingPoint.DOUBLE, rows.rows(), rows.rows())) {
      gram.product(wide, false, wide, true, 1);
      return new Gram(gram.toArray(), rows.rows());
    }
  }

  /** Returns the inner products between the first samples. */
  Gram first(int count) {
    double[] some = new double[count * count];
    for (int column = 0; column < count; column++) {
      System.arraycopy(entries, column * size, some, column * count, count);
    }
    return new Gram(some, count);
  }

  /** Returns the inner products after the mean over samples is taken off them. */
  Gram centred() {
    double[] means = new double[size];
    for (int i = 0; i < entries.length; i++) {
      means[i / size] += entries[i] / size;
    }
    double mean = Arrays.stream(means).average().orElseThrow();
    double[] centred = new double[entries.length];
    Arrays.setAll(centred, i -> entries[i] - means[i / size] - means[i % size] + mean);
    return new Gram(centred, size);
  }

  /** Returns the sum of entrywise products. */
  double dot(Gram other) {
    double sum = 0;
    for (int i = 0; i < entries.length; i++) {
      sum += entries[i] * other.entries[i];
    }
    return sum;
  }

  /** Returns the largest eigenvalues with their vectors; to be closed. */
  TopSubspace top(int count) {
    try (Matrix matrix = Matrix.of(FloatingPoint.DOUBLE, size, size, entries)) {
      return TopSubspace.of(matrix, count);
    }
  }

  double norm() {
    return Math.sqrt(dot(this));
  }

  double trace() {
    double trace = 0;
    for (int i = 0; i < size; i++) {
      trace += entries[i * size + i];
    }
    return trace;
  }
}
