package richscale.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;
import richscale.TestTrials;
import richscale.data.DataSource;
import richscale.data.Samples;
import richscale.spec.Activation;
import richscale.spec.Trial;
import richscale.theory.Gauge;
import richscale.theory.Observable;

class TrialRunnerTest {
  @Property(tries = 15)
  void theSameTrialGivesTheSameBitsWhateverRunsBeside(
      @ForAll("gauges") Gauge gauge,
      @ForAll Activation activation,
      @ForAll @IntRange(min = 1, max = 7) int batchSize,
      @ForAll @IntRange(min = 0, max = 99) int seed) {
    Trial trial =
        TestTrials.trial(
            "gauge=" + gauge.name().toLowerCase(Locale.ROOT),
            "activation=" + activation.name().toLowerCase(Locale.ROOT),
            "batchSize=" + batchSize,
            "seed=" + seed,
            "width=40",
            "eta0=0.3",
            "steps=8");
    Samples samples = DataSource.load(trial.data());
    TrialResult alone = TrialRunner.run(trial, samples);
    // A global generator must not matter, nor must trials on other threads.
    Nd4j.getRandom().setSeed(seed + 1);
    List<TrialResult> together =
        IntStream.range(0, 4).parallel().mapToObj(i -> TrialRunner.run(trial, samples)).toList();
    for (TrialResult result : together) {
      assertThat(result.status()).isEqualTo(TrialStatus.COMPLETED);
      assertThat(result.measurements()).isEqualTo(alone.measurements());
    }
  }

  @Provide
  Arbitrary<Gauge> gauges() {
    return Arbitraries.of(Gauge.STP, Gauge.MUP, Gauge.RESCALING);
  }

  @Test
  void otherSeedsGiveOtherNumbers() {
    Samples samples = DataSource.load(TestTrials.trial().data());
    assertThat(TrialRunner.run(TestTrials.trial("seed=4"), samples).measurements())
        .isNotEqualTo(TrialRunner.run(TestTrials.trial("seed=5"), samples).measurements());
  }

  @Test
  void aTrialThatDivergesKeepsWhatItMeasured() {
    Trial trial = TestTrials.trial("eta0=1e6", "steps=200", "measure.steps=[1,2,100]");
    TrialResult result = TrialRunner.run(trial, DataSource.load(trial.data()));
    assertThat(result.status()).isEqualTo(TrialStatus.DIVERGED);
    assertThat(result.updates()).isLessThan(100);
    assertThat(result.reason().get())
        .startsWith("loss or parameters not finite after " + result.updates());
    assertThat(result.measurements()).anyMatch(m -> m.step() == 0).anyMatch(m -> m.step() == 1);
    assertThat(result.measurements()).allMatch(m -> Double.isFinite(m.value()));
  }

  @Test
  void anExceptionMakesTheTrialFailWithItsMessage() {
    Trial trial = TestTrials.trial();
    Samples wrong = DataSource.load(TestTrials.trial("data.inputs=4").data());
    TrialResult result = TrialRunner.run(trial, wrong);
    assertThat(result.status()).isEqualTo(TrialStatus.FAILED);
    assertThat(result.reason().get()).startsWith("IllegalArgumentException: ");
    assertThat(result.measurements()).isEmpty();
  }

  @Test
  void everyObservableThatIsAskedForIsMeasured() {
    Trial trial = TestTrials.trial("steps=10", "observables=all");
    TrialResult result = TrialRunner.run(trial, DataSource.load(trial.data()));
    assertThat(result.measurements().stream().map(m -> m.observable()))
        .contains(Observable.values());
  }
}
