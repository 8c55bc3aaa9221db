package richscale.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import richscale.theory.Observable;

/** What people read names what the code knows, all of it and nothing else. */
class DocumentationTest {
  @Test
  void theTablesOfObservablesNameAllOfThemOnceAndNothingElse() throws IOException {
    assertThat(
            firstCells(Files.readString(Path.of("README.md")), "| observable |")
                .flatMap(cell -> Arrays.stream(cell.split(", "))))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Observable.values()).map(Observable::id).toList());
  }

  @Test
  void theReferenceNamesTheObservablesThatASpecHasToAskFor() {
    assertThat(words(comment("observables")))
        .containsAll(
            Arrays.stream(Observable.values())
                .filter(observable -> observable.ofNetworks() && !observable.byDefault())
                .map(Observable::id)
                .toList());
  }

  @TestFactory
  Stream<DynamicTest> theReferenceNamesEveryValueOf() {
    Map<String, Class<?>> choices = new TreeMap<>();
    Stream.of(Trial.class, Settings.class)
        .flatMap(type -> Arrays.stream(type.getRecordComponents()))
        .filter(component -> component.getType().isEnum())
        .forEach(component -> choices.put(component.getName(), component.getType()));
    choices.put("parameterisation", GridReader.Parameterisation.class);
    return choices.entrySet().stream()
        .map(
            choice ->
                DynamicTest.dynamicTest(
                    choice.getKey(),
                    () ->
                        assertThat(words(comment(choice.getKey())))
                            .containsAll(
                                Arrays.stream(choice.getValue().getEnumConstants())
                                    .map(constant -> inSpecs((Enum<?>) constant))
                                    .toList())));
  }

  /** The architecture stands for its sizes; the thread count is the machine's. */
  @Test
  void everyFieldOfATrialIsAKeyOfTheReference() {
    List<TrialField> otherwise = List.of(TrialField.MEASURED_STEPS, TrialField.THREADS);
    assertThat(reference().root().keySet())
        .containsAll(
            Arrays.stream(TrialField.values())
                .filter(field -> !otherwise.contains(field))
                .map(TrialField::key)
                .toList());
  }

  @Test
  void theFrontDoorNamesTheAxesAndTheParameterisations() throws IOException {
    List<String> names =
        Pattern.compile("`([^`\n]+)`")
            .matcher(Files.readString(Path.of("..", "README.md")))
            .results()
            .flatMap(match -> Arrays.stream(match.group(1).split(" = ")))
            .toList();
    assertThat(names)
        .containsAll(TrialField.axes().stream().map(TrialField::key).toList())
        .containsAll(
            Arrays.stream(GridReader.Parameterisation.values())
                .filter(parameterisation -> parameterisation != GridReader.Parameterisation.NONE)
                .map(DocumentationTest::inSpecs)
                .toList());
  }

  /** The first cells of all tables with such a head. */
  static Stream<String> firstCells(String markdown, String head) {
    return Pattern.compile(
            "^" + Pattern.quote(head) + ".*\n\\|[-|]+\n((?:\\|.*\n?)+)", Pattern.MULTILINE)
        .matcher(markdown)
        .results()
        .flatMap(table -> table.group(1).lines())
        .map(row -> row.split("\\|", -1)[1].trim());
  }

  private static Config reference() {
    return ConfigFactory.parseResources("richscale/reference.conf");
  }

  private static String comment(String key) {
    return String.join("\n", reference().getValue(key).origin().comments());
  }

  private static List<String> words(String text) {
    return Pattern.compile("[a-z0-9_-]+").matcher(text).results().map(MatchResult::group).toList();
  }

  private static String inSpecs(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
