package richscale.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import richscale.jobs.store.Row;
import richscale.jobs.store.Tables;

class LostTrialsTest {
  private static final List<String> COLUMNS =
      Stream.concat(
              Tables.CONFIGURATION.stream(),
              Stream.of("width", "status", "reason", "trials", "fewest", "most"))
          .toList();

  private static Row ended(double r, int width, String status, long trials) {
    List<Object> values = new ArrayList<>();
    for (String column : Tables.CONFIGURATION) {
      values.add(column.equals("r") ? r : "same");
    }
    values.addAll(List.of(width, status, status.equals("completed") ? "" : "why", trials, 5, 5));
    return new Row(COLUMNS, values.stream().map(Optional::of).toList());
  }

  private static LostTrials of(Row... rows) {
    return LostTrials.of(new Endings(List.of(rows)));
  }

  @Test
  void whatWasLostIsSaidByConfigurationAndWidth() {
    LostTrials lost =
        of(
            ended(0.0, 8, "completed", 4),
            ended(0.0, 16, "completed", 4),
            ended(0.25, 8, "completed", 4),
            ended(0.25, 16, "completed", 3),
            ended(0.25, 16, "failed", 1),
            ended(0.5, 8, "diverged", 4),
            ended(0.5, 16, "diverged", 3),
            ended(0.5, 16, "failed", 1));
    assertThat(lost.text())
        .isEqualTo(
            """
            Diverged or failed, by width; means and exponents are those of the other trials

              r          8      16
              0.5   4 of 4  4 of 4
              0.25          1 of 4

            """);
    assertThat(lost.page().get("columns")).isEqualTo(List.of("r", "8", "16"));
    assertThat(lost.page().get("rows"))
        .isEqualTo(List.of(List.of("0.5", "4 of 4", "4 of 4"), List.of("0.25", "", "1 of 4")));
  }

  @Test
  void whereNothingWasLostNothingIsSaid() {
    assertThat(of(ended(0.0, 8, "completed", 4)).text()).isEmpty();
  }

  @Test
  void aSweepOfManyConfigurationsListsThoseThatLostMost() {
    Row[] rows =
        Stream.iterate(0, i -> i + 1)
            .limit(40)
            .map(i -> ended(i / 100.0, 8, "diverged", i + 1))
            .toArray(Row[]::new);
    assertThat(of(rows).text().lines().toList())
        .contains("  0.39  40 of 40", "  and 16 more configurations")
        .doesNotContain("  0.1   11 of 11");
  }
}
