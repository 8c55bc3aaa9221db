package richscale.mixer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import richscale.architecture.FeatureShape;
import richscale.data.DataSource;
import richscale.model.Network;
import richscale.observe.Measurement;
import richscale.spec.RecordFacts;
import richscale.spec.RecordNotes;
import richscale.spec.SpecReader;
import richscale.spec.SweepSpec;
import richscale.spec.Trial;
import richscale.theory.Observable;
import richscale.train.Trainer;
import richscale.trial.TrialResult;
import richscale.trial.TrialRunner;
import richscale.trial.TrialStatus;

class ConvMixerTest {
  private static final String SPEC =
      """
      architecture = conv-mixer
      width = 5
      r = 1/4
      seed = 1
      activation = relu
      batchSize = 4
      steps = 4
      eta0 = 0.05
      probe = 6
      data { source = digits, samples = 12, test = 5 }
      """;

  private static Trial trial(String... overrides) {
    return SpecReader.parse(SPEC, "mixer", List.of(overrides)).trials(1).get(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"optimizer=sgd", "momentum=0.9", "optimizer=adam"})
  void itTrainsAsInDl4j(String rule) {
    double[] fit = parametersAfter(rule, "trainer=dl4j");
    double[] own = parametersAfter(rule, "trainer=fused");
    for (int i = 0; i < fit.length; i++) {
      // Rounding of ten updates in double precision.
      assertThat(own[i]).isCloseTo(fit[i], within(1e-10));
    }
  }

  private static double[] parametersAfter(String... overrides) {
    Trial trial = trial(overrides[0], overrides[1], "dataType=double", "bias=layer", "kernel=5");
    try (Network network = Network.initialise(trial);
        Trainer trainer = Trainer.of(network, DataSource.load(trial.settings().data()), trial)) {
      for (int step = 0; step < 10; step++) {
        trainer.step();
      }
      return network.dl4j().model().params().toDoubleVector();
    }
  }

  @Test
  void itIsMeasuredLikeTheBuiltInOnes() {
    Trial trial = trial("observables=[default, gauge_difference, update_share, useful_update]");
    TrialResult result = TrialRunner.run(trial, DataSource.load(trial.settings().data()));
    assertThat(result.status()).isEqualTo(TrialStatus.COMPLETED);
    List<Measurement> measurements = result.measurements();
    assertThat(measurements.stream().map(Measurement::observable))
        .contains(
            Observable.DELTA_H_NORM,
            Observable.GRAD_H_NORM,
            Observable.W_OP,
            Observable.DELTA_W_OP,
            Observable.ALIGNMENT,
            Observable.UPDATE_SHARE,
            Observable.USEFUL_UPDATE,
            Observable.TEST_LOSS,
            Observable.TEST_ACCURACY);
    assertThat(
            measurements.stream()
                .filter(m -> m.observable() == Observable.DELTA_H_NORM && m.step() == 4))
        .hasSize(7)
        .allMatch(m -> m.value() > 0);
  }

  @Test
  void theBundledSpecNamesIt() {
    List<Integer> classes = IntStream.range(0, 10).boxed().toList();
    SweepSpec spec =
        SpecReader.read(
            "author-cifar10-mixer",
            List.of(),
            source ->
                new RecordFacts(
                    source,
                    "00",
                    new FeatureShape(3, 32, 32),
                    classes,
                    Collections.nCopies(10, 5000),
                    Collections.nCopies(10, 1000),
                    RecordNotes.NONE));
    assertThat(spec.trials(1)).hasSize(6).allMatch(trial -> trial.depth() == 8);
  }
}
