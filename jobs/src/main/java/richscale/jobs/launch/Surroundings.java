package richscale.jobs.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import richscale.jobs.store.UsageException;
import richscale.linalg.NativeMemory;

/**
 * What the environment and the launching script say.
 *
 * @param root the checkout
 * @param variables of the environment
 */
record Surroundings(Path root, Map<String, String> variables) {
  static Surroundings ofProcess() {
    return new Surroundings(Path.of(System.getProperty("richscale.root")), System.getenv());
  }

  Path clusterConf() {
    return root.resolve("cluster-conf");
  }

  Optional<String> variable(String name) {
    return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
  }

  int threads() {
    return count("RICHSCALE_THREADS", 1, "no thread count", "a whole number from 1");
  }

  /** Java heap of the driver, in MB. */
  int driverMemory() {
    return megabytes("RICHSCALE_MEMORY", 2048);
  }

  /** Java heap of an executor, in MB. */
  int executorMemory() {
    return megabytes("RICHSCALE_EXECUTOR_MEMORY", 1024);
  }

  /** Native memory of the matrices of one process, in MB. */
  int nativeMemory(Target target) {
    return megabytes(
        "RICHSCALE_NATIVE_MEMORY", target.nativeMemory().orElseGet(Surroundings::halfOfMachine));
  }

  private static int halfOfMachine() {
    return Math.toIntExact(NativeMemory.halfOfMachine() >> 20);
  }

  private int megabytes(String name, int byDefault) {
    return count(name, byDefault, "no size", "MB, such as 4096");
  }

  private int count(String name, int byDefault, String problem, String expected) {
    String text = variable(name).orElse(String.valueOf(byDefault));
    if (!text.matches("[1-9]\\d{0,8}")) {
      throw new UsageException(name, "'%s' is %s".formatted(text, problem), expected);
    }
    return Integer.parseInt(text);
  }

  /** Where the cluster of standalone/start is kept. */
  Path standalone() {
    return variable("RICHSCALE_STANDALONE_DIR")
        .map(Path::of)
        .orElseGet(() -> writable("standalone"));
  }

  Path logs() {
    return variable("RICHSCALE_LOG_DIR").map(Path::of).orElseGet(() -> writable("logs"));
  }

  /**
   * Returns a place below the checkout, or below the user's cache where that is not writable, or
   * below the directory of temporary files where there is no home.
   */
  private Path writable(String name) {
    Path target = root.resolve("target");
    boolean usable = Files.isWritable(target) || (!Files.exists(target) && Files.isWritable(root));
    if (usable) {
      return target.resolve(name);
    }
    try {
      return Files.createDirectories(cache().resolve(name));
    } catch (IOException e) {
      // A user without a home, as services and containers have them.
      return Path.of(
          System.getProperty("java.io.tmpdir"),
          "richscale-" + System.getProperty("user.name"),
          name);
    }
  }

  private Path cache() {
    return variable("XDG_CACHE_HOME")
        .map(Path::of)
        .orElse(Path.of(System.getProperty("user.home"), ".cache"))
        .resolve("richscale");
  }

  /** Reads one of the files of settings beside the scripts: a name and a value a line. */
  List<String[]> settings(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .map(line -> line.split("\\s+", 2))
        .toList();
  }
}
