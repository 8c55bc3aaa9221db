package richscale.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class RateChoiceTest {
  private static RateChoice.Outcome outcome(double eta0, long seed, double loss) {
    return new RateChoice.Outcome(eta0, seed, OptionalDouble.of(loss));
  }

  private static RateChoice.Outcome diverged(double eta0, long seed) {
    return new RateChoice.Outcome(eta0, seed, OptionalDouble.empty());
  }

  @Test
  void theLeastMeanOverSeedsWins() {
    assertThat(
            RateChoice.of(
                List.of(
                    outcome(4, 0, 0.1),
                    outcome(4, 1, 0.9),
                    outcome(2, 0, 0.3),
                    outcome(2, 1, 0.3),
                    outcome(1, 0, 0.5),
                    outcome(1, 1, 0.5))))
        .contains(new RateChoice(2, false, 3, 3));
  }

  @Test
  void aRateAtWhichOneSeedDivergedIsOut() {
    assertThat(RateChoice.of(List.of(outcome(1, 0, 0.5), outcome(2, 0, 0.1), diverged(2, 1))))
        .contains(new RateChoice(1, true, 2, 1));
  }

  @Test
  void thereIsNoBestRateWhereNoneTrainsEverySeed() {
    assertThat(RateChoice.of(List.of(diverged(1, 0), diverged(2, 0)))).isEmpty();
  }

  @Test
  void aSingleRateIsAtNoEdge() {
    assertThat(RateChoice.of(List.of(outcome(1, 0, 0.5)))).contains(new RateChoice(1, false, 1, 1));
  }

  @Test
  void theIntervalOfAMeanIsStudents() {
    // Three values of standard deviation 1; the quantile of 2 degrees of freedom at 97.5 % is
    // 4.3027.
    MeanEstimate estimate = MeanEstimate.of(new double[] {1, 2, 3}, 0.95);
    assertThat(estimate.mean()).isEqualTo(2);
    assertThat(estimate.interval().orElseThrow().high())
        .isCloseTo(2 + 4.302_653 / Math.sqrt(3), within(1e-5));
    assertThat(MeanEstimate.of(new double[] {1}, 0.95).interval()).isEmpty();
  }
}
