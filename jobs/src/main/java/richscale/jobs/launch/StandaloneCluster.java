package richscale.jobs.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Spark standalone cluster on this machine: a master and workers that authenticate each other and
 * every driver by a secret of their own, and encrypt what they say.
 *
 * @param here the environment
 * @param directory holds process ids, secret, logs and work
 */
record StandaloneCluster(Surroundings here, Path directory) {
  private static final Pattern URL = Pattern.compile("Starting Spark master at (spark:\\S+)");
  private static final Pattern REGISTERED = Pattern.compile("Successfully registered with master");
  private static final int START_SECONDS = 30;
  private static final int STOP_SECONDS = 10;

  /** Says what went wrong with a cluster in one line. */
  static final class FailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FailedException(String message) {
      super(message);
    }
  }

  /** {@return the address of the master; absent if none was started here} */
  Optional<String> url() throws IOException {
    Path file = directory.resolve("url");
    return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
  }

  /** {@return the settings with which a driver gets in} */
  Path secure() {
    return directory.resolve("secure.conf");
  }

  /**
   * Starts what does not run.
   *
   * @param workers number of workers
   * @param cores cores of each
   * @param host address on which all listen
   * @return the address of the master
   */
  String start(int workers, int cores, String host) throws IOException {
    if (!running("master")) {
      startMaster(host);
    }
    String url = url().orElseThrow();
    List<String> started = new ArrayList<>();
    for (int i = 1; i <= workers; i++) {
      String name = "worker" + i;
      if (!running(name)) {
        startDaemon(
            name,
            host,
            "org.apache.spark.deploy.worker.Worker",
            "--host",
            host,
            "--webui-port",
            "0",
            "--cores",
            String.valueOf(cores),
            "--memory",
            "4g",
            "--work-dir",
            directory.resolve("work" + i).toString(),
            url);
        started.add(name);
      }
    }
    for (String name : started) {
      await(name, REGISTERED);
    }
    return url;
  }

  private void startMaster(String host) throws IOException {
    deleteAll();
    Files.createDirectories(directory.toAbsolutePath().getParent());
    Files.createDirectory(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    byte[] secret = new byte[32];
    new SecureRandom().nextBytes(secret);
    Files.createFile(
        secure(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(
        secure(),
        Files.readString(here.clusterConf().resolve("standalone/secure.conf"))
            + "spark.authenticate.secret "
            + HexFormat.of().formatHex(secret)
            + "\n");
    startDaemon(
        "master",
        host,
        "org.apache.spark.deploy.master.Master",
        "--host",
        host,
        "--port",
        "0",
        "--webui-port",
        "0");
    Files.writeString(directory.resolve("url"), await("master", URL).group(1) + "\n");
  }

  private void deleteAll() throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private void startDaemon(String name, String host, String mainClass, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(Path.of("/usr/bin/nohup"))) {
      command.add("/usr/bin/nohup");
    }
    command.addAll(
        ThisJvm.command(
            "512m",
            List.of(
                "-Dlog4j2.configurationFile="
                    + here.clusterConf().resolve("standalone/log4j2.properties").toUri()),
            ThisJvm.sparkJars()));
    command.add(mainClass);
    command.addAll(List.of(arguments));
    command.add("--properties-file");
    command.add(secure().toString());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(log(name).toFile());
    builder.environment().put("SPARK_LOCAL_IP", host);
    Process process = builder.start();
    Files.writeString(pidFile(name), process.pid() + "\n");
  }

  private Path log(String name) {
    return directory.resolve(name + ".log");
  }

  private Path pidFile(String name) {
    return directory.resolve(name + ".pid");
  }

  private Optional<ProcessHandle> process(Path pidFile) throws IOException {
    return Files.exists(pidFile)
        ? ProcessHandle.of(Long.parseLong(Files.readString(pidFile).strip()))
            .filter(ProcessHandle::isAlive)
        : Optional.empty();
  }

  private boolean running(String name) throws IOException {
    return process(pidFile(name)).isPresent();
  }

  /** Waits for a line in the log of a daemon. */
  private Matcher await(String name, Pattern line) throws IOException {
    for (int tenths = 0; tenths < START_SECONDS * 10; tenths++) {
      Matcher matcher = line.matcher(Files.readString(log(name), StandardCharsets.UTF_8));
      if (matcher.find()) {
        return matcher;
      }
      if (!running(name)) {
        break;
      }
      pause();
    }
    throw new FailedException("the standalone cluster did not start; the log is " + log(name));
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a cluster started", e);
    }
  }

  /**
   * Stops what runs, by process id; logs stay.
   *
   * @return whether there was a cluster
   */
  boolean stop() throws IOException {
    if (!Files.isDirectory(directory)) {
      return false;
    }
    List<ProcessHandle> running = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".pid")).sorted().toList()) {
        process(file).ifPresent(running::add);
      }
    }
    running.forEach(ProcessHandle::destroy);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
    while (System.nanoTime() < end && running.stream().anyMatch(ProcessHandle::isAlive)) {
      pause();
    }
    running.forEach(ProcessHandle::destroyForcibly);
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".pid") || name.equals("url") || name.equals("secure.conf")) {
          Files.delete(file);
        }
      }
    }
    return true;
  }
}
