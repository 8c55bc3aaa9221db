package richscale.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import richscale.jobs.store.OutputDirectory;
import richscale.jobs.store.Provenance;
import richscale.spec.SpecReader;

class RunningPageTest {
  @TempDir private Path directory;

  @Test
  void itSaysHowFarASweepIsAndGivesWayToTheOneWithCharts() throws IOException {
    OutputDirectory out = OutputDirectory.open(directory.toString(), new Configuration());
    Provenance.write(
        out,
        "sweep <mine>",
        1,
        SpecReader.read("quickstart", List.of()).canonical(),
        List.of(),
        "4.2.0",
        List.of(),
        Instant.EPOCH,
        Optional.empty());
    RunningPage.write(out, "sweep <mine>", "7/60 trials  12 % of the work  ETA 1:30");
    assertThat(Files.readString(directory.resolve("report.html")))
        .contains("7/60 trials  12 % of the work  ETA 1:30", "sweep &lt;mine&gt;")
        .containsPattern("all +60 +0 +0 +0 +60")
        .contains("http-equiv=\"refresh\"");
    assertThatCode(() -> Report.requireOwn(out)).doesNotThrowAnyException();
  }
}
