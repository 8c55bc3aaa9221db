package richscale.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import richscale.TestTrials;
import richscale.data.DataSource;
import richscale.data.Samples;
import richscale.spec.SpecReader;
import richscale.spec.Trial;
import richscale.theory.Observable;
import richscale.trial.TrialResult;
import richscale.trial.TrialRunner;
import richscale.trial.TrialStatus;

class LimitLearnerTest {
  private static final String OBSERVABLES =
      Arrays.stream(Observable.values())
          .filter(Observable::ofLimit)
          .map(Observable::id)
          .collect(Collectors.joining(",", "observables=[", "]"));

  private static final String[] COMMON = {
    "data { source = teacher, inputs = 12, outputs = 3, samples = 40, test = 20 }",
    "eta0 = 0.5",
    "steps = 6",
    "measure { points = 0, steps = [3, 6] }",
    "dataType = double",
    OBSERVABLES
  };

  private static Trial trial(String... overrides) {
    return SpecReader.parse(String.join("\n", COMMON), "limit", List.of(overrides))
        .trials(1)
        .get(0);
  }

  private static Map<String, Double> measure(Trial trial) {
    TrialResult result = TrialRunner.run(trial, DataSource.load(trial.settings().data()));
    assertThat(result.status()).as("%s", result.reason()).isEqualTo(TrialStatus.COMPLETED);
    Map<String, Double> values = new HashMap<>();
    result
        .measurements()
        .forEach(m -> values.put(m.step() + " " + m.observable().id() + m.layer(), m.value()));
    return values;
  }

  /**
   * Networks of width 1024, of which the mean lies of order L^2/n from the limit; beside it five
   * standard errors of their mean, for some hundred comparisons. What is of order g^2 scatters by
   * g/sqrt(n), which is little beside it at r = 1/2 only, and not after the first update.
   */
  @ParameterizedTest
  @CsvSource({
    "2, 1/4, centred, 6",
    "3, 1/2, centred, 4",
    "4, 1/2, centred, 4",
    "5, 1/2, centred, 3",
    "3, 0, centred, 6"
  })
  void wideNetworksAreMeasuredAsTheirLimitIs(int depth, String r, String output, int seeds) {
    // Deeper networks overshoot at larger rates, and each update then magnifies what is left of
    // 1/n.
    String[] of = {
      "width=1024",
      "depth=" + depth,
      "r=" + r,
      "output=" + output,
      "eta0=" + (depth > 4 ? 0.2 : 0.5)
    };
    Map<String, Double> limit =
        measure(
            trial(Stream.concat(Stream.of(of), Stream.of("learner=limit")).toArray(String[]::new)));
    Map<String, List<Double>> networks = new HashMap<>();
    for (int seed = 0; seed < seeds; seed++) {
      String ofSeed = "seed=" + seed;
      measure(trial(Stream.concat(Stream.of(of), Stream.of(ofSeed)).toArray(String[]::new)))
          .forEach(
              (name, value) -> networks.computeIfAbsent(name, key -> new ArrayList<>()).add(value));
    }
    assertThat(limit.size()).isGreaterThan(60);
    limit.forEach(
        (name, value) -> {
          boolean ofSecondOrder =
              Stream.of("ntk_change", "second_order", "linearisation_gap").anyMatch(name::contains);
          if (ofSecondOrder && (name.startsWith("1 ") || !r.equals("1/2"))) {
            return;
          }
          double[] all = networks.get(name).stream().mapToDouble(v -> v).toArray();
          double mean = Arrays.stream(all).average().orElseThrow();
          double variance =
              Arrays.stream(all).map(v -> (v - mean) * (v - mean)).sum() / (all.length - 1);
          assertThat(mean)
              .as(name)
              .isCloseTo(
                  value,
                  within(
                      5 * Math.sqrt(variance / all.length)
                          + 5.0 * depth * depth / 1024 * Math.abs(value)));
        });
  }

  /** Strength alone: the same g by another width, r and gamma, norms in their units. */
  @Test
  void onlyTheFeatureStrengthMatters() {
    Map<String, Double> one =
        measure(trial("learner=limit", "output=centred", "width=256", "r=1/4"));
    Map<String, Double> other =
        measure(trial("learner=limit", "output=centred", "width=4096", "r=1/2", "gamma=1/4"));
    one.forEach(
        (name, value) -> {
          double unit = name.contains("h_norm") && !name.contains("grad") ? 4 : 1;
          if (name.contains("loss") || name.contains("change") || unit > 1) {
            assertThat(other.get(name))
                .as(name)
                .isCloseTo(unit * value, within(1e-9 * unit * value));
          }
        });
  }

  @Test
  void aPlainOutputStartsSmallerTheRicherAndTheSameDrawAtEveryWidth() {
    Map<String, Double> narrow = measure(trial("learner=limit", "width=64", "r=1/2", "seed=5"));
    Map<String, Double> wide = measure(trial("learner=limit", "width=256", "r=1/2", "seed=5"));
    String name = "0 f_rmsOptionalInt.empty";
    assertThat(narrow.get(name)).isCloseTo(2 * wide.get(name), within(1e-12));
    assertThat(measure(trial("learner=limit", "width=64", "r=1/2", "seed=6")).get(name))
        .isNotEqualTo(narrow.get(name));
  }

  /** Over draws of F_0 and samples |f_0| is 1/alpha, the inputs' mean square being 1. */
  @Test
  void thePlainOutputHasItsSizeByTheory() {
    double squares = 0;
    for (int seed = 0; seed < 200; seed++) {
      Trial trial =
          trial(
              "learner=limit", "width=64", "r=1/4", "steps=1", "measure.steps=[]", "seed=" + seed);
      squares += Math.pow(measure(trial).get("0 f_rmsOptionalInt.empty"), 2) / 200;
    }
    // Outputs of three have three times the square; 200 draws of 36 numbers scatter by 2 %.
    assertThat(squares).isCloseTo(3 / 8.0, within(0.1 * 3 / 8.0));
  }

  /** Fewer samples than inputs: what no sample shows is never learned. */
  @Test
  void inputsThatSpanLessThanTheirSpaceAreLearnedInTheirs() {
    Trial trial =
        SpecReader.parse(
                "data { source = digits, samples = 20, test = 30 }",
                "digits",
                List.of(
                    "learner=limit",
                    "output=centred",
                    "width=512",
                    "r=1/2",
                    "steps=4",
                    OBSERVABLES))
            .trials(1)
            .get(0);
    Samples samples = DataSource.load(trial.settings().data());
    Trial network =
        SpecReader.parse(
                "data { source = digits, samples = 20, test = 30 }",
                "digits",
                List.of("output=centred", "width=2048", "r=1/2", "steps=4", "gamma=1"))
            .trials(1)
            .get(0);
    double limit = value(TrialRunner.run(trial, samples), Observable.TEST_LOSS);
    assertThat(value(TrialRunner.run(network, samples), Observable.TEST_LOSS))
        .isCloseTo(limit, within(0.02 * limit));
  }

  private static double value(TrialResult result, Observable observable) {
    return result.measurements().stream()
        .filter(m -> m.observable() == observable && m.step() == 4)
        .findFirst()
        .orElseThrow()
        .value();
  }

  @Test
  void tinyTrialsOfTheLimitAreTheSameTwice() {
    Trial trial = TestTrials.trial("learner=limit", "seed=4");
    assertThat(measure(trial)).isEqualTo(measure(trial)).isNotEmpty();
  }
}
