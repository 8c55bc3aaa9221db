package richscale.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import richscale.spec.SpecReader;

/** The completion script offers what there is: asked as bash asks it. */
class CompletionTest {
  private static final Path SCRIPT = Path.of("../cluster-conf/completion.bash").toAbsolutePath();

  private static List<String> completions(String... words) throws Exception {
    String script =
        "source '%s'; COMP_WORDS=(%s); COMP_CWORD=%d; _richscale_submit; printf '%%s\\n' \"${COMPREPLY[@]}\""
            .formatted(
                SCRIPT,
                String.join(" ", Arrays.stream(words).map(word -> "'" + word + "'").toList()),
                words.length - 1);
    Process bash = new ProcessBuilder("bash", "-c", script).redirectErrorStream(true).start();
    String out = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).as(out).isZero();
    return out.lines().toList();
  }

  private static CommandLine jobs() {
    return new CommandLine(new Cli());
  }

  @Test
  void targetsJobsAndSpecsAreOffered() throws Exception {
    assertThat(completions("submit", "")).contains("local", "standalone", "yarn", "kubernetes");
    assertThat(completions("submit", "local", ""))
        .containsAll(jobs().getSubcommands().keySet())
        .contains("--jars");
    assertThat(completions("submit", "local", "sweep", "")).containsAll(SpecReader.BUNDLED);
    assertThat(completions("submit", "local", "sweep", "author-"))
        .hasSize(4)
        .allMatch(spec -> spec.startsWith("author-"));
  }

  @Test
  void everyOptionOfEveryJobIsOffered() throws Exception {
    for (var job : jobs().getSubcommands().entrySet()) {
      List<String> offered = completions("submit", "local", job.getKey(), "x", "--");
      Stream<String> options =
          job.getValue().getCommandSpec().options().stream()
              .map(option -> option.longestName())
              .filter(name -> !name.equals("--version"));
      assertThat(offered).as(job.getKey()).containsExactlyInAnyOrderElementsOf(options.toList());
    }
  }
}
