package richscale.jobs.claims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import richscale.fit.Interval;
import richscale.fit.Ruler;
import richscale.fit.Verdict;
import richscale.jobs.store.UsageException;
import richscale.spec.RecordFacts;
import richscale.spec.RecordSource;
import richscale.spec.SpecException;

class ClaimsTest {
  private static Part part(Verdict verdict) {
    return new Part(
        false,
        "alignment of layer 2 at r = 0.5, step 50",
        "exponent 0.00",
        OptionalDouble.of(0.25),
        Optional.of(new Interval(0.2, 0.3)),
        OptionalDouble.of(0.02),
        Optional.empty(),
        Optional.of(Ruler.LIMIT),
        Optional.ofNullable(verdict),
        "10 trials",
        Optional.empty());
  }

  @Test
  void aClaimIsSupportedOnlyIfEveryPartIsConsistent() {
    Part consistent = part(Verdict.CONSISTENT);
    assertThat(Part.judge(List.of(consistent, consistent))).isEqualTo("supported");
    assertThat(Part.judge(List.of(consistent, part(Verdict.INCONCLUSIVE))))
        .isEqualTo("inconclusive");
    assertThat(Part.judge(List.of(part(Verdict.INCONCLUSIVE), part(Verdict.INCONSISTENT))))
        .isEqualTo("not supported");
    assertThat(Part.judge(List.of(consistent, part(null)))).isEqualTo("inconclusive");
    assertThat(Part.judge(List.of())).isEqualTo("inconclusive");
  }

  @Test
  void theReportShowsWhatIsNotConsistent() {
    assertThat(
            ClaimsReport.render(
                Map.of(
                    Claim.ALIGNED_UPDATES,
                    List.of(part(Verdict.CONSISTENT), part(Verdict.INCONSISTENT)))))
        .isEqualTo(
            """
             5  not supported  Weight updates align with their inputs  (1 of 2 parts consistent; \
            2 judged by the limit)
                  alignment of layer 2 at r = 0.5, step 50: 0.250 [0.200, 0.300], limit 0.020, \
            predicted exponent 0.00: inconsistent
            """);
  }

  @Test
  void everyClaimIsExplained() throws IOException {
    try (InputStream stream = Claim.class.getResourceAsStream("/richscale/claims.md")) {
      String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8).replace("\\|", "|");
      for (Claim claim : Claim.values()) {
        assertThat(text)
            .contains(String.format(Locale.ROOT, "| %d | %s |", claim.number(), claim.statement()));
      }
    }
  }

  private static final String NONE = "nowhere";

  /** There are no images, so their claim stays open and trains nothing. */
  private static RecordFacts refuse(RecordSource source) {
    throw new SpecException(source.path(), "there is no such directory", "images");
  }

  @Test
  void everySweepOfEveryClaimIsValidAtBothScales() {
    for (String scale : List.of("quick", "full")) {
      ClaimSweeps sweeps =
          ClaimSweeps.of(List.of(Claim.values()), scale, List.of(), NONE, ClaimsTest::refuse);
      assertThat(sweeps.grids())
          .containsOnlyKeys(
              Sweep.SCALE,
              Sweep.OUTSIDE,
              Sweep.LIMIT,
              Sweep.COLLAPSE,
              Sweep.RAW,
              Sweep.GAUGES,
              Sweep.BEST_RATES,
              Sweep.BEST_RATES_GAMMA,
              Sweep.DEPTH,
              Sweep.MUON,
              Sweep.ADAM_GAUGES,
              Sweep.BRANCHES,
              Sweep.BEST_RATES_BRANCHES);
    }
  }

  @Test
  void onlyWhatTheClaimsNeedIsTrained() {
    assertThat(
            ClaimSweeps.of(List.of(Claim.RAW_UPDATES), "quick", List.of(), NONE, ClaimsTest::refuse)
                .grids())
        .containsOnlyKeys(Sweep.RAW);
    assertThat(
            ClaimSweeps.of(
                    List.of(Claim.CONVOLUTIONS), "quick", List.of(), NONE, ClaimsTest::refuse)
                .grids())
        .isEmpty();
  }

  @Test
  void badArgumentsGetOneLine() {
    assertThatThrownBy(
            () ->
                ClaimSweeps.of(
                    List.of(Claim.ALIGNED_UPDATES), "huge", List.of(), NONE, ClaimsTest::refuse))
        .isInstanceOf(UsageException.class)
        .hasMessage("--scale: 'huge' is not known; expected quick or full");
    assertThatThrownBy(
            () ->
                ClaimSweeps.of(
                    List.of(Claim.ALIGNED_UPDATES),
                    "quick",
                    List.of("wdith=3"),
                    NONE,
                    ClaimsTest::refuse))
        .isInstanceOf(SpecException.class)
        .hasMessageStartingWith("--set: wdith: unknown key");
  }
}
