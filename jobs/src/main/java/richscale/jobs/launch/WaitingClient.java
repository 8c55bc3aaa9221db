package richscale.jobs.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Spark's client for drivers in a standalone cluster, in a process of its own, since it exits with
 * 0 whatever became of the driver; what its log says counts.
 */
final class WaitingClient {
  private static final Pattern STATE = Pattern.compile("State of .*driver-[0-9-]* is ([A-Z]*)");

  private final Surroundings here;
  private final WorkDirectory work;

  WaitingClient(Surroundings here, WorkDirectory work) {
    this.here = here;
    this.work = work;
  }

  int run(List<String> sparkArguments) throws IOException {
    Path log = Path.of(System.getProperty("richscale.log"));
    List<String> command = new ArrayList<>();
    command.addAll(
        ThisJvm.command(
            here.driverMemory() + "m",
            List.of(
                "-Drichscale.log=" + log,
                "-Dlog4j2.configurationFile=" + System.getProperty("log4j2.configurationFile")),
            ThisJvm.classPath()));
    command.add("org.apache.spark.deploy.SparkSubmit");
    command.addAll(sparkArguments);
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    if (sparkArguments.stream().anyMatch(argument -> argument.startsWith("spark://127.0.0.1:"))) {
      builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    }
    Process client = builder.start();
    work.atEnd(client::destroy);
    int exitCode;
    try {
      exitCode = client.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a driver ran", e);
    }
    String state =
        STATE
            .matcher(Files.exists(log) ? Files.readString(log, StandardCharsets.UTF_8) : "")
            .results()
            .map((MatchResult found) -> found.group(1))
            .reduce("", (first, second) -> second);
    if (exitCode == 0 && !state.equals("FINISHED")) {
      System.err.printf(
          "error: the driver is %s; its output is in the work directory of its worker (log: %s)%n",
          state.isEmpty() ? "lost" : state, log);
      return 1;
    }
    return exitCode;
  }
}
