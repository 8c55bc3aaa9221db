package richscale.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class RefinementRuleTest {
  private static final RefinementRule RULE = new RefinementRule(0.1);

  /** Log losses of five seeds at some rates; not-a-number where they diverge. */
  private static List<RateChoice.Outcome> outcomes(
      List<Double> rates, DoubleUnaryOperator logLoss, double noise) {
    List<RateChoice.Outcome> outcomes = new ArrayList<>();
    for (double rate : rates) {
      SplittableRandom rng = new SplittableRandom(Double.hashCode(rate));
      for (int seed = 0; seed < 5; seed++) {
        double log = logLoss.applyAsDouble(Math.log(rate)) + noise * rng.nextGaussian();
        outcomes.add(
            new RateChoice.Outcome(
                rate,
                seed,
                Double.isNaN(log) ? OptionalDouble.empty() : OptionalDouble.of(Math.exp(log))));
      }
    }
    return outcomes;
  }

  @Test
  void anIntervalThatIsNarrowNeedsNoRates() {
    assertThat(RULE.more(outcomes(List.of(0.5, 1.0, 2.0), x -> x * x, 1e-3), 0.95)).isEmpty();
  }

  @Test
  void ratesAreTriedAboutTheBestUntilItIsKnown() {
    List<Double> rates = new ArrayList<>(List.of(0.125, 0.5, 2.0, 8.0));
    DoubleUnaryOperator curve = x -> 0.1 * Math.pow(x - 0.3, 2);
    int rounds = 0;
    for (List<Double> more = RULE.more(outcomes(rates, curve, 0.1), 0.95);
        !more.isEmpty();
        more = RULE.more(outcomes(rates, curve, 0.1), 0.95)) {
      assertThat(more).doesNotContainAnyElementsOf(rates);
      rates.addAll(more);
      rounds++;
    }
    assertThat(rounds).isBetween(1, 8);
    double nearest =
        rates.stream().mapToDouble(rate -> Math.abs(Math.log(rate) - 0.3)).min().orElseThrow();
    assertThat(nearest).isLessThan(0.2);
  }

  @Test
  void anEdgeIsGoneBeyondAndOneOfStabilityApproached() {
    DoubleUnaryOperator falling = x -> -x;
    assertThat(RULE.more(outcomes(List.of(0.5, 1.0, 2.0), falling, 0), 0.95)).contains(4.0, 1.41);
    DoubleUnaryOperator cut = x -> x > 1 ? Double.NaN : -x;
    assertThat(RULE.more(outcomes(List.of(0.5, 1.0, 2.0, 4.0), cut, 0), 0.95))
        .contains(2.83)
        .doesNotContain(8.0);
  }

  @Test
  void whereEverySeedDivergesLessIsTried() {
    assertThat(RULE.more(outcomes(List.of(4.0, 8.0), x -> Double.NaN, 0), 0.95))
        .containsExactly(2.0);
  }
}
