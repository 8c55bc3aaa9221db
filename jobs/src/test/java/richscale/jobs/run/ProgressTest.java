package richscale.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import richscale.jobs.run.Progress.State;

class ProgressTest {
  private static final State TOTAL = new State(100, 1000, 0, 0);

  @Test
  void weighsTrialsByTheirCost() {
    State before = new State(10, 500, 1, 0);
    State now = new State(20, 250, 2, 3);
    assertThat(Progress.line(TOTAL, before, now, 60))
        .isEqualTo("30/100 trials  75 % of the work  ETA 1:00  3 diverged  3 failed");
  }

  @Test
  void hasNoEtaBeforeTheFirstTrial() {
    assertThat(Progress.line(TOTAL, new State(0, 0, 0, 0), new State(0, 0, 0, 0), 5))
        .isEqualTo("0/100 trials  0 % of the work  ETA -  0 diverged  0 failed");
  }

  @Test
  void saysHoursWhenThereAreAny() {
    assertThat(Progress.line(TOTAL, new State(0, 0, 0, 0), new State(1, 10, 0, 0), 60))
        .contains("ETA 1:39:00");
  }

  @Test
  void printsALineWhenItEnds() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    try (Progress progress =
        new Progress(TOTAL, new State(0, 0, 0, 0), () -> TOTAL, stream, false, line -> {})) {
      progress.start();
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .isEqualTo("100/100 trials  100 % of the work  ETA 0:00  0 diverged  0 failed\n");
  }
}
