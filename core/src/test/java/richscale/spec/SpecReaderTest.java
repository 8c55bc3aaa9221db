package richscale.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import richscale.theory.Gauge;

class SpecReaderTest {
  @Test
  void everyBundledSpecIsValid() {
    for (String name : SpecReader.BUNDLED) {
      assertThat(SpecReader.read(name, List.of()).trialCount()).as(name).isPositive();
    }
  }

  @Test
  void anEmptySpecHasTheDefaultsOfTheReference() {
    SweepSpec spec = SpecReader.parse("", "empty", List.of());
    assertThat(spec.width()).containsExactly(32, 64, 128, 256, 512);
    assertThat(spec.r()).containsExactly(0.0, 0.25, 0.5);
    assertThat(spec.gauge()).containsExactly(Gauge.STP);
    assertThat(spec.batchSize()).containsExactly(1797);
    assertThat(spec.measuredSteps()).containsExactly(0, 1, 2, 5, 10, 23, 50);
  }

  @Test
  void overridesWinOverTheFileAndTheLastOverTheFirst() {
    SweepSpec spec =
        SpecReader.parse("seed = 7\nwidth = 8", "file", List.of("seed=1..3", "seed=4,5"));
    assertThat(spec.seed()).containsExactly(4L, 5L);
    assertThat(spec.width()).containsExactly(8);
  }

  @Test
  void theCanonicalSpecReadsBackAsTheSameSpec() {
    for (String name : SpecReader.BUNDLED) {
      SweepSpec spec = SpecReader.read(name, List.of("batchSize=16", "measure.steps=[3,4]"));
      assertThat(SpecReader.parse(spec.canonical(), "canonical", List.of())).isEqualTo(spec);
    }
  }

  @Test
  void aFileIsNamedInErrorsAsTheUserNamedIt(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("my.conf"), "width = 8\nwdith = 9\n");
    assertThatThrownBy(() -> SpecReader.read(file.toString(), List.of()))
        .isInstanceOf(SpecException.class)
        .hasMessageStartingWith(file + ":2: wdith: unknown key")
        .hasMessageEndingWith("did you mean width?");
  }

  @Test
  void aMissingFileIsNamedWithTheBundledSpecs() {
    assertThatThrownBy(() -> SpecReader.read("papr", List.of()))
        .isInstanceOf(SpecException.class)
        .hasMessage(
            "papr: no such spec; expected a file, or one of the bundled specs quickstart, paper, wide;"
                + " did you mean paper?");
  }

  @Test
  void theEnvironmentDoesNotLeakIntoSpecs() {
    assertThatThrownBy(() -> SpecReader.parse("seed = ${HOME}", "s", List.of()))
        .isInstanceOf(SpecException.class);
  }
}
