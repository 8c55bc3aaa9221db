package richscale.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import richscale.spec.Axis;
import richscale.spec.FitSettings;

/** Laws of the optimum, planted in simulated losses. */
class RateTransferTest {
  private static final FitSettings SETTINGS = new FitSettings(0.95, 1000, 0.1);
  private static final double[] WIDTHS = {64, 128, 256, 512, 1024};

  /** Of a hundred intervals 95 cover; 10,000 simulations tell that to .2. */
  private static final int SIMULATIONS = 10_000;

  /**
   * Losses with a planted optimum.
   *
   * @param curvature of log loss in log eta0
   * @param exponent of the optimum
   * @param ofRates noise of single losses
   * @param ofSeeds noise of a seed at all rates
   * @param ofOptima how far the optima of seeds lie apart
   */
  private record Plant(
      double curvature, double exponent, double ofRates, double ofSeeds, double ofOptima) {
    List<RateChoice.Outcome> at(double width, int seeds, long firstSeed, RandomGenerator rng) {
      List<RateChoice.Outcome> outcomes = new ArrayList<>();
      for (int seed = 0; seed < seeds; seed++) {
        double own = optimum(width) + ofOptima * rng.nextGaussian();
        double level = ofSeeds * rng.nextGaussian();
        for (int k = -6; k <= 6; k++) {
          double x = k * Math.log(2);
          double log = curvature * (x - own) * (x - own) + level + ofRates * rng.nextGaussian();
          outcomes.add(
              new RateChoice.Outcome(
                  Math.exp(x), firstSeed + seed, OptionalDouble.of(Math.exp(log))));
        }
      }
      return outcomes;
    }

    double optimum(double width) {
      return 0.3 + exponent * Math.log(width / 256);
    }

    TreeMap<Double, List<RateChoice.Outcome>> all(int seeds, RandomGenerator rng) {
      TreeMap<Double, List<RateChoice.Outcome>> all = new TreeMap<>();
      for (double width : WIDTHS) {
        all.put(width, at(width, seeds, 0, rng));
      }
      return all;
    }

    double penalty() {
      double shift = optimum(WIDTHS[0]) - optimum(WIDTHS[WIDTHS.length - 1]);
      return curvature * shift * shift;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "3, .2, 0, .02, .05, 0",
    "5, .2, -.25, .02, .1, .1",
    "10, .1, .1, .03, .1, .2",
    "10, .05, .0, .01, .1, .05",
    "5, .01, .45, .004, .2, .1"
  })
  void intervalsCoverAsOftenAsTheySay(
      int seeds,
      double curvature,
      double exponent,
      double ofRates,
      double ofSeeds,
      double ofOptima) {
    Plant plant = new Plant(curvature, exponent, ofRates, ofSeeds, ofOptima);
    SplittableRandom rng = new SplittableRandom(7);
    int[] covered = new int[3];
    int[] all = new int[3];
    for (int i = 0; i < SIMULATIONS; i++) {
      TreeMap<Double, List<RateChoice.Outcome>> outcomes = plant.all(seeds, rng);
      count(
          Optimum.of(outcomes.get(512.0), 0.95).flatMap(Optimum::interval),
          Math.exp(plant.optimum(512)),
          0,
          covered,
          all);
      RateTransfer law =
          RateTransfer.of(
              outcomes, Axis.WIDTH, OptionalDouble.empty(), OptionalDouble.empty(), SETTINGS);
      count(law.interval(), exponent, 1, covered, all);
      count(law.penaltyInterval(), Math.exp(plant.penalty()), 2, covered, all);
    }
    assertThat(100.0 * covered[0] / all[0]).isBetween(94.0, 96.0);
    assertThat(100.0 * covered[1] / all[1]).isBetween(94.0, 96.0);
    // No penalty is below 1, so that an interval which begins there misses at one side only.
    assertThat(100.0 * covered[2] / all[2]).isBetween(94.0, plant.penalty() > 0.02 ? 96.5 : 100);
    assertThat(all[0]).isGreaterThan(SIMULATIONS / 2);
  }

  /** Best rates of single seeds lie a fifth apart, their losses a tenth. */
  @ParameterizedTest
  @CsvSource({"10, .7", "15, .9", "20, .95"})
  void aPenaltyOfFivePercentIsFound(int seeds, double atLeast) {
    Plant plant = new Plant(0.2, Math.sqrt(Math.log(1.05) / 0.2) / Math.log(16), .02, .1, .2);
    assertThat(Math.exp(plant.penalty())).isCloseTo(1.05, within(1e-9));
    SplittableRandom rng = new SplittableRandom(11);
    int found = 0;
    int simulations = 1000;
    for (int i = 0; i < simulations; i++) {
      found +=
          follow(plant.all(seeds, rng))
              .penaltyInterval()
              .filter(interval -> interval.low() > 1)
              .map(interval -> 1)
              .orElse(0);
    }
    assertThat((double) found / simulations).isGreaterThan(atLeast);
  }

  private static RateTransfer follow(SortedMap<Double, List<RateChoice.Outcome>> outcomes) {
    return RateTransfer.of(
        outcomes, Axis.WIDTH, OptionalDouble.of(0), OptionalDouble.empty(), SETTINGS);
  }

