package richscale.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A spec is all of its files, wherever it is read from. */
class IncludesTest {
  @TempDir private Path directory;

  @BeforeEach
  void write() throws IOException {
    write("base.conf", "width = [8, 16, 32]\nsteps = 3\nseed = 0..1\n");
    write("my.conf", "include \"base.conf\"\nr = 0\n");
  }

  private Path write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static int trials(Path spec) {
    return SpecReader.read(spec.toString(), List.of()).trials(1).size();
  }

  private void refuses(String name, String text, String message) throws IOException {
    Path spec = write(name, text);
    assertThatThrownBy(() -> trials(spec)).isInstanceOf(SpecException.class).hasMessage(message);
  }

  @Test
  void includesResolveBesideTheSpecHoweverItIsNamed() throws IOException {
    Path spec = directory.resolve("my.conf");
    assertThat(trials(spec)).isEqualTo(6);
    // A bare name has no parent, which is where the library stops looking.
    assertThat(trials(Path.of("").toAbsolutePath().relativize(spec))).isEqualTo(6);
    Path bare = Files.createTempFile(Path.of(""), "bare", ".conf");
    try {
      Files.writeString(bare, "include \"%s\"\nr = 0\n".formatted(directory.resolve("base.conf")));
      assertThat(trials(bare)).isEqualTo(6);
    } finally {
      Files.delete(bare);
    }
    Path link = directory.resolve("elsewhere/link.conf");
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, spec);
    assertThat(trials(link)).isEqualTo(6);
  }

  @Test
  void includesMayIncludeBesideThemselvesAndLeaveOutTheSuffix() throws IOException {
    write("sub/more.conf", "include file(\"deeper\")\nwidth = [8, 16]\n");
    write("sub/deeper.conf", "steps = 3\nseed = 0..1\n");
    assertThat(trials(write("nested.conf", "include required(\"sub/more.conf\")\nr = 0")))
        .isEqualTo(4);
  }

  @Test
  void anIncludeThatCannotBeReadIsAnError() throws IOException {
    String typo = directory.resolve("typo.conf").toString();
    refuses(
        "typo.conf",
        "include \"bsae.conf\"\nr = 0",
        typo
            + ": include: there is no bsae.conf; expected a file beside this one, or an absolute"
            + " path");
    refuses(
        "typo.conf",
        "include required(\"bsae.conf\")",
        typo
            + ": include: there is no bsae.conf; expected a file beside this one, or an absolute"
            + " path");
    refuses(
        "typo.conf",
        "include \"typo.conf\"",
        typo
            + ": include: typo.conf includes itself; expected files that do not include each"
            + " other");
    refuses(
        "typo.conf",
        "include classpath(\"base.conf\")",
        typo + ": include: base.conf is on the classpath; expected a file");
  }

  @Test
  void aSpecTravelsWithAllOfItsFiles() {
    var files = SpecReader.files(directory.resolve("my.conf"));
    assertThat(files).containsOnlyKeys("my.conf", "base.conf");
    assertThat(
            SpecReader.parse(
                    SpecFiles.of(files),
                    "my.conf",
                    "my.conf",
                    List.of(),
                    source -> {
                      throw new AssertionError(source);
                    })
                .trials(1))
        .hasSize(6);
  }
}
