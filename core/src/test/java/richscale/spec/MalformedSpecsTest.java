package richscale.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import richscale.theory.Observable;

/**
 * Specs that cannot be used and what is said about each, side by side in {@code malformed.golden}:
 * lines of a spec (or an override after {@code --set}), then the message after {@code ==>}, in
 * which {@code <keys>} stands for all of reference.conf.
 */
class MalformedSpecsTest {
  private static final String MESSAGE = "==> ";
  private static final String OVERRIDE = "--set ";

  @TestFactory
  List<DynamicTest> everyMalformedSpecGetsItsOneLine() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    List<String> spec = new ArrayList<>();
    for (String line : golden().lines().filter(line -> !line.isBlank()).toList()) {
      if (line.startsWith(MESSAGE)) {
        List<String> lines = List.copyOf(spec);
        tests.add(
            DynamicTest.dynamicTest(
                String.join(", ", lines),
                () -> assertThat(messageFor(lines)).isEqualTo(message(line))));
        spec.clear();
      } else {
        spec.add(line);
      }
    }
    assertThat(tests).hasSizeGreaterThanOrEqualTo(40);
    return tests;
  }

  private static String message(String line) {
    Set<String> keys =
        new TreeSet<>(ConfigFactory.parseResources("richscale/reference.conf").root().keySet());
    String all = String.join(", ", keys);
    keys.removeAll(Set.of("fit", "grids"));
    return line.substring(MESSAGE.length())
        .replace(
            "<observables>",
            String.join(", ", Arrays.stream(Observable.values()).map(Observable::id).toList()))
        .replace("<keys>", all)
        .replace("<keys of a grid>", "grids." + String.join(", grids.", keys));
  }

  private static String messageFor(List<String> lines) {
    List<String> overrides =
        lines.stream()
            .filter(line -> line.startsWith(OVERRIDE))
            .map(line -> line.substring(OVERRIDE.length()))
            .toList();
    String text =
        String.join("\n", lines.stream().filter(line -> !line.startsWith(OVERRIDE)).toList());
    try {
      SpecReader.parse(text, "my.conf", overrides);
      return "(accepted)";
    } catch (SpecException e) {
      return e.getMessage();
    }
  }

  private static String golden() throws IOException {
    try (InputStream stream =
        MalformedSpecsTest.class.getResourceAsStream("/richscale/malformed.golden")) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
