package richscale.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CholeskyTest {
  private static Matrix random(int rows, int cols, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Matrix matrix = Matrix.allocate(FloatingPoint.DOUBLE, rows, cols);
    matrix.fill(() -> random.nextDouble() - 0.5);
    return matrix;
  }

  /** Sizes about the blocks of 64 are among them. */
  @Property(tries = 60, seed = "20240430")
  void theSolutionLeavesNoResidual(
      @ForAll @IntRange(min = 1, max = 300) int n,
      @ForAll @IntRange(min = 1, max = 12) int columns,
      @ForAll @IntRange(min = 0, max = 1000) int seed) {
    try (Matrix rows = random(n, 2 * n, seed);
        Matrix a = Matrix.allocate(FloatingPoint.DOUBLE, n, n);
        Matrix b = random(n, columns, seed + 1)) {
      a.product(rows, false, rows, true, 1);
      double shift = 0.5;
      try (Matrix x = Cholesky.solve(a, shift, b).orElseThrow();
          Matrix residual = b.copy()) {
        residual.addProduct(a, false, x, false, -1);
        residual.add(-shift, x);
        // Rounding of n products, at condition numbers of at most some thousand.
        assertThat(residual.frobeniusNorm()).isLessThan(1e-11 * b.frobeniusNorm());
      }
    }
  }

  @Test
  void aMatrixThatIsNotPositiveDefiniteHasNoSolution() {
    try (Matrix a = Matrix.of(FloatingPoint.DOUBLE, 2, 2, 1, 2, 2, 1);
        Matrix b = Matrix.of(FloatingPoint.DOUBLE, 2, 1, 3, 3)) {
      assertThat(Cholesky.solve(a, 0, b)).isEmpty();
      Optional<Matrix> shifted = Cholesky.solve(a, 2, b);
      // (3 2; 2 3) x = (3, 3).
      assertThat(shifted.orElseThrow().toArray()[0]).isCloseTo(0.6, within(1e-15));
      shifted.orElseThrow().close();
    }
  }
}
