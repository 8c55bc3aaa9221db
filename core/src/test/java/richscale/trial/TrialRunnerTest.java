package richscale.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.factory.Nd4j;
import richscale.TestTrials;
import richscale.data.DataSource;
import richscale.data.Samples;
import richscale.linalg.NativeMemory;
import richscale.linalg.OperatorNorm;
import richscale.model.Network;
import richscale.observe.Measurement;
import richscale.spec.Activation;
import richscale.spec.Trial;
import richscale.theory.Gauge;
import richscale.theory.LayerScaling;
import richscale.theory.Observable;

class TrialRunnerTest {
  /** Hundreds of trials that are compared with those before. */
  private static final int WINDOWS = 3;

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
    Samples samples = DataSource.load(trial.settings().data());
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

  /** Also where the factors of updates get too thick and give way to dense differences. */
  @Property(tries = 12, seed = "20240430")
  void whatIsMeasuredDoesNotDependOnTheTrainer(
      @ForAll @IntRange(min = 2, max = 4) int depth,
      @ForAll @IntRange(min = 1, max = 3) int outputs,
      @ForAll @IntRange(min = 0, max = 4) int rEighths) {
    String[] overrides = {
      "depth=" + depth,
      "data.outputs=" + outputs,
      "data.inputs=24",
      "data.samples=30",
      "probe=30",
      "width=70",
      "r=" + rEighths + "/8",
      "steps=40",
      "eta0=0.1",
      "measure.points=9",
      "observables=all"
    };
    List<Measurement> factored = measured("factored", overrides);
    List<Measurement> fused = measured("fused", overrides);
    assertThat(factored).hasSameSizeAs(fused);
    for (int i = 0; i < fused.size(); i++) {
      Measurement expected = fused.get(i);
      double value = expected.value();
      // Operator norms and sharpness have tolerances of their own; the others only round.
      double relative =
          switch (expected.observable()) {
            case W_OP, DELTA_W_OP -> 2 * OperatorNorm.TOLERANCE;
            case SHARPNESS -> 0.04;
            case GAUGE_DIFFERENCE -> 1;
            default -> 1e-3;
          };
      assertThat(factored.get(i).value())
          .as("%s of layer %s at step %d", expected.observable(), expected.layer(), expected.step())
          .isCloseTo(value, within(relative * Math.abs(value) + 1e-5));
    }
  }

  private static List<Measurement> measured(String trainer, String... overrides) {
    String[] all =
        Stream.concat(Stream.of(overrides), Stream.of("trainer=" + trainer)).toArray(String[]::new);
    Trial trial = TestTrials.trial(all);
    TrialResult result = TrialRunner.run(trial, DataSource.load(trial.settings().data()));
    assertThat(result.status()).as(result.reason().orElse("")).isEqualTo(TrialStatus.COMPLETED);
    return result.measurements();
  }

  @Test
  void hundredsOfTrialsLeaveNoNativeMemoryBehind() {
    Trial trial = TestTrials.trial("width=64", "observables=all");
    Samples samples = DataSource.load(trial.settings().data());
    Trial wide = TestTrials.trial("width=1024", "steps=1", "observables=loss");
    long[] used = new long[WINDOWS + 1];
    long[] resident = new long[WINDOWS + 1];
    for (int window = 0; window <= WINDOWS; window++) {
      for (int i = 0; i < 100; i++) {
        TrialRunner.run(trial, samples);
        TrialRunner.run(wide, samples);
      }
      used[window] = NativeMemory.used();
      resident[window] = NativeMemory.resident();
    }
    // ND4J's own arrays count only among all resident memory, and so does the Java heap, which
    // grows
    // now and then. A hundred wide trials have 420 MB of parameters, which would show every time.
    assertThat(leastGrowth(resident)).isLessThan(200_000_000);
    // Less than a trial takes: whatever leaks a little each time shows after 100 of them.
    assertThat(used[WINDOWS] - used[0]).isLessThan(100_000);
  }

  private static long leastGrowth(long[] bytes) {
    return IntStream.range(1, bytes.length)
        .mapToLong(i -> bytes[i] - bytes[i - 1])
        .min()
        .orElseThrow();
  }

  @Test
  void otherSeedsGiveOtherNumbers() {
    Samples samples = DataSource.load(TestTrials.trial().settings().data());
    assertThat(TrialRunner.run(TestTrials.trial("seed=4"), samples).measurements())
        .isNotEqualTo(TrialRunner.run(TestTrials.trial("seed=5"), samples).measurements());
  }

