package richscale.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ActivationTest {
  @ParameterizedTest
  @EnumSource
  void keepsTheVarianceOfStandardNormalInputs(Activation activation) {
    double step = 1e-4;
    double secondMoment = 0;
    for (double z = -10; z < 10; z += step) {
      double phi = activation.value(z + step / 2);
      secondMoment += phi * phi * Math.exp(-(z + step / 2) * (z + step / 2) / 2) * step;
    }
    // The midpoint rule is exact to far below this for smooth and for kinked integrands alike.
    assertThat(secondMoment / Math.sqrt(2 * Math.PI)).isCloseTo(1, within(1e-6));
  }

  @ParameterizedTest
  @EnumSource
  void derivativeIsTheSlopeOfTheValue(Activation activation) {
    double h = 1e-6;
    for (double z : new double[] {-2.3, -0.4, 0.7, 1.9}) {
      double slope = (activation.value(z + h) - activation.value(z - h)) / (2 * h);
      // Central differences err by h^2 and by rounding / h, both below 1e-9.
      assertThat(activation.derivative(z)).isCloseTo(slope, within(1e-8));
    }
  }
}
