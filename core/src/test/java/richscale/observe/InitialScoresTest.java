package richscale.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import richscale.TestTrials;
import richscale.data.DataSource;
import richscale.data.Samples;
import richscale.spec.Trial;
import richscale.theory.Observable;
import richscale.trial.TrialRunner;

class InitialScoresTest {
  private static final HeldOutMeter.Score SCORE = new HeldOutMeter.Score(1, 2);

  @Test
  void onlyTrialsThatDifferInTheirRateShareAScore() {
    InitialScores scores = new InitialScores();
    AtomicInteger found = new AtomicInteger();
    for (Trial trial :
        List.of(
            TestTrials.trial("eta0=1"),
            TestTrials.trial("eta0=2"),
            TestTrials.trial("seed=7"),
            TestTrials.trial("gamma=2"),
            TestTrials.trial("width=48"))) {
      scores.of(
          trial,
          Observable.TEST_LOSS,
          () -> {
            found.incrementAndGet();
            return SCORE;
          });
    }
    assertThat(found).hasValue(4);
  }

  @Test
  void testAndValidationAreToldApart() {
    InitialScores scores = new InitialScores();
    Trial trial = TestTrials.trial();
    HeldOutMeter.Score other = new HeldOutMeter.Score(3, 4);
    assertThat(scores.of(trial, Observable.TEST_LOSS, () -> SCORE)).isEqualTo(SCORE);
    assertThat(scores.of(trial, Observable.VALIDATION_LOSS, () -> other)).isEqualTo(other);
  }

  @Test
  void numbersAreTheSameWhateverTrialCameBefore() {
    String[] common = {"data.test=70", "batchSize=3", "observables=loss,test_loss"};
    Beginnings beginnings = new Beginnings();
    for (String eta0 : List.of("0.5", "0.1", "0.5")) {
      Trial trial = TestTrials.trial(common[0], common[1], common[2], "eta0=" + eta0);
      Samples samples = DataSource.load(trial.settings().data());
      assertThat(TrialRunner.run(trial, samples, beginnings, OptionalInt.empty()).measurements())
          .isEqualTo(TrialRunner.run(trial, samples).measurements())
          .anyMatch(measurement -> measurement.observable() == Observable.TEST_LOSS);
    }
  }
}
