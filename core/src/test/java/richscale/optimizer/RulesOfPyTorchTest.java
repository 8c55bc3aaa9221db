package richscale.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvFileSource;
import richscale.linalg.FloatingPoint;
import richscale.linalg.Matrix;

/** Trajectories that PyTorch 2.15 computed, see notebooks/peers/rules.py. */
class RulesOfPyTorchTest {
  private static final int UPDATES = 20;

  /** Twenty updates in double precision. */
  private static final double ROUNDING = 1e-12;

  @ParameterizedTest
  @CsvFileSource(resources = "/richscale/pytorch-rules.csv", useHeadersInDisplayName = true)
  void adamUnderASchedule(ArgumentsAccessor row) {
    Adam adam = new Adam(row.getDouble(0), row.getDouble(1), row.getDouble(2), false);
    RateSchedule schedule =
        new RateSchedule(
            row.getInteger(3),
            RateSchedule.Shape.valueOf(row.getString(4).toUpperCase(Locale.ROOT)),
            row.getDouble(5));
    int updates = row.getInteger(6);
    try (Matrix weights =
            Matrix.of(
                FloatingPoint.DOUBLE,
                1,
                6,
                IntStream.range(0, 6).mapToDouble(i -> i / 3.0 - 1).toArray());
        Matrix mean = zero();
        Matrix square = zero();
        Matrix gradient = zero()) {
      Parameters parameters =
          new Parameters(weights, 0.1, 1, 1, List.of(mean, square), Optional.of(gradient));
      for (int t = 1; t <= updates; t++) {
        int update = t;
        adam.update(
            parameters.at(schedule.factor(t, UPDATES)),
            (factor, into) -> {
              try (Matrix own = Matrix.of(FloatingPoint.DOUBLE, 1, 6, gradientOf(update))) {
                into.add(factor, own);
              }
            },
            t);
      }
      double[] found = weights.toArray();
      for (int i = 0; i < 6; i++) {
        assertThat(found[i]).isCloseTo(row.getDouble(7 + i), within(ROUNDING));
      }
    }
  }

  private static Matrix zero() {
    return Matrix.of(FloatingPoint.DOUBLE, 1, 6, new double[6]);
  }

  private static double[] gradientOf(int update) {
    return IntStream.range(0, 6).mapToDouble(i -> Math.sin(1.7 * i + 0.6 * update)).toArray();
  }
}
