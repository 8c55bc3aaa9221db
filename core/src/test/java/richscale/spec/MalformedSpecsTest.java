package richscale.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Specs that cannot be used and what is said about each, side by side in {@code malformed.golden}:
 * lines of a spec (or an override after {@code --set}), then the message after {@code ==>}.
 */
class MalformedSpecsTest {
  private static final String MESSAGE = "==> ";
  private static final String OVERRIDE = "--set ";

  @Test
  void everyMalformedSpecGetsItsOneLine() throws IOException {
    String golden = golden();
    List<String> actual = new ArrayList<>();
    List<String> spec = new ArrayList<>();
    int count = 0;
    for (String line : golden.lines().toList()) {
      if (line.startsWith(MESSAGE)) {
        String message = messageFor(spec);
        assertThat(message).as("one line for %s", spec).doesNotContain("\n");
        actual.add(MESSAGE + message);
        spec.clear();
        count++;
      } else {
        actual.add(line);
        if (!line.isBlank()) {
          spec.add(line);
        }
      }
    }
    assertThat(String.join("\n", actual) + "\n").isEqualTo(golden);
    assertThat(count).isGreaterThanOrEqualTo(40);
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
