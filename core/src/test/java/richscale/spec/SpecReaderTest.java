package richscale.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import richscale.TestTrials;
import richscale.linalg.OpenClDevice;
import richscale.theory.Gauge;
import richscale.theory.Observable;

class SpecReaderTest {
  /** All but the one whose network comes from a jar; its module reads it. */
  private static final List<String> BUNDLED =
      SpecReader.BUNDLED.stream().filter(name -> !name.equals("author-cifar10-mixer")).toList();

  @Test
  void everyBundledSpecIsValid() {
    for (String name : BUNDLED) {
      assertThat(SpecReader.read(name, List.of(), NamedData::inspect).trialCount())
          .as(name)
          .isPositive();
    }
  }

  @Test
  void anEmptySpecHasTheDefaultsOfTheReference() {
    SweepSpec spec = SpecReader.parse("", "empty", List.of());
    assertThat(spec.axis(Grid::width)).containsExactly(32, 64, 128, 256, 512);
    assertThat(spec.axis(Grid::r)).containsExactly(0.0, 0.25, 0.5);
    assertThat(spec.axis(Grid::gauge)).containsExactly(Gauge.STP);
    assertThat(spec.axis(Grid::batchSize)).containsExactly(1797);
    assertThat(spec.only().settings().measuredSteps()).containsExactly(0, 1, 2, 5, 10, 23, 50);
  }

  @Test
  void overridesWinOverTheFileAndTheLastOverTheFirst() {
    SweepSpec spec =
        SpecReader.parse("seed = 7\nwidth = 8", "file", List.of("seed=1..3", "seed=4,5"));
    assertThat(spec.axis(Grid::seed)).containsExactly(4L, 5L);
    assertThat(spec.axis(Grid::width)).containsExactly(8);
  }

  @Test
  void theCanonicalSpecReadsBackAsTheSameSpec() {
    for (String name : BUNDLED) {
      SweepSpec spec =
          SpecReader.read(name, List.of("batchSize=16", "measure.steps=[3,4]"), NamedData::inspect);
      assertThat(SpecReader.parse(spec.canonical(), "canonical", List.of(), NamedData::inspect))
          .isEqualTo(spec);
    }
  }

  @Test
  void gridsAreUnitedWithoutDuplicates() {
    SweepSpec spec =
        SpecReader.parse(
            """
            width = [8, 16]
            seed = 0
            grids = [
              { parameterisation = ntp-lr, eta0 = [1, 2] }
              { gauge = stp, r = 0, eta0 = [2, 4] }
              { parameterisation = mup, eta0 = 1..4 log 3 }
            ]
            """,
            "grids",
            List.of());
    // Two widths of: rates 1, 2, 4 at r = 0, of which 2 stands in two grids, and three at r = 1/2.
    assertThat(spec.trials(1)).hasSize(12).doesNotHaveDuplicates();
    assertThat(spec.trialCount()).isEqualTo(14);
    assertThat(spec.axis(Grid::gauge)).containsExactly(Gauge.STP, Gauge.MUP);
    assertThat(spec.axis(Grid::r)).containsExactly(0.0, 0.5);
  }

  @Test
  void whatIsSetWinsOverGrids() {
    String text =
        """
        width = 8
        seed = 0
        grids = [
          { r = 0, eta0 = [1, 2], data.samples = 9 }
          { r = 1/2, eta0 = [4, 8], data.samples = 7 }
        ]
        """;
    SweepSpec spec = SpecReader.parse(text, "grids", List.of("eta0=3", "data.samples=5"));
    assertThat(spec.trials(1)).extracting(Trial::eta0).containsExactly(3.0, 3.0);
    assertThat(spec.trials(1))
        .extracting(trial -> trial.settings().data().samples())
        .containsExactly(5, 5);
    assertThat(SpecReader.parse(text, "grids", List.of("r=1/4", "eta0=3")).trials(1))
        .extracting(trial -> trial.settings().data().samples())
        .containsExactly(9, 7);
    assertThat(SpecReader.parse(text, "grids", List.of("grids=[]", "r=0")).trials(1)).hasSize(1);
  }

