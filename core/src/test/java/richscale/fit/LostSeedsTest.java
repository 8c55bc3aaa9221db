package richscale.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import richscale.spec.Axis;
import richscale.spec.FitSettings;

class LostSeedsTest {
  private static final FitSettings SETTINGS = new FitSettings(0.95, 300, 0.1);

  /** Values of the power law n^1/2 of those seeds that a width did not lose. */
  private static List<Observation> survivors(Map<Double, Set<Long>> ended) {
    List<Observation> values = new ArrayList<>();
    for (double width : new double[] {64, 128, 256, 512}) {
      for (long seed = 0; seed < 6; seed++) {
        if (!ended.getOrDefault(width, Set.of()).contains(seed)) {
          values.add(
              new Observation(
                  width, seed, Math.sqrt(width) * (1 + 0.01 * Math.sin(7.0 * (double) seed))));
        }
      }
    }
    return values;
  }

  private static ExponentFit fit(Map<Double, Set<Long>> ended) {
    List<Observation> values = survivors(ended);
    return ExponentFit.of(
        values,
        Expectation.of(OptionalDouble.of(0.5)),
        LostSeeds.of(values, ended),
        Axis.WIDTH,
        SETTINGS,
        1);
  }

  @Test
  void survivorsAreConsistentWithNothing() {
    assertThat(fit(Map.of()).verdict()).contains(Verdict.CONSISTENT);
    ExponentFit lucky = fit(Map.of(512.0, Set.of(1L, 4L)));
    assertThat(lucky.verdict()).contains(Verdict.INCONCLUSIVE);
    assertThat(lucky.reason()).contains("seeds were lost unevenly (512: 2 of 6)");
    assertThat(lucky.lost().total()).isEqualTo(2);
  }

  @Test
  void thatEveryWidthLostTheSameShareSaysNothingAgainstIt() {
    Map<Double, Set<Long>> everywhere =
        Map.of(64.0, Set.of(0L), 128.0, Set.of(1L), 256.0, Set.of(2L), 512.0, Set.of(3L));
    assertThat(fit(everywhere).verdict()).contains(Verdict.CONSISTENT);
    assertThat(fit(everywhere).lost().total()).isEqualTo(4);
  }

  @Test
  void aWidthThatLostAllItsSeedsIsNotForgotten() {
    ExponentFit fit = fit(Map.of(64.0, Set.of(0L, 1L, 2L, 3L, 4L, 5L)));
    assertThat(fit.positions()).isEqualTo(3);
    assertThat(fit.verdict()).contains(Verdict.INCONCLUSIVE);
    assertThat(fit.lost().text()).isEqualTo("64: 6 of 6");
  }

  @Test
  void valuesWithoutALogarithmAreLost() {
    List<Observation> values = new ArrayList<>(survivors(Map.of()));
    values.set(3, new Observation(64, 3, 0));
    assertThat(LostSeeds.of(values, Map.of()).text()).isEqualTo("64: 1 of 6");
  }

  @Test
  void aTrialThatWasMeasuredBeforeItEndedIsNotLostThere() {
    List<Observation> values = survivors(Map.of());
    assertThat(LostSeeds.of(values, Map.of(64.0, Set.of(2L))).total()).isZero();
  }
}
