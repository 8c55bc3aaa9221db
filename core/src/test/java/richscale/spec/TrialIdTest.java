package richscale.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.UniqueElements;
import org.junit.jupiter.api.Test;
import richscale.TestTrials;

class TrialIdTest {
  /** Prints the ids of a grid; run in a JVM of its own. */
  static final class Printer {
    private Printer() {}

    public static void main(String[] args) {
      TestTrials.spec(args).trials(2).forEach(trial -> System.out.println(trial.id()));
    }
  }

  private static final String[] GRID = {"r=0..1/2 by 1/10", "gamma=0.1,1/3,1e5", "gauge=mup,stp"};

  @Test
  void theIdIsTheSameInAnotherJvmWithAnotherLocale() throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Duser.language=tr",
                "-Dfile.encoding=ISO-8859-9",
                "-cp",
                System.getProperty("java.class.path"),
                Printer.class.getName()));
    command.addAll(List.of(GRID));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    assertThat(printed.lines())
        .containsExactlyElementsOf(
            TestTrials.spec(GRID).trials(2).stream().map(Trial::id).toList());
  }

  @Test
  void theIdOfAKnownTrialNeverChanges() {
    assertThat(TestTrials.trial().id()).isEqualTo("97103e073537b0f8d27986bebc05bac2");
  }

  @Property(tries = 50)
  void theIdDoesNotDependOnTheOrderOfKeys(@ForAll long shuffle) {
    List<String> lines =
        new ArrayList<>(
            List.of(
                "width = 16",
                "r = 0.3",
                "seed = 2",
                "eta0 = 0.5",
                "depth = 4",
                "gamma = 2",
                "batchSize = 5",
                "activation = tanh",
                "data { source = teacher, samples = 9 }"));
    List<Trial> ordered = SpecReader.parse(String.join("\n", lines), "a", List.of()).trials(1);
    Collections.shuffle(lines, new Random(shuffle));
    List<Trial> shuffled = SpecReader.parse(String.join("\n", lines), "b", List.of()).trials(1);
    assertThat(shuffled.get(0).id()).isEqualTo(ordered.get(0).id());
  }

  @Test
  void everythingThatChangesNumbersChangesTheId() {
    Set<String> ids = new HashSet<>();
    List<String> changes =
        List.of(
            "width=9",
            "r=0.26",
            "seed=4",
            "gamma=1.1",
            "eta0=0.9",
            "depth=4",
            "batchSize=3",
            "gauge=mup",
            "activation=relu",
            "data.seed=1",
            "data.samples=8",
            "data.inputs=6",
            "data.outputs=3",
            "steps=4",
            "probe=5",
            "measure.steps=[2]",
            "optimizer=adam",
            "dataType=double",
            "observables=all");
    ids.add(TestTrials.trial().id());
    changes.forEach(change -> ids.add(TestTrials.trial(change).id()));
    ids.add(TestTrials.spec().trials(2).get(0).id());
    assertThat(ids).hasSize(changes.size() + 2);
  }

  @Test
  void whatOnlyChangesFitsDoesNotChangeTheId() {
    assertThat(TestTrials.trial("fit.confidence=0.9", "fit.bootstrap=100", "fit.tolerance=1").id())
        .isEqualTo(TestTrials.trial().id());
  }

  @Test
  void fullBatchIsTheBatchOfAllSamples() {
    assertThat(TestTrials.trial("batchSize=full").id())
        .isEqualTo(TestTrials.trial("batchSize=7").id());
  }

  @Property(tries = 50)
  void theGridIsTheProductOfItsAxesWithoutDuplicates(
      @ForAll @UniqueElements @Size(min = 1, max = 4)
          List<@IntRange(min = 1, max = 512) Integer> width,
      @ForAll @UniqueElements @Size(min = 1, max = 4)
          List<@IntRange(min = 0, max = 100) Integer> rPercent,
      @ForAll @UniqueElements @Size(min = 1, max = 3)
          List<@IntRange(min = 0, max = 99) Integer> seed,
      @ForAll @UniqueElements @Size(min = 1, max = 3)
          List<@IntRange(min = 2, max = 9) Integer> depth) {
    SweepSpec spec =
        TestTrials.spec(
            "width=" + width,
            "r=" + rPercent.stream().map(percent -> percent + "/200").toList(),
            "seed=" + seed,
            "depth=" + depth,
            "activation=identity,tanh");
    List<Trial> trials = spec.trials(1);
    long product = 2L * width.size() * rPercent.size() * seed.size() * depth.size();
    assertThat(trials).hasSize((int) product);
    assertThat(spec.trialCount()).isEqualTo(product);
    assertThat(trials.stream().map(Trial::id).distinct()).hasSize((int) product);
    for (Trial trial : trials) {
      assertThat(width).contains(trial.width());
      assertThat(seed).contains((int) trial.seed());
      assertThat(depth).contains(trial.depth());
    }
  }
}
