package richscale.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import richscale.TestTrials;
import richscale.spec.Axis;
import richscale.spec.Configuration;
import richscale.spec.Trial;
import richscale.theory.Observable;

class DepthLawsTest {
  private static final Observable[] OBSERVABLES = {
    Observable.DELTA_H_NORM, Observable.DELTA_W_OP, Observable.BRANCH_LINEARISATION_GAP
  };

  private static OptionalDouble predicted(Trial trial, Observable observable, int layer) {
    return new FitKey(
            Configuration.of(trial).beside(Axis.DEPTH, trial.width()).orElseThrow(),
            Axis.DEPTH,
            1,
            OptionalInt.of(layer),
            observable)
        .predicted(List.of());
  }

  @ParameterizedTest
  @CsvSource({"1/2, -0.5", "3/4, -0.25", "1, 0"})
  void whatBelongsToOneBranchGoesLikeAMinusOne(String a, double ofOneBranch) {
    for (String rule : new String[] {"sgd", "adam", "muon"}) {
      Trial trial =
          TestTrials.trial(
              "architecture=resmlp", "depth=6", "depthExponent=" + a, "optimizer=" + rule);
      assertThat(predicted(trial, Observable.DELTA_H_NORM, -2)).hasValue(0);
      assertThat(predicted(trial, Observable.DELTA_W_OP, -2)).hasValue(ofOneBranch);
      assertThat(predicted(trial, Observable.DELTA_W_OP, 1)).hasValue(0);
      assertThat(predicted(trial, Observable.DELTA_W_OP, -1)).hasValue(0);
      assertThat(predicted(trial, Observable.BRANCH_LINEARISATION_GAP, -2)).hasValue(ofOneBranch);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "depthRateExponent=0, relu, 1",
    "weightDecay=0.1, tanh, 1",
    "branchLayers=1, relu, 1/2",
    "gauge=standard, tanh, 1"
  })
  void theorySpeaksOfItsOwnRatesAlone(String key, String activation, String a) {
    Trial trial =
        TestTrials.trial(
            "architecture=resmlp",
            "depth=6",
            "r=0",
            "depthExponent=" + a,
            "activation=" + activation,
            key);
    for (Observable observable : OBSERVABLES) {
      assertThat(predicted(trial, observable, -2)).isEmpty();
    }
    assertThat(
            RateLaws.best(
                Configuration.of(trial).beside(Axis.DEPTH, 8).orElseThrow(), Axis.DEPTH, List.of()))
        .isEmpty();
  }

  @Test
  void unitsThatCrossAKinkLeaveTheRootOfASmoothDistance() {
    String[] keys = {"architecture=resmlp", "depth=6", "r=0"};
    Trial smooth = TestTrials.trial(keys[0], keys[1], keys[2], "activation=gelu");
    Trial kinked = TestTrials.trial(keys[0], keys[1], keys[2], "activation=relu");
    assertThat(predicted(kinked, Observable.BRANCH_LINEARISATION_GAP, -2)).hasValue(-0.25);
    assertThat(predicted(kinked, Observable.DELTA_W_OP, -2)).hasValue(-0.5);
    assertThat(overWidth(smooth)).hasValue(-0.5);
    assertThat(overWidth(kinked)).hasValue(-0.25);
  }

  private static OptionalDouble overWidth(Trial trial) {
    return new FitKey(
            Configuration.of(trial), 1, OptionalInt.of(3), Observable.BRANCH_LINEARISATION_GAP)
        .predicted(List.of());
  }

  @Test
  void branchesAreCountedWhereThereAreSome() {
    assertThat(position("architecture=resmlp", "depth=10")).isEqualTo(4);
    assertThat(position("architecture=resmlp", "depth=10", "branchLayers=1")).isEqualTo(8);
    assertThat(position("depth=10")).isEqualTo(10);
  }

  private static double position(String... keys) {
    Trial trial = TestTrials.trial(keys);
    return Configuration.of(trial).position(Axis.DEPTH, trial.width(), 0);
  }

  @Test
  void aLayerAlongTheDepthIsOneThatEveryDepthHas() {
    assertThat(Axis.DEPTH.layer(1, 7)).hasValue(1);
    assertThat(Axis.DEPTH.layer(7, 7)).hasValue(-1);
    assertThat(Axis.DEPTH.layer(6, 7)).hasValue(-2);
    assertThat(Axis.DEPTH.layer(3, 7)).isEmpty();
    assertThat(Axis.WIDTH.layer(3, 7)).hasValue(3);
  }
}