  @Test
  void anOptimumBetweenRatesIsFoundWithoutNoise() {
    TreeMap<Double, List<RateChoice.Outcome>> outcomes =
        new Plant(0.3, -0.2, 0, 0.1, 0).all(2, new SplittableRandom(3));
    Optimum optimum = Optimum.of(outcomes.get(64.0), 0.95).orElseThrow();
    assertThat(Math.log(optimum.eta0())).isCloseTo(0.3 + 0.2 * Math.log(4), within(1e-9));
    assertThat(optimum.atEdge()).isFalse();
    RateTransfer law = follow(outcomes);
    assertThat(law.exponent().getAsDouble()).isCloseTo(-0.2, within(1e-9));
    assertThat(law.verdict()).contains(Verdict.INCONSISTENT);
    assertThat(Math.log(law.penalty().getAsDouble()))
        .isCloseTo(0.3 * Math.pow(0.2 * Math.log(16), 2), within(1e-9));
  }

  @Test
  void anOptimumAtTheEdgeOfTheRatesIsNoOptimumAndDecidesNothing() {
    TreeMap<Double, List<RateChoice.Outcome>> outcomes =
        new Plant(0.1, 2, 0.01, 0.1, 0.01).all(5, new SplittableRandom(5));
    Optimum widest = Optimum.of(outcomes.get(1024.0), 0.95).orElseThrow();
    assertThat(widest.atEdge()).isFalse();
    outcomes.get(1024.0).removeIf(outcome -> outcome.eta0() > 4);
    Optimum cut = Optimum.of(outcomes.get(1024.0), 0.95).orElseThrow();
    assertThat(cut.atEdge()).isTrue();
    assertThat(cut.eta0()).isCloseTo(4, within(1e-9));
    assertThat(cut.interval()).isEmpty();
    RateTransfer law = follow(outcomes);
    assertThat(law.edges()).isPositive();
    assertThat(law.verdict()).isEmpty();
    assertThat(law.reason()).hasValueSatisfying(r -> assertThat(r).contains("best rate"));
  }

  @Test
  void aRateThatAnySeedDoesNotSurviveIsNoneToChoose() {
    List<RateChoice.Outcome> outcomes =
        new Plant(0.2, 0, 0, 0.1, 0).at(256, 4, 0, new SplittableRandom(6));
    outcomes.replaceAll(
        one ->
            one.eta0() > 5 && one.seed() == 2
                ? new RateChoice.Outcome(one.eta0(), one.seed(), OptionalDouble.empty())
                : one);
    Optimum optimum = Optimum.of(outcomes, 0.95).orElseThrow();
    assertThat(optimum.stable()).isLessThan(optimum.tried());
    assertThat(optimum.largestStable().getAsDouble()).isCloseTo(4, within(1e-9));
    assertThat(optimum.leastUnstable().getAsDouble()).isCloseTo(8, within(1e-9));
    assertThat(optimum.lost().text()).contains(": 1 of 4, ");
  }

  @Test
  void theLargestStableRateHasTheRangeThatItsGridLeavesOpen() {
    TreeMap<Double, List<RateChoice.Outcome>> outcomes =
        new Plant(0.2, 0, 0, 0.1, 0).all(3, new SplittableRandom(8));
    outcomes.replaceAll(
        (width, ofWidth) ->
            ofWidth.stream()
                .map(
                    one ->
                        one.eta0() * width > 700
                            ? new RateChoice.Outcome(one.eta0(), one.seed(), OptionalDouble.empty())
                            : one)
                .toList());
    RateTransfer law =
        RateTransfer.of(
            outcomes, Axis.WIDTH, OptionalDouble.empty(), OptionalDouble.of(-1), SETTINGS);
    assertThat(law.stable().orElseThrow().exponent()).isCloseTo(-1, within(1e-9));
    assertThat(law.stable().orElseThrow().range().contains(-1)).isTrue();
  }

  @Test
  void seedsThatAreFollowedAlongAnAxisAreComparedWithThemselves() {
    TreeMap<Double, List<RateChoice.Outcome>> outcomes = new TreeMap<>();
    for (double position : WIDTHS) {
      // The same draws everywhere: optima of seeds lie apart, alike at every position.
      outcomes.put(
          position, new Plant(0.2, -0.25, 0, 0.1, 0.2).at(position, 4, 0, new SplittableRandom(1)));
    }
    RateTransfer apart = follow(outcomes);
    RateTransfer followed =
        RateTransfer.of(
            outcomes, Axis.GAMMA, OptionalDouble.empty(), OptionalDouble.empty(), SETTINGS);
    assertThat(followed.exponent()).isEqualTo(apart.exponent());
    assertThat(width(followed)).isLessThan(1e-6).isLessThan(width(apart) / 1000);
  }

  private static double width(RateTransfer law) {
    return law.interval().orElseThrow().high() - law.interval().orElseThrow().low();
  }

  private static void count(
      Optional<Interval> interval, double truth, int what, int[] covered, int[] all) {
    interval.ifPresent(
        found -> {
          all[what]++;
          covered[what] += found.contains(truth) ? 1 : 0;
        });
  }
}
