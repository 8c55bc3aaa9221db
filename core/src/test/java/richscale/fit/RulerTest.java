package richscale.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import richscale.spec.FitSettings;

class RulerTest {
  private static final FitSettings SETTINGS = new FitSettings(0.95, 1000, 0.1);

  /** Of so many sweeps the share that an interval covers scatters by a third of a hundredth. */
  private static final int SWEEPS = Integer.getInteger("richscale.sweeps", 4000);

  private static final int[] WIDTHS = {64, 128, 256, 512, 1024, 2048};

  /** Log values: a curve, and normal noise of a deviation that falls like n^-power. */
  private static List<Observation> sweep(
      Random random, int seeds, double noise, double power, IntToDoubleFunction logCurve) {
    List<Observation> observations = new ArrayList<>();
    for (int width : WIDTHS) {
      for (int seed = 0; seed < seeds; seed++) {
        double deviation = noise * Math.pow(width / 64.0, -power);
        double log = logCurve.applyAsDouble(width) + deviation * random.nextGaussian();
        observations.add(new Observation(width, seed, Math.exp(log)));
      }
    }
    return observations;
  }

  private static Expectation expecting(double exponent, double correction) {
    return new Expectation(OptionalDouble.of(exponent), OptionalDouble.of(correction), Map.of());
  }

  private static double covered(int count) {
    return (double) count / SWEEPS;
  }

