package richscale.jobs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;

/** A run of {@code cluster-conf/submit}, or a script beside it, in processes of its own. */
final class Submission {
  private static final Path ROOT = Path.of(System.getProperty("richscale.root"));
  private static final long TIMEOUT_SECONDS = 300;

  private final Process process;
  private final Path out;
  private final Path err;

  private Submission(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  static Submission start(
      String script, Path directory, Map<String, String> environment, String... args)
      throws IOException {
    List<String> command =
        new ArrayList<>(List.of(ROOT.resolve("cluster-conf").resolve(script).toString()));
    command.addAll(List.of(args));
    return start(directory, environment, command);
  }

  /** Spark's own submit with options of its own, as its users have it, where nothing is set. */
  static Submission startPlain(
      Path directory, Map<String, String> environment, List<String> options, String... args)
      throws IOException {
    Path home = only(ROOT.resolve("target"), "spark-4");
    List<String> command =
        new ArrayList<>(List.of("env", "-u", "OMP_NUM_THREADS", "-u", "OPENBLAS_NUM_THREADS"));
    command.add("java");
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptionArray()));
    String classPath = home + "/jars/*:" + environment.getOrDefault("HADOOP_CONF_DIR", "");
    command.addAll(List.of("-cp", classPath, "org.apache.spark.deploy.SparkSubmit"));
    command.addAll(options);
    command.add(ROOT.resolve("target/richscale.jar").toString());
    command.addAll(List.of(args));
    Map<String, String> all = new HashMap<>(environment);
    all.put("SPARK_HOME", home.toString());
    all.put("SPARK_SCALA_VERSION", "2.13");
    all.put("SPARK_WORKER_DIR", directory.resolve("work").toString());
    return start(directory, all, command);
  }

  private static Path only(Path directory, String prefix) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .findFirst()
          .orElseThrow();
    }
  }

  private static Submission start(
      Path directory, Map<String, String> environment, List<String> command) throws IOException {
    Path out = Files.createTempFile(directory, "submit", ".out");
    Path err = Files.createTempFile(directory, "submit", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("RICHSCALE_LOG_DIR", directory.resolve("logs").toString());
    // Whatever is started for the job names this directory in its command line.
    builder
        .environment()
        .put("TMPDIR", Files.createDirectories(directory.resolve("tmp")).toString());
    builder.environment().putAll(environment);
    return new Submission(builder.start(), out, err);
  }

  int await() throws InterruptedException {
    if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      kill();
      throw new IllegalStateException(
          String.format(Locale.ROOT, "no end after %d s", TIMEOUT_SECONDS));
    }
    return process.exitValue();
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /** Kills everything that was started, without a chance to clean up. */
  void kill() throws InterruptedException {
    List<ProcessHandle> all = process.descendants().toList();
    process.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
    process.waitFor();
  }

  /** Returns the processes, of this job or left by one, that work below a directory. */
  static List<ProcessHandle> below(Path directory) {
    return ProcessHandle.allProcesses()
        .filter(ProcessHandle::isAlive)
        .filter(process -> process.info().commandLine().orElse("").contains(directory.toString()))
        .toList();
  }

  String out() throws IOException {
    return Files.readString(out, StandardCharsets.UTF_8);
  }

  String err() throws IOException {
    return Files.readString(err, StandardCharsets.UTF_8);
  }
}
