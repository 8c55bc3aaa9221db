package richscale.jobs;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import richscale.jobs.cli.Cli;
import richscale.linalg.NativeMemory;

/** What Spark runs: a driver, here or in a cluster. */
public final class Main {
  private Main() {}

  /**
   * Runs a command and exits with its code; returns after success of a driver in a cluster.
   *
   * @param args command and arguments
   */
  public static void main(String[] args) {
    requireLibraries();
    NativeMemory.limitUnlessTold(OptionalLong.of(NativeMemory.halfOfMachine()));
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int exitCode = Cli.run(out, err, args);
    // In a cluster the driver is a guest, and its host takes an exit for a failure.
    boolean guest = "cluster".equals(System.getProperty("spark.submit.deployMode"));
    if (!guest || exitCode != 0) {
      System.exit(exitCode);
    }
  }

  /** Says in one line what a Java without Spark, or with another one, says in a page. */
  private static void requireLibraries() {
    if (!isThere("org.apache.spark.SparkContext")) {
      fail("Spark is not there; expected spark-submit (or cluster-conf/submit) to run this jar");
    }
    if (!isThere("picocli.CommandLine")) {
      fail("this jar lacks its libraries; expected the one whose name ends in -app.jar");
    }
    if (!isThere("scala.collection.immutable.LazyList")) {
      fail("this Spark is built for Scala 2.12; expected one for Scala 2.13");
    }
  }

  private static boolean isThere(String name) {
    try {
      Class.forName(name, false, Main.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static void fail(String message) {
    System.err.println("error: " + message);
    System.exit(2);
  }
}
