package richscale.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class MatrixTest {
  @Property(tries = 50)
  void productAgreesWithTheDefinition(
      @ForAll FloatingPoint precision,
      @ForAll @IntRange(min = 1, max = 9) int m,
      @ForAll @IntRange(min = 1, max = 9) int n,
      @ForAll @IntRange(min = 1, max = 9) int inner,
      @ForAll boolean transA,
      @ForAll boolean transB) {
    try (Matrix a = counting(precision, transA ? inner : m, transA ? m : inner);
        Matrix b = counting(precision, transB ? n : inner, transB ? inner : n);
        Matrix c = Matrix.allocate(precision, m, n)) {
      c.product(a, transA, b, transB, 2);
      double[] entries = c.toArray();
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          double sum = 0;
          for (int k = 0; k < inner; k++) {
            sum += (transA ? entry(k, i) : entry(i, k)) * (transB ? entry(j, k) : entry(k, j));
          }
          // Entries are small integers: single precision is exact.
          assertThat(entries[j * m + i]).isEqualTo(2 * sum);
        }
      }
    }
  }

  private static Matrix counting(FloatingPoint precision, int rows, int cols) {
    float[] entries = new float[rows * cols];
    for (int i = 0; i < entries.length; i++) {
      entries[i] = (float) entry(i % rows, i / rows);
    }
    return Matrix.of(precision, rows, cols, entries);
  }

  private static double entry(int row, int col) {
    return (3 * row + 5 * col) % 7 - 3;
  }

  @Test
  void frobeniusNormDoesNotLoseSmallEntriesAmongMany() {
    int n = 3_000_000;
    float[] entries = new float[n];
    Arrays.fill(entries, 1e-3f);
    entries[0] = 100;
    try (Matrix matrix = Matrix.of(FloatingPoint.FLOAT, n, 1, entries)) {
      double expected = Math.sqrt(100.0 * 100.0 + (n - 1) * (double) 1e-3f * 1e-3f);
      // A single-precision sum would err in the fifth digit.
      assertThat(matrix.frobeniusNorm()).isCloseTo(expected, within(1e-7 * expected));
    }
  }

  @Test
  void aViewSharesTheMemoryOfItsArray() {
    INDArray flat = Nd4j.create(new float[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
    INDArray window =
        flat.get(org.nd4j.linalg.indexing.NDArrayIndex.interval(2, 8)).reshape('f', 3, 2);
    Matrix view = Matrix.view(window);
    assertThat(view.toArray()).containsExactly(2, 3, 4, 5, 6, 7);
    view.set(1, 1, 1, 1, 1, 9);
    assertThat(flat.getFloat(7)).isEqualTo(9);
    assertThat(flat.getFloat(8)).isEqualTo(8);
  }

  @Test
  void refusesShapesThatDoNotFit() {
    try (Matrix a = Matrix.allocate(FloatingPoint.FLOAT, 2, 3);
        Matrix b = Matrix.allocate(FloatingPoint.FLOAT, 2, 3)) {
      assertThatThrownBy(() -> a.product(a, false, b, false, 1))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> Matrix.view(Nd4j.create(DataType.FLOAT, new long[] {2, 3}, 'c')))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** Products with vectors take another routine, which must not read what it overwrites. */
  @ParameterizedTest
  @EnumSource
  void productsWithVectorsOverwriteWhateverWasThere(FloatingPoint precision) {
    double nan = Double.NaN;
    try (Matrix a = Matrix.of(precision, 2, 3, 1, 2, 3, 4, 5, 6);
        Matrix x = Matrix.of(precision, 3, 1, 1, 10, 100);
        Matrix y = Matrix.of(precision, 2, 1, 1, 10);
        Matrix ax = Matrix.of(precision, 2, 1, nan, nan);
        Matrix ya = Matrix.of(precision, 1, 3, nan, nan, nan);
        Matrix outer = Matrix.of(precision, 2, 3, 0, 0, 0, 0, 0, 0)) {
      ax.product(a, false, x, false, 2);
      assertThat(ax.toArray()).containsExactly(1062, 1284);
      ya.product(y, true, a, false, 1);
      assertThat(ya.toArray()).containsExactly(21, 43, 65);
      outer.addProduct(y, false, x, true, 1);
      assertThat(outer.toArray()).containsExactly(1, 10, 10, 100, 100, 1000);
      assertThat(a.columns(1, 2).toArray()).containsExactly(3, 4, 5, 6);
      assertThat(x.head(2).toArray()).containsExactly(1, 10);
    }
  }

  @Test
  void chosenRowsOfAnArrayAreTakenInTheOrderAsked() {
    float[] array = {1, 2, 3, 10, 20, 30};
    for (FloatingPoint precision : FloatingPoint.values()) {
      try (Matrix matrix = Matrix.allocate(precision, 4, 2)) {
        matrix.setRows(array, 3, new int[] {2, 0, 2, 1});
        assertThat(matrix.toArray()).containsExactly(3, 1, 3, 2, 30, 10, 30, 20);
        assertThatIllegalArgumentException()
            .isThrownBy(() -> matrix.setRows(array, 3, new int[] {0, 1, 2, 3}));
        assertThatIllegalArgumentException()
            .isThrownBy(() -> matrix.setRows(array, 3, new int[] {0, 1, 2}));
      }
    }
  }
}
