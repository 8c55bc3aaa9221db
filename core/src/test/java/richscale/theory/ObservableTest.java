package richscale.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObservableTest {
  @ParameterizedTest
  @CsvSource({
    "H_NORM, HIDDEN, 0.25, 0.5",
    "DELTA_H_NORM, READ_IN, 0.125, 0.125",
    "DELTA_H_NORM, HIDDEN, 0.5, 0.5",
    "RELATIVE_DELTA_H, HIDDEN, 0.125, -0.375",
    "GRAD_H_NORM, HIDDEN, 0.375, -0.375",
    "DELTA_W_OP, READ_IN, 0.25, 0.25",
    "DELTA_W_OP, HIDDEN, 0.25, -0.25",
    "DELTA_W_OP, READ_OUT, 0.25, -0.5",
    "DELTA_W_RMS, READ_IN, 0, -0.5",
    "DELTA_W_RMS, HIDDEN, 0, -1.5",
    "DELTA_W_RMS, READ_OUT, 0, -1",
    "ALIGNMENT, HIDDEN, 0.25, 0"
  })
  void predictsTheExponentsOfTheTheory(
      Observable observable, LayerRole role, double r, double exponent) {
    assertThat(predicted(observable, Gauge.STP, role, r)).hasValue(exponent);
  }

  @ParameterizedTest
  @CsvSource({"0", "0.125", "0.25", "0.5"})
  void weightUpdatesRelativeToWeightsFallLikeRMinusOneHalfInEveryLayer(double r) {
    for (LayerRole role : LayerRole.values()) {
      double relative =
          predicted(Observable.DELTA_W_OP, Gauge.STP, role, r).getAsDouble()
              - predicted(Observable.W_OP, Gauge.STP, role, r).getAsDouble();
      assertThat(relative).as(role.name()).isCloseTo(r - 0.5, within(1e-15));
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "0.125", "0.25", "0.5"})
  void rawUpdatesInTheMupGaugeDoNotDependOnR(double r) {
    assertThat(predicted(Observable.DELTA_W_RAW_RMS, Gauge.MUP, LayerRole.READ_IN, r))
        .hasValue(-0.5);
    assertThat(predicted(Observable.DELTA_W_RAW_RMS, Gauge.MUP, LayerRole.HIDDEN, r)).hasValue(-1);
    assertThat(predicted(Observable.DELTA_W_RAW_RMS, Gauge.MUP, LayerRole.READ_OUT, r))
        .hasValue(-0.5);
  }

  private static OptionalDouble predicted(
      Observable observable, Gauge gauge, LayerRole role, double r) {
    int layer =
        switch (role) {
          case READ_IN -> 1;
          case HIDDEN -> 2;
          case READ_OUT -> 3;
        };
    return observable.predictedExponent(
        new PredictionContext(gauge, r, 3, 5), OptionalInt.of(layer));
  }

  private static OptionalDouble predicted(Observable observable, Gauge gauge, double r, int step) {
    return observable.predictedExponent(
        new PredictionContext(gauge, r, 3, step), OptionalInt.empty());
  }

  @Test
  void theOutputIsAPowerLawOnlyAtInitialisation() {
    assertThat(predicted(Observable.F_RMS, Gauge.STP, 0.25, 0)).hasValue(-0.25);
    assertThat(predicted(Observable.F_RMS, Gauge.STP, -0.25, 0)).hasValue(0.25);
    assertThat(predicted(Observable.F_RMS, Gauge.STP, 0.25, 1)).isEmpty();
  }

  @Test
  void nothingIsPredictedOutsideTheTheory() {
    assertThat(predicted(Observable.DELTA_F_RMS, Gauge.STP, 0.6, 5)).isEmpty();
    assertThat(predicted(Observable.DELTA_F_RMS, Gauge.STANDARD, 0, 5)).isEmpty();
  }
}
