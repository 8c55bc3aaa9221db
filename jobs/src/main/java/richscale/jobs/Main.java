package richscale.jobs;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import richscale.jobs.cli.Cli;

/** What Spark runs: a driver, here or in a cluster. */
public final class Main {
  private Main() {}

  /**
   * Runs a command and exits with its code; returns after success of a driver in a cluster.
   *
   * @param args command and arguments
   */
  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int exitCode = Cli.run(out, err, args);
    // In a cluster the driver is a guest, and its host takes an exit for a failure.
    boolean guest = "cluster".equals(System.getProperty("spark.submit.deployMode"));
    if (!guest || exitCode != 0) {
      System.exit(exitCode);
    }
  }
}