  @Test
  void aDeviceIsNamedAndRefusedWhereItCannotServe() {
    assertThat(SpecReader.parse("", "spec", List.of("device=Some GPU")).only().settings().device())
        .isEqualTo("Some GPU");
    assertThatThrownBy(
            () -> SpecReader.parse("", "spec", List.of("device=Some GPU", "trainer=dl4j")))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining(
            "device: DL4J's own fit knows no OpenCL; expected trainer = auto, fused or factored");
    assertThatThrownBy(
            () ->
                SpecReader.parse(
                    "", "spec", List.of("device=Some GPU", "learner=limit", "output=centred")))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("device: limit is computed on the processor; expected device = cpu");
    Set<String> limits =
        TestTrials.spec("device=Some GPU", "output=centred").trialsAndLimits(1).stream()
            .filter(trial -> trial.settings().learner() == LearnerKind.LIMIT)
            .map(trial -> trial.settings().device())
            .collect(Collectors.toSet());
    assertThat(limits).as("limits of networks on a device").containsExactly(Settings.CPU);
    if (OpenClDevice.all().isEmpty()) {
      assertThatThrownBy(() -> SpecReader.parse("", "spec", List.of("device=opencl")))
          .isInstanceOf(SpecException.class)
          .hasMessageContaining("device: no OpenCL device answers on this machine; expected cpu");
    } else {
      assertThat(SpecReader.parse("", "spec", List.of("device=opencl")).only().settings().device())
          .isEqualTo(OpenClDevice.all().get(0).name());
    }
  }

  @Test
  void aGridMayDifferInAnyKey() {
    SweepSpec spec =
        SpecReader.parse(
            """
            width = 8
            seed = 0
            r = 0
            data.samples = 40
            grids = [
              { steps = 3, momentum = 0.9 }
              { data { source = teacher, inputs = 4, samples = 9 }, loss = squared-error }
              { architecture = myrtle5, observables = loss }
            ]
            """,
            "grids",
            List.of("optimizer=sgd"));
    List<Trial> trials = spec.trials(1);
    assertThat(trials).extracting(trial -> trial.settings().steps()).containsExactly(3, 50, 50);
    assertThat(trials)
        .extracting(trial -> trial.settings().momentum())
        .containsExactly(0.9, 0.0, 0.0);
    assertThat(trials).extracting(Trial::depth).containsExactly(3, 3, 5);
    assertThat(trials)
        .extracting(trial -> trial.settings().data().samples())
        .as("a grid's source leaves out what belongs to another")
        .containsExactly(40, 9, 40);
    assertThat(SpecReader.parse(spec.canonical(), "again", List.of()).trials(1)).isEqualTo(trials);
  }

  @Test
  void anArchitectureOfItsOwnDepthSaysIt() {
    SweepSpec spec = SpecReader.parse("architecture = myrtle5", "spec", List.of("data.samples=4"));
    assertThat(spec.trials(1)).allMatch(trial -> trial.depth() == 5);
    assertThat(spec.trials(1).get(0).blueprint().layers()).hasSize(5);
  }

  @Test
  void heldOutSamplesAreMeasuredByDefault() {
    assertThat(SpecReader.parse("", "spec", List.of()).only().settings().observables())
        .doesNotContain(Observable.TEST_LOSS);
    assertThat(SpecReader.parse("data.test = 9", "spec", List.of()).only().settings().observables())
        .contains(Observable.TEST_LOSS, Observable.TEST_ACCURACY);
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
            "papr: no such spec; expected a file, or one of the bundled specs %s;"
                    .formatted(String.join(", ", SpecReader.BUNDLED))
                + " did you mean paper?");
  }

  @Test
  void theEnvironmentDoesNotLeakIntoSpecs() {
    assertThatThrownBy(() -> SpecReader.parse("seed = ${HOME}", "s", List.of()))
        .isInstanceOf(SpecException.class);
  }
}
