package richscale.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import richscale.TestTrials;
import richscale.data.DataSource;
import richscale.linalg.FloatingPoint;
import richscale.observe.Measurement;
import richscale.spec.Activation;
import richscale.spec.Trial;

/** The gauges train one function: outputs stay together over a hundred updates but for rounding. */
class GaugeTrajectoriesTest {
  @Provide
  Arbitrary<Integer> widths() {
    // The widest are rarer, since they take most of the time.
    return Arbitraries.of(64, 64, 128, 128, 256, 512);
  }

  @Provide
  Arbitrary<String> richness() {
    return Arbitraries.of("0", "0.1", "1/4", "0.4", "1/2");
  }

  // A fixed seed: the bound is close enough to rounding that the draw must not change from run to
  // run.
  @Property(tries = 20, seed = "20240430")
  void trajectoriesAgree(
      @ForAll FloatingPoint dataType,
      @ForAll Activation activation,
      @ForAll("widths") int width,
      @ForAll("richness") String r,
      @ForAll @IntRange(min = 2, max = 5) int depth,
      @ForAll boolean mup,
      @ForAll @IntRange(min = 0, max = 1000) int seed) {
    Trial trial =
        TestTrials.trial(
            "dataType=" + dataType.name().toLowerCase(Locale.ROOT),
            "activation=" + activation.name().toLowerCase(Locale.ROOT),
            "width=" + width,
            "r=" + r,
            "depth=" + depth,
            "gauge=" + (mup ? "mup" : "rescaling"),
            "seed=" + seed,
            // Well below the edge of stability at every depth: at the edge rounding itself grows.
            "eta0=0.05",
            "steps=100",
            "measure.points=8",
            "observables=gauge_difference");
    TrialResult result = TrialRunner.run(trial, DataSource.load(trial.settings().data()));
    assertThat(result.status()).isEqualTo(TrialStatus.COMPLETED);
    double bound = dataType == FloatingPoint.FLOAT ? floatBound(activation) : 1e-12;
    assertThat(result.measurements()).hasSameSizeAs(trial.settings().measuredSteps());
    assertThat(result.measurements()).extracting(Measurement::value).allMatch(v -> v <= bound);
  }

  private static double adamsDifference(String gauge, String epsilonScaling, String r) {
    Trial trial =
        TestTrials.trial(
            "optimizer=adam",
            // Of the size of gradients, so that it matters.
            "epsilon=0.01",
            "epsilonScaling=" + epsilonScaling,
            "dataType=double",
            "activation=tanh",
            "bias=theory",
            "width=64",
            "r=" + r,
            "gauge=" + gauge,
            "eta0=0.1",
            "steps=50",
            "measure.points=8",
            "observables=gauge_difference");
    return TrialRunner.run(trial, DataSource.load(trial.settings().data())).measurements().stream()
        .mapToDouble(Measurement::value)
        .max()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "mup, 0, exact, 0",
    "mup, 1/2, exact, 0",
    "rescaling, 1/4, exact, 0.9",
    "mup, 1/4, newton-schulz, 0.95",
    "rescaling, 1/2, newton-schulz, 0.95"
  })
  void gaugesAgreeUnderMuon(String gauge, String r, String orthogonalisation, double momentum) {
    Trial trial =
        TestTrials.trial(
            "optimizer=muon",
            "muon.momentum=" + momentum,
            "muon.orthogonalisation=" + orthogonalisation,
            "dataType=double",
            "activation=tanh",
            "width=32",
            "depth=4",
            "r=" + r,
            "gauge=" + gauge,
            "eta0=0.1",
            "steps=30",
            "measure.points=8",
            "observables=gauge_difference");
    TrialResult result = TrialRunner.run(trial, DataSource.load(trial.settings().data()));
    assertThat(result.status()).isEqualTo(TrialStatus.COMPLETED);
    assertThat(result.measurements()).extracting(Measurement::value).allMatch(v -> v < 1e-7);
  }

  @ParameterizedTest
  @CsvSource({"mup, 0", "mup, 1/4", "mup, 1/2", "rescaling, 0", "rescaling, 1/2"})
  void gaugesAgreeUnderAdamWhoseEpsilonIsScaled(String gauge, String r) {
    assertThat(adamsDifference(gauge, "theory", r)).isLessThan(1e-9);
    assertThat(adamsDifference(gauge, "none", r)).isGreaterThan(1e-3);
  }

  /** Rounding can push a ReLU's input across its kink in one gauge and not in the other. */
  private static double floatBound(Activation activation) {
    return activation == Activation.RELU ? 1e-4 : 1e-5;
  }
}