  @Test
  void aTrialThatDivergesKeepsWhatItMeasured() {
    Trial trial = TestTrials.trial("eta0=1e6", "steps=200", "measure.steps=[1,2,100]");
    TrialResult result = TrialRunner.run(trial, DataSource.load(trial.settings().data()));
    assertThat(result.status()).isEqualTo(TrialStatus.DIVERGED);
    assertThat(result.updates()).isLessThan(100);
    assertThat(result.reason().get())
        .startsWith("loss or parameters not finite after " + result.updates());
    assertThat(result.measurements()).anyMatch(m -> m.step() == 0).anyMatch(m -> m.step() == 1);
    assertThat(result.measurements()).allMatch(m -> Double.isFinite(m.value()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"exact", "newton-schulz"})
  void aTrialOfMuonWhoseGradientsOverflowDiverges(String orthogonalisation) {
    for (String momentum : new String[] {"0", "0.95"}) {
      Trial trial =
          TestTrials.trial(
              "optimizer=muon",
              "muon.orthogonalisation=" + orthogonalisation,
              "muon.momentum=" + momentum,
              "activation=relu",
              "width=16",
              "data.samples=9",
              "depth=6",
              "eta0=1e9",
              "steps=40");
      TrialResult result = TrialRunner.run(trial, DataSource.load(trial.settings().data()));
      assertThat(result.status()).as(result.reason().orElse("")).isEqualTo(TrialStatus.DIVERGED);
    }
  }

  @Test
  void anExceptionMakesTheTrialFailWithItsMessage() {
    Trial trial = TestTrials.trial();
    Samples wrong = DataSource.load(TestTrials.trial("data.inputs=4").settings().data());
    TrialResult result = TrialRunner.run(trial, wrong);
    assertThat(result.status()).isEqualTo(TrialStatus.FAILED);
    assertThat(result.reason().get()).startsWith("IllegalArgumentException: ");
    assertThat(result.measurements()).isEmpty();
  }

  @Test
  void everyObservableThatIsAskedForIsMeasured() {
    Trial trial =
        TestTrials.digits(
            "steps=10", "observables=all", "data.test=5", "data.validation=4", "probe=7");
    TrialResult result = TrialRunner.run(trial, DataSource.load(trial.settings().data()));
    // A network has no ridge, and a dense one no branches.
    assertThat(result.measurements().stream().map(m -> m.observable()))
        .contains(
            EnumSet.complementOf(EnumSet.of(Observable.RIDGE, Observable.BRANCH_LINEARISATION_GAP))
                .toArray(Observable[]::new));
  }

  @Test
  void aHundredAndMoreOutputsAreNoObstacle() {
    Trial trial =
        TestTrials.trial(
            "width=128",
            "data.outputs=125",
            "data.samples=40",
            "observables=[delta_w_outlier_share, delta_w_target_overlap]");
    TrialResult result = TrialRunner.run(trial, DataSource.load(trial.settings().data()));
    assertThat(result.status()).as(result.reason().orElse("")).isEqualTo(TrialStatus.COMPLETED);
    assertThat(result.measurements())
        .filteredOn(m -> m.observable() == Observable.DELTA_W_OUTLIER_SHARE && m.step() == 3)
        .as("an update has the rank of the outputs at most, so its top directions hold nearly all")
        .hasSize(3)
        .allMatch(m -> m.value() > 0.5 && m.value() < 1.001);
  }

  /** A meter that returned 0 would let every gauge pass: a wrong rate must show. */
  @Test
  void aWrongRateInOneGaugeShowsInTheDifferenceOfGauges() {
    Trial trial =
        TestTrials.trial(
            "gauge=mup", "width=32", "steps=20", "eta0=0.3", "observables=gauge_difference");
    Samples samples = DataSource.load(trial.settings().data());
    double right = lastDifference(TrialRunner.run(trial, samples));
    double wrong =
        lastDifference(
            TrialRunner.run(
                trial,
                samples,
                (t, layer, fanIn) -> {
                  LayerScaling scaling = Network.prescribed(t, layer, fanIn);
                  return new LayerScaling(
                      scaling.multiplier(),
                      scaling.initStd(),
                      scaling.learningRate() * (layer == 2 ? 1.5 : 1));
                }));
    assertThat(right).isLessThan(1e-5);
    assertThat(wrong).isGreaterThan(1e-2);
  }

  private static double lastDifference(TrialResult result) {
    List<Measurement> all = result.measurements();
    return all.get(all.size() - 1).value();
  }
}
