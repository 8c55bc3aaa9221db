package richscale.jobs.launch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import richscale.jobs.store.UsageException;

/** What may be said of a target before the command. */
@Command(synopsisSubcommandLabel = "COMMAND", mixinStandardHelpOptions = true)
final class TargetOptions implements Runnable {
  /** Where the driver runs. */
  private enum DeployMode {
    client,
    cluster
  }

  /** Settings that come too late for a driver that is this process, and what sets the same. */
  private static final Map<String, String> TOO_LATE =
      Map.of(
          "spark.driver.memory", "RICHSCALE_MEMORY, in MB",
          "spark.driver.extraJavaOptions", "JAVA_TOOL_OPTIONS");

  private final Target target;

  @Option(
      names = "--deploy-mode",
      paramLabel = "client|cluster",
      defaultValue = "client",
      description = "Where the driver runs: here (client), or in the cluster.")
  private String deployMode;

  @Option(
      names = "--conf",
      paramLabel = "KEY=VALUE",
      description = "A Spark setting; may be given again.")
  private List<String> conf = List.of();

  @Option(
      names = "--jars",
      split = ",",
      paramLabel = "JAR",
      description = "Further jars for driver and executors.")
  private List<String> jars = List.of();

  @Option(names = "--gpus", description = "One GPU a trial (cluster-conf/gpu).")
  private boolean gpus;

  @Spec private CommandSpec command;

  TargetOptions(Target target) {
    this.target = target;
  }

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "Missing required subcommand");
  }

  Target target() {
    return target;
  }

  List<String> jars() {
    return jars;
  }

  boolean gpus() {
    return gpus;
  }

  boolean inCluster() {
    return deployMode.equals(DeployMode.cluster.name());
  }

  Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    for (String setting : conf) {
      int equals = setting.indexOf('=');
      settings.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    return settings;
  }

  /** Refuses what contradicts itself. */
  void requireUsable() {
    if (!deployMode.equals(DeployMode.client.name()) && !inCluster()) {
      throw new UsageException(
          "--deploy-mode", "'%s' is not known".formatted(deployMode), "client or cluster");
    }
    if (inCluster() && target == Target.LOCAL) {
      throw new UsageException(
          "--deploy-mode", "local has no cluster", "standalone, yarn or kubernetes for TARGET");
    }
    if (gpus && target == Target.LOCAL) {
      // Spark gives GPUs to executors, of which local has none, and would wait for one for ever.
      throw new UsageException(
          "--gpus", "local has no executors to give them to", "standalone for TARGET");
    }
    for (String setting : conf) {
      if (!setting.matches("(?s)spark\\..*=.*")) {
        throw new UsageException(
            "--conf", "'%s' is no Spark setting".formatted(setting), "spark.KEY=VALUE");
      }
    }
    for (String key : settings().keySet()) {
      if (!inCluster() && TOO_LATE.containsKey(key)) {
        throw new UsageException(
            "--conf",
            "%s has no effect, since the driver is this process".formatted(key),
            "%s in the environment".formatted(TOO_LATE.get(key)));
      }
    }
  }
}
