package richscale.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import richscale.spec.DataSpec;
import richscale.spec.TeacherKind;

class SyntheticDataTest {
  private static final int MANY = 20_000;

  private static DataSpec.Teacher spec(TeacherKind kind, double spectrum, int test, int outputs) {
    return new DataSpec.Teacher(kind, 8, spectrum, MANY, test, test / 2, outputs, 5);
  }

  private static double mean(Samples samples, int column, DoubleBinaryOperator of) {
    double sum = 0;
    for (int i = 0; i < samples.count(); i++) {
      sum += of.applyAsDouble(samples.x()[column * samples.count() + i], samples.y()[i]);
    }
    return sum / samples.count();
  }

  @ParameterizedTest
  @EnumSource(TeacherKind.class)
  void targetsHaveMeanZeroAndVarianceOne(TeacherKind kind) {
    Samples samples = DataSource.load(spec(kind, 0, 0, 1));
    // Means over 20,000 samples of variables whose fourth moment is at most some 60.
    assertThat(mean(samples, 0, (x, y) -> y)).isCloseTo(0, within(0.05));
    if (kind != TeacherKind.LINEAR) {
      assertThat(mean(samples, 0, (x, y) -> y * y)).isCloseTo(1, within(0.2));
    }
    assertThat(mean(samples, 3, (x, y) -> x * x)).isCloseTo(1, within(0.05));
  }

  @Test
  void aSingleIndexHasNoLinearPartAndAStaircaseHasOne() {
    assertThat(mean(DataSource.load(spec(TeacherKind.SINGLE_INDEX, 0, 0, 1)), 0, (x, y) -> x * y))
        .isCloseTo(0, within(0.1));
    assertThat(mean(DataSource.load(spec(TeacherKind.STAIRCASE, 0, 0, 1)), 0, (x, y) -> x * y))
        .isCloseTo(1 / Math.sqrt(3), within(0.03));
    assertThat(mean(DataSource.load(spec(TeacherKind.PARITY, 0, 0, 1)), 0, (x, y) -> x * y))
        .isCloseTo(0, within(0.03));
  }

  @Test
  void parityIsTheProductOfThreeSignsAndOutputsLookAtDifferentOnes() {
    Samples samples = DataSource.load(spec(TeacherKind.PARITY, 0, 0, 2));
    int n = samples.count();
    for (int i = 0; i < n; i++) {
      float[] x = samples.x();
      assertThat(samples.y()[i]).isEqualTo(x[i] * x[n + i] * x[2 * n + i]);
      assertThat(samples.y()[n + i]).isEqualTo(x[3 * n + i] * x[4 * n + i] * x[5 * n + i]);
    }
  }

  @Test
  void variancesFallOffByThePowerOfTheSpectrum() {
    Samples samples = DataSource.load(spec(TeacherKind.LINEAR, 1, 0, 1));
    double first = mean(samples, 0, (x, y) -> x * x);
    double fourth = mean(samples, 3, (x, y) -> x * x);
    assertThat(first / fourth).isCloseTo(4, within(0.2));
    double sum = 0;
    for (int j = 0; j < 8; j++) {
      sum += mean(samples, j, (x, y) -> x * x);
    }
    assertThat(sum / 8).isCloseTo(1, within(0.05));
  }

  @ParameterizedTest
  @EnumSource(TeacherKind.class)
  void heldOutSamplesHaveTheSameTeacherAndChangeNoTrainingSample(TeacherKind kind) {
    Samples alone = DataSource.load(spec(kind, 0, 0, 1));
    Samples with = DataSource.load(spec(kind, 0, 3000, 1));
    assertThat(with.x()).isEqualTo(alone.x());
    assertThat(with.y()).isEqualTo(alone.y());
    Samples test = with.test().orElseThrow();
    assertThat(test.count()).isEqualTo(3000);
    assertThat(with.validation().orElseThrow().count()).isEqualTo(1500);
    assertThat(Arrays.copyOf(test.x(), 1500))
        .isNotEqualTo(Arrays.copyOf(with.validation().orElseThrow().x(), 1500));
    // What correlates with a target in training does so in the test.
    for (int j : List.of(0, 4)) {
      assertThat(mean(test, j, (x, y) -> x * y))
          .isCloseTo(mean(with, j, (x, y) -> x * y), within(0.15));
    }
  }
}
