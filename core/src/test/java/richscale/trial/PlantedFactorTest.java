package richscale.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import richscale.data.DataSource;
import richscale.data.Samples;
import richscale.fit.LimitComparison;
import richscale.fit.Observation;
import richscale.fit.Verdict;
import richscale.model.Network;
import richscale.observe.Measurement;
import richscale.spec.FitSettings;
import richscale.spec.LearnerKind;
import richscale.spec.SpecReader;
import richscale.spec.SweepSpec;
import richscale.spec.Trial;
import richscale.theory.LayerScaling;

/** Faults in the scaling of one layer, as deviations from the limit show them. */
class PlantedFactorTest {
  private static final FitSettings SETTINGS = new FitSettings(0.95, 1000, 0.1);

  private static final SweepSpec SPEC =
      SpecReader.parse(
          "data { source = teacher, inputs = 16, samples = 32 }",
          "planted",
          List.of(
              "output=centred",
              "width=64..1024 x 2",
              "seed=0..7",
              "r=1/4",
              "eta0=0.5",
              "steps=10",
              "measure.points=0",
              "observables=[default, gradient_growth, second_order]"));

  private static final Samples SAMPLES = DataSource.load(SPEC.trials(1).get(0).settings().data());

  /** Verdicts of all curves after the last update. */
  private static Map<String, Verdict> verdicts(Network.Scaling scaling) {
    Map<String, List<Observation>> networks = new TreeMap<>();
    Map<String, Map<Double, Double>> limits = new HashMap<>();
    for (Trial trial : SPEC.trials(1)) {
      for (Measurement m : last(trial, TrialRunner.run(trial, SAMPLES, scaling))) {
        networks
            .computeIfAbsent(name(m), key -> new ArrayList<>())
            .add(new Observation(trial.width(), trial.seed(), m.value()));
      }
    }
    for (Trial trial : SPEC.trialsAndLimits(1)) {
      if (trial.settings().learner() == LearnerKind.LIMIT) {
        last(trial, TrialRunner.run(trial, SAMPLES))
            .forEach(
                m ->
                    limits
                        .computeIfAbsent(name(m), key -> new HashMap<>())
                        .put((double) trial.width(), m.value()));
      }
    }
    Map<String, Verdict> verdicts = new TreeMap<>();
    networks.forEach(
        (name, values) ->
            LimitComparison.of(values, limits.getOrDefault(name, Map.of()), 0.5, SETTINGS)
                .atInfinity()
                .ifPresent(found -> verdicts.put(name, found.verdict())));
    return verdicts;
  }

  private static List<Measurement> last(Trial trial, TrialResult result) {
    return result.measurements().stream()
        .filter(m -> m.step() == trial.settings().steps())
        .toList();
  }

  private static String name(Measurement m) {
    return m.observable().id() + (m.layer().isPresent() ? " " + m.layer().getAsInt() : "");
  }

  private static long inconsistent(Map<String, Verdict> verdicts) {
    return verdicts.values().stream().filter(Verdict.INCONSISTENT::equals).count();
  }

  /** Curves share their trials, so that their errors come together: one in eight is allowed. */
  @Test
  void networksWithoutAFaultApproachTheirLimit() {
    Map<String, Verdict> verdicts = verdicts(Network::prescribed);
    assertThat(verdicts).hasSizeGreaterThan(20);
    assertThat(inconsistent(verdicts)).as("%s", verdicts).isLessThan(verdicts.size() / 8);
  }

  @ParameterizedTest
  @CsvSource({
    "rate, 2, 1.1, 0",
    "rate, 1, 1.1, 0",
    "std, 3, 1.1, 0",
    "multiplier, 2, 1.1, 0",
    "multiplier, 1, 1.1, 0",
    "rate, 2, 1, 0.1",
    "std, 3, 1, 0.1",
    "multiplier, 2, 1, 0.1"
  })
  void aFactorThatIsWrongAtEveryWidthIsSeen(String what, int faulty, double factor, double power) {
    Map<String, Verdict> verdicts =
        verdicts(
            (trial, layer, fanIn) -> {
              LayerScaling right = Network.prescribed(trial, layer, fanIn);
              double wrong = factor * Math.pow(trial.width() / 64.0, power);
              return layer != faulty
                  ? right
                  : new LayerScaling(
                      right.multiplier() * (what.equals("multiplier") ? wrong : 1),
                      right.initStd() * (what.equals("std") ? wrong : 1),
                      right.learningRate() * (what.equals("rate") ? wrong : 1));
            });
    assertThat(inconsistent(verdicts)).as("%s", verdicts).isGreaterThan(verdicts.size() / 4);
  }
}
