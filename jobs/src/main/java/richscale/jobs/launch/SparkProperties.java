package richscale.jobs.launch;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** The settings of Spark for a command, those that come later over those before. */
final class SparkProperties {
  /** Beside heap and matrices: what the JVM and Netty take, in MB. */
  private static final int OVERHEAD = 512;

  /** Variables that change how an executor computes. */
  private static final List<String> VARIABLES =
      List.of("RICHSCALE_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OPENBLAS_CORETYPE");

  private final Surroundings here;
  private final Target target;
  private final Map<String, String> settings = new LinkedHashMap<>();

  private SparkProperties(Surroundings here, Target target) {
    this.here = here;
    this.target = target;
  }

  /**
   * Collects the settings.
   *
   * @param here the environment
   * @param options target, deploy mode, and what the user sets
   * @param secure settings of the cluster that hold its secret, if it has one of its own
   * @return all of them
   * @throws IOException if a file of settings cannot be read
   */
  static SparkProperties of(Surroundings here, TargetOptions options, Optional<Path> secure)
      throws IOException {
    Target target = options.target();
    SparkProperties properties = new SparkProperties(here, target);
    Path conf = here.clusterConf();
    properties.addFile(conf.resolve(target.id()).resolve("spark-defaults.conf"));
    if (secure.isPresent()) {
      properties.addFile(secure.get());
    }
    if (options.gpus()) {
      properties.addFile(conf.resolve("gpu/spark-defaults.conf"));
      properties.add(
          "spark.executor.resource.gpu.discoveryScript", conf.resolve("gpu/discover").toString());
    }
    properties.add("spark.task.cpus", here.threads());
    if (target != Target.LOCAL) {
      properties.addExecutors();
    }
    if (options.inCluster()) {
      properties.addDriver();
    }
    here.variable("RICHSCALE_EVENT_LOG")
        .ifPresent(
            directory -> {
              properties.add("spark.eventLog.enabled", true);
              properties.add("spark.eventLog.dir", directory);
            });
    options.settings().forEach(properties::addOrJoin);
    return properties;
  }

  private void add(String name, Object value) {
    settings.put(name, value.toString());
  }

  /** A user's options of a JVM stand behind those that it needs, and do not take their place. */
  private void addOrJoin(String name, String value) {
    String before = settings.getOrDefault(name, "");
    boolean joined = name.endsWith(".extraJavaOptions") && !before.isEmpty();
    add(name, joined ? before + " " + value : value);
  }

  private void addFile(Path file) throws IOException {
    here.settings(file).forEach(setting -> add(setting[0], setting.length > 1 ? setting[1] : ""));
  }

  private List<String> jvm() {
    List<String> options = new ArrayList<>();
    options.add(
        String.format(
            Locale.ROOT, "-Dorg.bytedeco.javacpp.maxbytes=%dm", here.nativeMemory(target)));
    // Without it JavaCPP takes the Java heap for the limit of native memory.
    options.add("-Dorg.bytedeco.javacpp.maxphysicalbytes=0");
    options.addAll(ThisJvm.compilerOptions());
    switch (target) {
      case LOCAL, KUBERNETES -> {}
      case STANDALONE ->
          // As a URI, in which a path has no blanks.
          options.add(
              "-Dlog4j2.configurationFile="
                  + here.clusterConf().resolve("standalone/log4j2.properties").toUri());
      case YARN -> options.add("-Dlog4j2.configurationFile=log4j2.properties");
    }
    return options;
  }

  private int overhead() {
    return here.nativeMemory(target) + OVERHEAD;
  }

  private void addExecutors() {
    add("spark.executor.cores", here.threads());
    add("spark.executor.memory", here.executorMemory() + "m");
    add("spark.executor.memoryOverhead", overhead() + "m");
    add("spark.executor.extraJavaOptions", String.join(" ", jvm()));
    for (String name : VARIABLES) {
      // Kernels that were chosen for this machine are not for others.
      boolean chosen =
          name.equals("OPENBLAS_CORETYPE") && here.variable("RICHSCALE_KERNELS").isPresent();
      if (!chosen) {
        here.variable(name)
            .ifPresent(
                value -> {
                  add("spark.executorEnv." + name, value);
                  add("spark.yarn.appMasterEnv." + name, value);
                  add("spark.kubernetes.driverEnv." + name, value);
                });
      }
    }
    if (target == Target.KUBERNETES) {
      for (String role : List.of("driver", "executor")) {
        add(
            "spark.kubernetes.%s.podTemplateFile".formatted(role),
            here.clusterConf().resolve("kubernetes/pod.yaml"));
        add("spark.kubernetes.%s.podTemplateContainerName".formatted(role), "richscale");
      }
    }
  }

  private void addDriver() {
    List<String> options = jvm();
    if (target == Target.STANDALONE) {
      options.addAll(ThisJvm.moduleOptions());
      // Its working directory is none of the user's.
      add("spark.richscale.directory", Path.of("").toAbsolutePath());
    }
    add("spark.driver.memory", here.driverMemory() + "m");
    add("spark.driver.memoryOverhead", overhead() + "m");
    add("spark.driver.extraJavaOptions", String.join(" ", options));
  }

  /** Returns all settings. */
  Map<String, String> asMap() {
    return Map.copyOf(settings);
  }

  /** Writes a file that its owner alone can read, since a secret may be among the settings. */
  Path write(Path directory) throws IOException {
    Path file =
        Files.createTempFile(
            directory,
            "spark",
            ".conf",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Properties properties = new Properties();
    properties.putAll(settings);
    try (OutputStream stream = Files.newOutputStream(file)) {
      properties.store(stream, "Settings of one command");
    }
    return file;
  }
}
