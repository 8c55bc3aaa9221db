package richscale.jobs.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.AutoComplete;
import picocli.CommandLine;
import richscale.spec.SpecReader;

/** What the completion offers is what there is: asked as bash asks it. */
class CompletionTest {
  @TempDir private Path directory;
  private Path script;

  private static CommandLine commandLine() {
    return Submit.commandLine(new Surroundings(Path.of(""), Map.of()));
  }

  @BeforeEach
  void writeScript() throws Exception {
    script =
        Files.writeString(
            directory.resolve("completion"), AutoComplete.bash("submit", commandLine()));
  }

  private List<String> completions(String... words) throws Exception {
    String asked =
        String.format(
            Locale.ROOT,
            "source '%s'; COMP_WORDS=(%s); COMP_CWORD=%d; _complete_submit 2> /dev/null; printf '%%s\\n' \"${COMPREPLY[@]}\"",
            script,
            String.join(" ", Arrays.stream(words).map(word -> "'" + word + "'").toList()),
            words.length - 1);
    Process bash = new ProcessBuilder("bash", "-c", asked).redirectErrorStream(true).start();
    String out = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).as(out).isZero();
    return out.lines().map(String::strip).toList();
  }

  @Test
  void targetsCommandsAndSpecsAreOffered() throws Exception {
    assertThat(completions("submit", "")).contains("local", "standalone", "yarn", "kubernetes");
    CommandLine local = commandLine().getSubcommands().get("local");
    assertThat(completions("submit", "local", "")).containsAll(local.getSubcommands().keySet());
    assertThat(completions("submit", "local", "--")).contains("--jars", "--deploy-mode");
    assertThat(completions("submit", "local", "sweep", "")).containsAll(SpecReader.BUNDLED);
    assertThat(completions("submit", "local", "sweep", "author-"))
        .hasSize(4)
        .allMatch(spec -> spec.startsWith("author-"));
    assertThat(completions("submit", "local", "data", "")).contains("digits", "fashion-mnist");
    assertThat(completions("submit", "local", "plan", "--format", ""))
        .containsExactly("table", "json", "csv");
  }

  @Test
  void theTableOfCommandsNamesAllOfThemAndNothingElse() throws Exception {
    List<String> named =
        Files.readAllLines(Path.of("README.md")).stream()
            .filter(line -> line.startsWith("| COMMAND `") || line.startsWith("| TARGET `"))
            .flatMap(line -> Arrays.stream(line.split("\\|", -1)[1].split("`", -1)))
            .map(code -> code.split(" ", -1)[0])
            .filter(word -> word.matches("[a-z]+"))
            .toList();
    var targets = commandLine().getSubcommands();
    assertThat(named)
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(
                    targets.entrySet().stream()
                        .filter(
                            target -> !target.getValue().getCommandSpec().usageMessage().hidden())
                        .map(Map.Entry::getKey),
                    targets.get("local").getSubcommands().keySet().stream())
                .toList());
  }

  @Test
  void everyOptionOfEveryCommandIsOffered() throws Exception {
    for (var command : commandLine().getSubcommands().get("local").getSubcommands().entrySet()) {
      List<String> offered = completions("submit", "local", command.getKey(), "--");
      Stream<String> options =
          command.getValue().getCommandSpec().options().stream()
              .map(option -> option.longestName());
      assertThat(offered).as(command.getKey()).containsAll(options.toList());
    }
  }
}