  @ParameterizedTest
  @CsvSource({"3, 1", "5, 0.5"})
  void theAsymptoticExponentIsCoveredAsOftenAsItSays(int seeds, double q) {
    Random random = new Random(5);
    int covered = 0;
    for (int i = 0; i < SWEEPS; i++) {
      List<Observation> sweep =
          sweep(random, seeds, 0.1, 0, n -> 0.25 * Math.log(n) + 3 * Math.pow(n, -q));
      Interval interval =
          ExponentFit.of(sweep, expecting(0.25, q), SETTINGS, i).asymptotic().get().interval();
      covered += interval.contains(0.25) ? 1 : 0;
    }
    assertThat(covered(covered)).isBetween(0.94, 0.96);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5, 16})
  void theSpreadExponentIsCoveredAsOftenAsItSays(int seeds) {
    Random random = new Random(6);
    int covered = 0;
    double mean = 0;
    for (int i = 0; i < SWEEPS; i++) {
      SpreadLaw law =
          SpreadLaw.of(sweep(random, seeds, 0.1, 0.5, Math::log), SETTINGS).orElseThrow();
      covered += law.interval().contains(-0.5) ? 1 : 0;
      mean += law.exponent() / SWEEPS;
    }
    assertThat(covered(covered)).isBetween(0.94, 0.96);
    assertThat(mean).isCloseTo(-0.5, within(0.02));
  }

  private static Map<Double, Double> limit() {
    Map<Double, Double> limit = new HashMap<>();
    for (int width : WIDTHS) {
      limit.put((double) width, Math.sqrt(width));
    }
    return limit;
  }

  /** Networks 1/n away from the limit, and spread by n^-1/2 or as theory does not say. */
  @ParameterizedTest
  @CsvSource({"3, 0.5", "5, 0.5", "5, 0"})
  void theDeviationAtInfinityIsCoveredAsOftenAsItSays(int seeds, double power) {
    Random random = new Random(7);
    int covered = 0;
    for (int i = 0; i < SWEEPS; i++) {
      List<Observation> sweep =
          sweep(
              random,
              seeds,
              0.05,
              power,
              n -> 0.5 * Math.log(n) + Math.log1p(5.0 / n + 200.0 / n / n));
      LimitComparison comparison = LimitComparison.of(sweep, limit(), 1, SETTINGS);
      covered += comparison.atInfinity().orElseThrow().interval().contains(0) ? 1 : 0;
    }
    assertThat(covered(covered)).isBetween(0.935, 0.975);
  }

  /** Curves that share part of what their seeds scatter by. */
  private static SortedMap<Integer, double[][]> approach(Random random, int seeds) {
    SortedMap<Integer, double[][]> deviations = new TreeMap<>();
    double[] means = {6, -3, 1, 0.5, 2};
    for (int width : WIDTHS) {
      double[][] rows = new double[seeds][means.length];
      for (double[] row : rows) {
        double common = random.nextGaussian();
        for (int curve = 0; curve < row.length; curve++) {
          double scatter = 0.5 * common + random.nextGaussian() / (1 + curve);
          row[curve] = means[curve] / width + scatter / Math.sqrt(width);
        }
      }
      deviations.put(width, rows);
    }
    return deviations;
  }

  @Test
  void thePowersOfTheApproachAreCoveredAsOftenAsTheySay() {
    Random random = new Random(16);
    int means = 0;
    int spreads = 0;
    for (int i = 0; i < SWEEPS; i++) {
      ApproachLaw law = ApproachLaw.of(approach(random, 64), SETTINGS.confidence());
      means += law.mean().orElseThrow().interval().contains(-1) ? 1 : 0;
      spreads += law.spread().orElseThrow().interval().contains(-0.5) ? 1 : 0;
    }
    // Where a mean is no more than its error, the jackknife takes its square for twice as
    // uncertain.
    assertThat(covered(means)).isBetween(0.94, 0.985);
    assertThat(covered(spreads)).isBetween(0.94, 0.965);
  }

  @Test
  void anApproachThatIsNoneHasNoPower() {
    SortedMap<Integer, double[][]> exact = new TreeMap<>();
    for (int width : WIDTHS) {
      exact.put(width, new double[5][2]);
    }
    assertThat(ApproachLaw.of(exact, 0.95))
        .isEqualTo(new ApproachLaw(Optional.empty(), Optional.empty()));
    SortedMap<Integer, double[][]> twoSeeds = approach(new Random(17), 2);
    assertThat(ApproachLaw.of(twoSeeds, 0.95).spread()).isEmpty();
  }

  /** What no exponent can see. */
  @Test
  void aConstantFactorShowsAsADeviationAndNotAsAnExponent() {
    List<Observation> sweep =
        sweep(new Random(8), 5, 0.05, 0.5, n -> 0.5 * Math.log(n) + Math.log(1.1));
    LimitComparison comparison = LimitComparison.of(sweep, limit(), 1, SETTINGS);
    LimitComparison.AtInfinity atInfinity = comparison.atInfinity().orElseThrow();
    assertThat(atInfinity.verdict()).isEqualTo(Verdict.INCONSISTENT);
    assertThat(atInfinity.deviation()).isCloseTo(0.1, within(0.03));
    assertThat(ExponentFit.of(sweep, OptionalDouble.of(0.5), SETTINGS, 0).verdict())
        .contains(Verdict.CONSISTENT);
  }

  @Test
  void aCurveIsJudgedByItsLimit() {
    List<Observation> bent =
        sweep(new Random(9), 3, 0.01, 0.5, n -> -0.5 * Math.log(n) + 20.0 / Math.sqrt(n));
    Map<Double, Double> limit = new HashMap<>();
    for (int width : WIDTHS) {
      limit.put((double) width, -0.5 * Math.log(width) + 20.0 / Math.sqrt(width));
    }
    ExponentFit alone = ExponentFit.of(bent, OptionalDouble.of(-0.5), SETTINGS, 0);
    assertThat(alone.verdict()).contains(Verdict.INCONSISTENT);
    assertThat(alone.ruler()).contains(Ruler.EXPONENT);
    ExponentFit beside =
        ExponentFit.of(
            bent,
            new Expectation(OptionalDouble.of(-0.5), OptionalDouble.of(0.5), limit),
            SETTINGS,
            0);
    assertThat(beside.verdict()).contains(Verdict.CONSISTENT);
    assertThat(beside.ruler()).contains(Ruler.LIMIT);
    assertThat(beside.limitExponent())
        .hasValueCloseTo(beside.exponent().getAsDouble(), within(0.01));
    assertThat(beside.asymptotic()).isEmpty();
    assertThat(beside.exponent()).isEqualTo(alone.exponent());
    assertThat(beside.interval()).isEqualTo(alone.interval());
  }

  @Test
  void withoutALimitTheAsymptoticExponentDecidesWhereItCan() {
    List<Observation> bent =
        sweep(new Random(10), 3, 0.001, 0.5, n -> -0.5 * Math.log(n) + 20.0 / Math.sqrt(n));
    ExponentFit fit = ExponentFit.of(bent, expecting(-0.5, 0.5), SETTINGS, 0);
    assertThat(fit.ruler()).contains(Ruler.ASYMPTOTIC);
    assertThat(fit.verdict()).contains(Verdict.CONSISTENT);
    List<Observation> noisy = sweep(new Random(11), 3, 0.5, 0, n -> -0.5 * Math.log(n));
    assertThat(ExponentFit.of(noisy, expecting(-0.5, 0.5), SETTINGS, 0).ruler())
        .contains(Ruler.EXPONENT);
    // Off by far more than the band, but with an interval of twice its width.
    List<Observation> wide = sweep(new Random(15), 3, 0.15, 0, n -> 0.5 * Math.log(n));
    ExponentFit vague = ExponentFit.of(wide, expecting(-0.5, 0.5), SETTINGS, 0);
    Interval interval = vague.asymptotic().orElseThrow().interval();
    assertThat(interval.high() - interval.low()).isGreaterThan(0.2);
    assertThat(vague.ruler()).contains(Ruler.EXPONENT);
  }

  /**
   * A slope that drifts, which allows for theory's correction and is then not to be told from it.
   */
  @Test
  void rulersThatDisagreeDecideNothing() {
    List<Observation> drifting =
        sweep(new Random(18), 40, 0.2, 0.5, n -> 0.5 * Math.log(n) - 9.0 / n);
    ExponentFit fit = ExponentFit.of(drifting, expecting(0.37, 1), SETTINGS, 0);
    Interval interval = fit.asymptotic().orElseThrow().interval();
    assertThat((interval.high() - interval.low()) / 2).isLessThan(0.1);
    assertThat(Verdict.of(interval, 0.37, 0.1)).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(Verdict.of(fit.interval().orElseThrow(), 0.37, 0.1)).isEqualTo(Verdict.INCONSISTENT);
    assertThat(fit.ruler()).contains(Ruler.ASYMPTOTIC);
    assertThat(fit.verdict()).contains(Verdict.INCONCLUSIVE);
  }

  @Test
  void aLimitThatLacksAWidthIsNoRuler() {
    Map<Double, Double> some = limit();
    some.remove(256.0);
    List<Observation> sweep = sweep(new Random(12), 3, 0.1, 0, n -> 0.5 * Math.log(n));
    ExponentFit fit =
        ExponentFit.of(
            sweep,
            new Expectation(OptionalDouble.of(0.5), OptionalDouble.empty(), some),
            SETTINGS,
            0);
    assertThat(fit.limitExponent()).isEmpty();
    assertThat(LimitComparison.of(sweep, some, 1, SETTINGS).widths()).hasSize(WIDTHS.length - 1);
  }

  @Test
  void tooFewSeedsOrWidthsLeaveOutWhatTheyCannotSay() {
    List<Observation> one = sweep(new Random(13), 1, 0.1, 0, n -> 0.5 * Math.log(n));
    assertThat(SpreadLaw.of(one, SETTINGS)).isEmpty();
    LimitComparison comparison = LimitComparison.of(one, limit(), 1, SETTINGS);
    assertThat(comparison.atInfinity()).isEmpty();
    assertThat(comparison.widths()).allMatch(at -> at.interval().equals(Optional.empty()));
    List<Observation> narrow = one.stream().filter(o -> o.position() < 1024).toList();
    assertThat(ExponentFit.of(narrow, expecting(0.5, 1), SETTINGS, 0).asymptotic()).isEmpty();
  }
}
