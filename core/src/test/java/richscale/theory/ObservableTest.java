package richscale.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
    assertThat(observable.predictedExponent(role, r)).hasValue(exponent);
  }

  @ParameterizedTest
  @CsvSource({"0", "0.125", "0.25", "0.5"})
  void weightUpdatesRelativeToWeightsFallLikeRMinusOneHalfInEveryLayer(double r) {
    for (LayerRole role : LayerRole.values()) {
      double relative =
          Observable.DELTA_W_OP.predictedExponent(role, r).getAsDouble()
              - Observable.W_OP.predictedExponent(role, r).getAsDouble();
      assertThat(relative).as(role.name()).isCloseTo(r - 0.5, within(1e-15));
    }
  }

  @Test
  void theOutputIsAPowerLawOnlyAtInitialisation() {
    assertThat(Observable.F_RMS.predictedExponent(0.25, 0)).hasValue(-0.25);
    assertThat(Observable.F_RMS.predictedExponent(0.25, 1)).isEmpty();
  }
}
