package richscale.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class LowRankProductTest {
  private static Matrix random(FloatingPoint precision, int rows, int cols, long seed) {
    Random random = new Random(seed);
    Matrix matrix = Matrix.allocate(precision, rows, cols);
    matrix.fill(random::nextGaussian);
    return matrix;
  }

  @Property(tries = 1000)
  void normsAreThoseOfTheFormedMatrix(
      @ForAll @IntRange(min = 1, max = 60) int rows,
      @ForAll @IntRange(min = 1, max = 60) int cols,
      @ForAll @IntRange(min = 1, max = 12) int rank,
      @ForAll long seed) {
    try (Matrix left = random(FloatingPoint.DOUBLE, rows, rank, seed);
        Matrix right = random(FloatingPoint.DOUBLE, cols, rank, seed + 1);
        Matrix h = random(FloatingPoint.DOUBLE, 5, rows, seed + 2);
        Matrix formed = left.like(rows, cols);
        Matrix pushed = left.like(5, cols)) {
      LowRankProduct thin = new LowRankProduct(left, right);
      LowRankProduct.Grams grams = thin.grams();
      formed.product(left, false, right, true, 1);
      pushed.product(h, false, formed, false, 1);
      double frobenius = formed.frobeniusNorm();
      assertThat(grams.frobeniusNorm()).isCloseTo(frobenius, within(1e-10 * frobenius));
      double operator = OperatorNorm.of(formed);
      assertThat(grams.operatorNorm(grams.rightDirection()))
          .isCloseTo(operator, within(2 * OperatorNorm.TOLERANCE * operator));
      assertThat(thin.pushedNorm(h, grams))
          .isCloseTo(pushed.frobeniusNorm(), within(1e-10 * pushed.frobeniusNorm()));
    }
  }

  /** A spike that grows out of a random matrix is seen as soon as it stands out. */
  @Property(tries = 12, seed = "20240430")
  void aTrackedNormFollowsChangesOfLowRank(
      @ForAll @IntRange(min = 1, max = 300) int rows,
      @ForAll @IntRange(min = 1, max = 300) int cols,
      @ForAll boolean thin) {
    try (Matrix a = random(FloatingPoint.FLOAT, rows, cols, rows);
        Matrix left = random(FloatingPoint.FLOAT, rows, 2, cols);
        Matrix right = random(FloatingPoint.FLOAT, cols, 2, 7);
        OperatorNorm tracked = new OperatorNorm(a)) {
      tracked.update(a);
      left.scale(0.03);
      LowRankProduct change = new LowRankProduct(left, right);
      for (int step = 0; step < 8; step++) {
        a.addProduct(left, false, right, true, 1);
        double norm =
            thin
                ? tracked.update(
                    a, change, Optional.of((tracked.onRight() ? right : left).columns(0, 1)))
                : tracked.update(a);
        double fresh = OperatorNorm.of(a);
        assertThat(norm).isCloseTo(fresh, within(2 * OperatorNorm.TOLERANCE * fresh));
      }
    }
  }

  /** Every change points elsewhere and is up to twice as large as the edge of the matrix. */
  @Property(tries = 12, seed = "20240430")
  void aTrackedNormFollowsChangesThatTurn(
      @ForAll @IntRange(min = 33, max = 300) int rows,
      @ForAll @IntRange(min = 33, max = 300) int cols,
      @ForAll @IntRange(min = 1, max = 200) int percent) {
    int steps = 6;
    double size = percent / 100.0 * (Math.sqrt(rows) + Math.sqrt(cols)) / Math.sqrt(rows * cols);
    try (Matrix a = random(FloatingPoint.FLOAT, rows, cols, rows);
        Matrix left = random(FloatingPoint.FLOAT, rows, steps, cols);
        Matrix right = random(FloatingPoint.FLOAT, cols, steps, percent);
        OperatorNorm tracked = new OperatorNorm(a)) {
      tracked.update(a);
      left.scale(size);
      for (int step = 0; step < steps; step++) {
        LowRankProduct all =
            new LowRankProduct(left.columns(0, step + 1), right.columns(0, step + 1));
        a.addProduct(left.columns(step, 1), false, right.columns(step, 1), true, 1);
        LowRankProduct.Grams grams = all.grams();
        double[] onRight = grams.rightDirection();
        Matrix factor = tracked.onRight() ? all.right() : all.left();
        try (Matrix direction = factor.like(factor.rows(), 1);
            Matrix coefficients = factor.like(step + 1, 1)) {
          coefficients.set(tracked.onRight() ? onRight : grams.leftDirection(onRight));
          direction.product(factor, false, coefficients, false, 1);
          double fresh = OperatorNorm.of(a);
          assertThat(tracked.update(a, all.from(step), Optional.of(direction)))
              .isCloseTo(fresh, within(2 * OperatorNorm.TOLERANCE * fresh));
        }
      }
    }
  }
}
