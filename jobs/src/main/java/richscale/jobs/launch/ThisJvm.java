package richscale.jobs.launch;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How this process was started, so that others can be started alike. */
final class ThisJvm {
  private ThisJvm() {}

  /** Returns the options that open modules to Spark. */
  static List<String> moduleOptions() {
    return options(
        "--add-opens", "-XX:+IgnoreUnrecognizedVMOptions", "-Djdk.reflect.", "-Dio.netty.");
  }

  /** Returns the options that say what is compiled when, for what runs as Spark's planner does. */
  static List<String> compilerOptions() {
    return options("-XX:Tier4", "-XX:MetaspaceSize");
  }

  private static List<String> options(String... prefixes) {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> Arrays.stream(prefixes).anyMatch(option::startsWith))
        .toList();
  }

  /** Returns the command of a JVM like this one, up to its main class. */
  static List<String> command(String heap, List<String> more, String classPath) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(moduleOptions());
    command.add("-Xmx" + heap);
    command.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
    command.addAll(more);
    command.add("-cp");
    command.add(classPath);
    return command;
  }

  static String classPath() {
    return System.getProperty("java.class.path");
  }

  /** Returns Spark's part of the class path. */
  static String sparkJars() {
    return System.getProperty("richscale.spark.home")
        + File.separator
        + "jars"
        + File.separator
        + "*";
  }

  /** Returns the application's jar. */
  static Path applicationJar() {
    try {
      return Path.of(ThisJvm.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the class path holds no URI", e);
    }
  }
}
