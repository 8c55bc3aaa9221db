package richscale.jobs.launch;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How this process was started, so that others can be started alike. */
final class ThisJvm {
  private ThisJvm() {}

  /** Returns the options that open modules to Spark. */
  static List<String> moduleOptions() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(
            option ->
                option.startsWith("--add-opens")
                    || option.startsWith("-XX:+IgnoreUnrecognizedVMOptions")
                    || option.startsWith("-Djdk.reflect.")
                    || option.startsWith("-Dio.netty."))
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
