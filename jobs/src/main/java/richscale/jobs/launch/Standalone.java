package richscale.jobs.launch;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import richscale.jobs.cli.Cli;
import richscale.jobs.store.UsageException;

/** The scripts {@code standalone/start} and {@code standalone/stop}. */
@Command(
    name = "cluster-conf/standalone",
    mixinStandardHelpOptions = true,
    description = "A Spark standalone cluster on this machine, for cluster-conf/submit standalone.")
final class Standalone {
  private final Surroundings here;

  private Standalone(Surroundings here) {
    this.here = here;
  }

  @Command(
      name = "start",
      mixinStandardHelpOptions = true,
      description = {
        "Starts a master and N workers on this machine, which cluster-conf/submit standalone then"
            + " uses, until cluster-conf/standalone/stop. They authenticate each other and every"
            + " driver by a secret made now, and encrypt what they say. Where a cluster runs"
            + " already, workers that are missing are started."
      },
      footerHeading = "%nEnvironment:%n",
      footer = {
        "  RICHSCALE_STANDALONE_DIR  holds process ids, secret, logs and work (target/standalone)",
        "%nExamples:",
        "  cluster-conf/standalone/start --workers 4",
        "  cluster-conf/submit standalone sweep paper --out runs/paper"
      })
  int start(
      @Option(
              names = "--workers",
              paramLabel = "N",
              defaultValue = "2",
              description = "Number of workers (2).")
          String workers,
      @Option(
              names = "--cores",
              paramLabel = "N",
              description = "Cores of each; the machine's, shared out, unless given.")
          String cores,
      @Option(
              names = "--host",
              paramLabel = "ADDRESS",
              defaultValue = "127.0.0.1",
              description = "Where they listen (127.0.0.1).")
          String host)
      throws IOException {
    int count = count("--workers", workers);
    int each = cores == null ? cores(here, count) : count("--cores", cores);
    StandaloneCluster cluster = new StandaloneCluster(here, here.standalone());
    String url = cluster.start(count, each, host);
    System.err.printf(
        "%s: %d workers of %d cores; logs in %s%n", url, count, each, cluster.directory());
    return 0;
  }

  @Command(
      name = "stop",
      mixinStandardHelpOptions = true,
      description =
          "Stops the cluster that cluster-conf/standalone/start started. Finished trials are kept.")
  int stop() throws IOException {
    StandaloneCluster cluster = new StandaloneCluster(here, here.standalone());
    System.err.println(
        cluster.stop() ? "stopped; logs are in " + cluster.directory() : "no cluster runs");
    return 0;
  }

  /** Shares the cores of this machine out. */
  static int cores(Surroundings here, int workers) {
    return Math.max(here.threads(), Runtime.getRuntime().availableProcessors() / workers);
  }

  private static int count(String option, String text) {
    if (!text.matches("[1-9]\\d{0,5}")) {
      throw new UsageException(option, "'%s' is no count".formatted(text), "a whole number from 1");
    }
    return Integer.parseInt(text);
  }

  /**
   * Starts or stops the cluster.
   *
   * @param args {@code start} or {@code stop}, with its options
   */
  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(
        Cli.execute(
            new CommandLine(new Standalone(Surroundings.ofProcess())),
            () -> false,
            out,
            err,
            args));
  }
}
