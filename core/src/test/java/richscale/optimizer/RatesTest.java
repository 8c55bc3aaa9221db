package richscale.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import richscale.TestTrials;
import richscale.spec.OptimizerKind;
import richscale.theory.Activity;
import richscale.theory.Gauge;
import richscale.theory.LayerRole;
import richscale.theory.LayerScaling;

class RatesTest {
  /** Rounding of a handful of double operations. */
  private static final double RELATIVE = 1e-12;

  private static final Optimizer SGD = new Sgd();
  private static final Optimizer ADAM = new Adam();

  @Property
  void allGaugesShareEffectiveInitialisationAndEffectiveRate(
      @ForAll @IntRange(min = 1, max = 65536) int n,
      @ForAll @IntRange(min = 1, max = 4096) int d,
      @ForAll @DoubleRange(min = 0, max = 0.5) double r,
      @ForAll @DoubleRange(min = 0.01, max = 100) double gamma,
      @ForAll LayerRole role) {
    double alpha = new Activity(gamma, r).alpha(n);
    LayerScaling stp = SGD.scaling(Gauge.STP, role, alpha, 0.7, d, n);
    for (Gauge gauge : new Gauge[] {Gauge.MUP, Gauge.RESCALING}) {
      LayerScaling scaling = SGD.scaling(gauge, role, alpha, 0.7, d, n);
      assertThat(scaling.multiplier() * scaling.initStd())
          .as("standard deviation of w = g W in %s", gauge)
          .isCloseTo(stp.initStd(), within(RELATIVE * stp.initStd()));
      assertThat(scaling.multiplier() * scaling.multiplier() * scaling.learningRate())
          .as("rate of w = g W in %s", gauge)
          .isCloseTo(stp.learningRate(), within(RELATIVE * stp.learningRate()));
    }
  }

  /** The rate of w = g W that trains like the rate of W is the STP gauge's. */
  @Property
  void everyRuleTrainsEffectiveWeightsAlikeInAllGaugesThatItHas(
      @ForAll("rules") Optimizer rule,
      @ForAll @IntRange(min = 1, max = 65536) int n,
      @ForAll @IntRange(min = 1, max = 4096) int d,
      @ForAll @DoubleRange(min = 0, max = 0.5) double r,
      @ForAll LayerRole role) {
    double alpha = new Activity(1, r).alpha(n);
    int fanIn = role == LayerRole.READ_IN ? d : n;
    double stp = rule.scaling(Gauge.STP, role, alpha, 0.7, fanIn, n).learningRate();
    for (Gauge gauge : new Gauge[] {Gauge.MUP, Gauge.RESCALING}) {
      LayerScaling scaling = rule.scaling(gauge, role, alpha, 0.7, fanIn, n);
      assertThat(rule.inOtherUnits(scaling.learningRate(), scaling.multiplier()))
          .as("%s in %s", rule, gauge)
          .isCloseTo(stp, within(RELATIVE * stp));
    }
  }

  @Provide
  Arbitrary<Optimizer> rules() {
    return Arbitraries.of(named());
  }

  private static List<Optimizer> named() {
    List<Optimizer> rules = new ArrayList<>();
    for (OptimizerKind kind : OptimizerKind.values()) {
      rules.add(
          TestTrials.trial("optimizer=" + kind.name().toLowerCase(Locale.ROOT)).settings().rule());
    }
    rules.add(TestTrials.trial("momentum=0.9").settings().rule());
    return rules;
  }

  @Test
  void everyRuleHasANameInSpecs() {
    assertThat(named().stream().map(Object::getClass))
        .containsAll(List.of(Optimizer.class.getPermittedSubclasses()));
  }

  @Property
  void onlyTheMupGaugeAndRescalingHaveOneRateForAllLayers(
      @ForAll @IntRange(min = 2, max = 4096) int n,
      @ForAll @DoubleRange(min = 0, max = 0.5) double r) {
    double alpha = new Activity(1, r).alpha(n);
    for (Gauge gauge : new Gauge[] {Gauge.MUP, Gauge.RESCALING}) {
      double readIn = SGD.scaling(gauge, LayerRole.READ_IN, alpha, 1, 7, n).learningRate();
      for (LayerRole role : LayerRole.values()) {
        assertThat(SGD.scaling(gauge, role, alpha, 1, 7, n).learningRate()).isEqualTo(readIn);
      }
    }
  }

  @Test
  void adamMovesEffectiveWeightsAlikeInEveryGaugeThatItHas() {
    LayerScaling stp = ADAM.scaling(Gauge.STP, LayerRole.HIDDEN, 4, 0.5, 16, 16);
    assertThat(stp.learningRate()).isCloseTo(0.5 * 4 / 64, within(RELATIVE));
    for (Gauge gauge : List.of(Gauge.MUP, Gauge.RESCALING)) {
      for (LayerRole role : LayerRole.values()) {
        LayerScaling plain = ADAM.scaling(Gauge.STP, role, 4, 0.5, 16, 16);
        LayerScaling other = ADAM.scaling(gauge, role, 4, 0.5, 16, 16);
        assertThat(other.multiplier() * other.learningRate())
            .isCloseTo(plain.learningRate(), within(RELATIVE));
        LayerScaling bias = ADAM.biasScaling(gauge, role, 4, 0.5, other.multiplier(), 16);
        assertThat(bias.multiplier() * bias.learningRate())
            .isCloseTo(
                ADAM.biasScaling(Gauge.STP, role, 4, 0.5, 1, 16).learningRate(), within(RELATIVE));
      }
    }
    assertThat(ADAM.scaling(Gauge.STANDARD, LayerRole.HIDDEN, 1, 0.5, 16, 16).learningRate())
        .isEqualTo(0.5);
  }

  @Test
  void rescalingUnderAdamTakesTheRateTimesAlphaNotItsSquare() {
    for (LayerRole role : LayerRole.values()) {
      double lazy = ADAM.scaling(Gauge.RESCALING, role, 1, 0.5, 16, 16).learningRate();
      assertThat(ADAM.scaling(Gauge.RESCALING, role, 4, 0.5, 16, 16).learningRate())
          .isCloseTo(4 * lazy, within(RELATIVE));
    }
  }

  @Test
  void theStandardParameterisationHasOneRateAndNoRichness() {
    assertThat(SGD.scaling(Gauge.STANDARD, LayerRole.HIDDEN, 1, 0.5, 16, 16))
        .isEqualTo(new LayerScaling(1, 0.25, 0.5));
    assertThatThrownBy(() -> SGD.scaling(Gauge.STANDARD, LayerRole.HIDDEN, 2, 0.5, 16, 16))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
