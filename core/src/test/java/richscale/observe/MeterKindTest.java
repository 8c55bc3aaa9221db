package richscale.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import richscale.TestTrials;
import richscale.theory.Observable;

class MeterKindTest {
  @Test
  void everyObservableOfANetworkHasExactlyOneMeter() {
    for (Observable observable : Observable.values()) {
      long meters =
          Arrays.stream(MeterKind.values())
              .filter(kind -> kind.observables().contains(observable))
              .count();
      assertThat(meters).as(observable.id()).isEqualTo(observable.ofNetworks() ? 1 : 0);
    }
  }

  @Test
  void everyMeterBesideThatOfTheOutputCostsWhatItDeclares() {
    double units = TestTrials.trial().blueprint().units();
    Cost alone = MeterKind.of(TestTrials.digits("observables=loss"), units);
    for (Observable costly :
        EnumSet.of(
            Observable.GRAD_H_NORM,
            Observable.W_OP,
            Observable.SHARPNESS,
            Observable.LINEARISATION_GAP,
            Observable.DELTA_W_OUTLIER_SHARE)) {
      Cost cost =
          MeterKind.of(
              TestTrials.digits("trainer=fused", "observables=[loss, " + costly.id() + "]"), units);
      assertThat(cost.samples() + cost.passes() + cost.flops())
          .as(costly.id())
          .isGreaterThan(alone.samples() + alone.passes() + alone.flops());
    }
  }
}
