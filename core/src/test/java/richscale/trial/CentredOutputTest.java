package richscale.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import richscale.TestTrials;
import richscale.data.DataSource;
import richscale.data.Samples;
import richscale.observe.Measurement;
import richscale.spec.Trial;
import richscale.theory.Observable;

class CentredOutputTest {
  private static final String[] COMMON = {
    "output=centred", "dataType=double", "r=0", "data.test=5", "eta0=0.1", "probe=7"
  };

  private static List<Measurement> run(String... overrides) {
    Trial trial =
        TestTrials.trial(
            Stream.concat(Stream.of(COMMON), Stream.of(overrides)).toArray(String[]::new));
    TrialResult result = TrialRunner.run(trial, DataSource.load(trial.settings().data()));
    assertThat(result.status()).as("%s", result.reason()).isEqualTo(TrialStatus.COMPLETED);
    return result.measurements();
  }

  private static double value(List<Measurement> of, Observable observable, int step) {
    return of.stream()
        .filter(m -> m.observable() == observable && m.step() == step)
        .findFirst()
        .orElseThrow()
        .value();
  }

  private static double halfMeanSquare(Samples samples) {
    double squares = 0;
    for (float y : samples.y()) {
      squares += y * (double) y;
    }
    return squares / (2 * samples.count());
  }

  /** In single precision targets are squared in another order. */
  @ParameterizedTest
  @ValueSource(strings = {"fused", "factored", "dl4j"})
  void trainingStartsAtTheFunctionThatIsZero(String trainer) {
    Samples samples = DataSource.load(TestTrials.trial(COMMON).settings().data());
    List<Measurement> measured =
        run("trainer=" + trainer, "observables=loss,test_loss,f_rms,delta_f_rms");
    double atStart = halfMeanSquare(samples);
    assertThat(value(measured, Observable.LOSS, 0)).isCloseTo(atStart, within(1e-12 * atStart));
    double ofTest = halfMeanSquare(samples.test().orElseThrow());
    assertThat(value(measured, Observable.TEST_LOSS, 0)).isCloseTo(ofTest, within(1e-12 * ofTest));
    assertThat(measured).noneMatch(m -> m.observable() == Observable.F_RMS && m.step() == 0);
    assertThat(value(measured, Observable.F_RMS, 3))
        .isEqualTo(value(measured, Observable.DELTA_F_RMS, 3));
    assertThat(value(measured, Observable.LOSS, 3)).isLessThan(atStart);
  }

  /** At r = 0 the output at initialisation is of order 1, so that it matters to all that moves. */
  @Test
  void otherUpdatesAreDoneThanToThePlainOutput() {
    double centred = value(run("observables=delta_f_rms"), Observable.DELTA_F_RMS, 3);
    double plain = value(run("output=plain", "observables=delta_f_rms"), Observable.DELTA_F_RMS, 3);
    assertThat(centred).isNotCloseTo(plain, within(1e-3 * plain));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mup", "rescaling"})
  void gaugesAgree(String gauge) {
    List<Measurement> measured =
        run("gauge=" + gauge, "activation=relu", "batchSize=3", "observables=gauge_difference");
    assertThat(value(measured, Observable.GAUGE_DIFFERENCE, 3)).isLessThan(1e-12);
  }

  /** Targets of 0 are met from the start, so that nothing moves and the linearised model agrees. */
  @ParameterizedTest
  @ValueSource(strings = {"squared-error", "mean-squared-error"})
  void targetsThatAreMetLeaveTheNetworkAsItIs(String loss) {
    Trial trial =
        TestTrials.trial(
            Stream.concat(
                    Stream.of(COMMON),
                    Stream.of("loss=" + loss, "activation=tanh", "observables=delta_h_norm,loss"))
                .toArray(String[]::new));
    Samples some = DataSource.load(trial.settings().data());
    Samples zero =
        new Samples(
            some.count(), some.inputs(), some.outputs(), some.x(), new float[some.y().length]);
    for (Measurement measurement : TrialRunner.run(trial, zero).measurements()) {
      assertThat(measurement.value()).as("%s", measurement).isZero();
    }
  }

  @Test
  void theLinearisedModelStartsAtZeroToo() {
    List<Measurement> measured = run("width=2000", "observables=linearisation_gap,delta_f_rms");
    assertThat(value(measured, Observable.LINEARISATION_GAP, 3))
        .isLessThan(0.05 * value(measured, Observable.DELTA_F_RMS, 3));
  }
}
