package richscale.observe;

import richscale.linalg.Matrix;

/** Classes as the largest of several outputs or targets. */
final class Classes {
  private Classes() {}

  /** Returns the first largest column of every row. */
  static int[] of(Matrix outputs) {
    double[] entries = outputs.toArray();
    int rows = outputs.rows();
    int[] classes = new int[rows];
    for (int i = 0; i < rows; i++) {
      for (int k = 1; k < outputs.cols(); k++) {
        if (entries[k * rows + i] > entries[classes[i] * rows + i]) {
          classes[i] = k;
        }
      }
    }
    return classes;
  }
}
