package richscale.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import richscale.spec.DataSpec;
import richscale.spec.SpecReader;
import richscale.spec.TeacherKind;

class DataSourceTest {
  /** Single-precision sums of some thousand terms of order 1. */
  private static final double FLOAT_SUMS = 1e-5;

  private static final DataSpec ALL_DIGITS = digits(1797, 0);

  @Test
  void digitsHaveTheKnownClassCounts() {
    Samples samples = DataSource.load(ALL_DIGITS);
    int[] counts = new int[10];
    for (int i = 0; i < samples.count(); i++) {
      for (int label = 0; label < 10; label++) {
        counts[label] += samples.y()[label * samples.count() + i] > 0 ? 1 : 0;
      }
    }
    assertThat(counts).containsExactly(178, 182, 177, 183, 181, 182, 181, 179, 174, 180);
  }

  private static DataSpec digits(int samples, long seed) {
    return SpecReader.parse("", "digits", List.of("data.samples=" + samples, "data.seed=" + seed))
        .only()
        .settings()
        .data();
  }

  private static DataSpec teacher(int inputs, int samples, int outputs, long seed) {
    return new DataSpec.Teacher(TeacherKind.LINEAR, inputs, 0, samples, 0, 0, outputs, seed);
  }

  @Test
  void validationSamplesComeFromTheTrainingRecordsAndNobodyElseHasThem() {
    Samples with =
        DataSource.load(
            SpecReader.parse(
                    "data { samples = 100, test = 50, validation = 30 }", "digits", List.of())
                .only()
                .settings()
                .data());
    Samples without =
        DataSource.load(
            SpecReader.parse("data { samples = 100, test = 50 }", "digits", List.of())
                .only()
                .settings()
                .data());
    assertThat(with.x()).isEqualTo(without.x());
    assertThat(with.test().orElseThrow().x()).isEqualTo(without.test().orElseThrow().x());
    // The next records of the order that the seed draws, standardised by the training samples.
    Samples more =
        DataSource.load(
            SpecReader.parse("data { samples = 100, test = 80 }", "digits", List.of())
                .only()
                .settings()
                .data());
    assertThat(with.validation().orElseThrow().select(new int[] {0, 29}).x())
        .isEqualTo(more.test().orElseThrow().select(new int[] {50, 79}).x());
  }

  @Test
  void inputsAreStandardisedAndTargetsCentred() {
    for (DataSpec spec : new DataSpec[] {ALL_DIGITS, digits(100, 3), teacher(16, 32, 2, 1)}) {
      Samples samples = DataSource.load(spec);
      for (int feature = 0; feature < samples.inputs(); feature++) {
        double mean = moment(samples.x(), samples.count(), feature, 1);
        double variance = moment(samples.x(), samples.count(), feature, 2);
        assertThat(mean).isCloseTo(0, within(FLOAT_SUMS));
        assertThat(variance == 0 ? 1 : variance).isCloseTo(1, within(FLOAT_SUMS));
      }
      for (int output = 0; output < samples.outputs(); output++) {
        assertThat(moment(samples.y(), samples.count(), output, 1))
            .isCloseTo(0, within(FLOAT_SUMS));
      }
    }
  }

  private static double moment(float[] columns, int rows, int column, int power) {
    double sum = 0;
    for (int i = 0; i < rows; i++) {
      sum += Math.pow(columns[column * rows + i], power);
    }
    return sum / rows;
  }

  @Test
  void theSeedDecidesTheSamples() {
    Samples first = DataSource.load(digits(50, 1));
    assertThat(DataSource.load(digits(50, 1)).x()).isEqualTo(first.x());
    assertThat(DataSource.load(digits(50, 2)).x()).isNotEqualTo(first.x());
    assertThat(DataSource.load(teacher(4, 9, 1, 1)).y())
        .isNotEqualTo(DataSource.load(teacher(4, 9, 1, 2)).y());
  }

  @Test
  void teacherTargetsAreLinearInTheInputs() {
    // Two samples determine the two coefficients; the other four must agree with them.
    Samples samples = DataSource.load(teacher(2, 6, 1, 7));
    double[] b = solve2(samples, 0, 1);
    for (int i = 2; i < 6; i++) {
      double predicted = b[0] * samples.x()[i] + b[1] * samples.x()[6 + i];
      assertThat(predicted).isCloseTo(samples.y()[i], within(1e-4));
    }
  }

  private static double[] solve2(Samples s, int i, int j) {
    double a = s.x()[i];
    double b = s.x()[6 + i];
    double c = s.x()[j];
    double d = s.x()[6 + j];
    double determinant = a * d - b * c;
    return new double[] {
      (d * s.y()[i] - b * s.y()[j]) / determinant, (a * s.y()[j] - c * s.y()[i]) / determinant
    };
  }

  @Test
  void selectTakesRowsInTheOrderGiven() {
    Samples samples =
        new Samples(3, 2, 1, new float[] {1, 2, 3, 10, 20, 30}, new float[] {7, 8, 9});
    Samples selected = samples.select(new int[] {2, 0});
    assertThat(selected.x()).containsExactly(3, 1, 30, 10);
    assertThat(selected.y()).containsExactly(9, 7);
  }
}
