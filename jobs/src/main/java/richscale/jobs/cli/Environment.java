package richscale.jobs.cli;

import java.time.Instant;
import java.util.ConcurrentModificationException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import richscale.jobs.store.UsageException;

/** What the launching script tells the application. */
final class Environment {
  private Environment() {}

  /** Returns the BLAS and OpenMP threads of every trial: RICHSCALE_THREADS, 1 by default. */
  static int threads() {
    String text = System.getenv().getOrDefault("RICHSCALE_THREADS", "1");
    try {
      int threads = Integer.parseInt(text);
      if (threads >= 1) {
        return threads;
      }
    } catch (NumberFormatException e) {
      // Said below, with the same cure.
    }
    throw new UsageException(
        "RICHSCALE_THREADS", "'%s' is no thread count".formatted(text), "a whole number from 1");
  }

  /** Returns how many trials this machine runs at a time. */
  static int cores() {
    return Math.max(1, Runtime.getRuntime().availableProcessors() / threads());
  }

  /** Returns whether standard error is a terminal. */
  static boolean terminal() {
    return Boolean.getBoolean("richscale.terminal");
  }

  /** Returns a path as it is meant where the command was given, which may be another machine. */
  static String absolute(String location) {
    String directory = System.getProperty("spark.richscale.directory", "");
    return directory.isEmpty() || location.startsWith("/") || location.contains(":/")
        ? location
        : directory + "/" + location;
  }

  /** Returns Hadoop's configuration, with what Spark's settings add to it, before Spark starts. */
  static Configuration hadoop() {
    return SparkHadoopUtil.get().newConfiguration(new SparkConf());
  }

  /** Stands for no time limit: later than any run ends. */
  static final Instant NO_DEADLINE = Instant.parse("9999-01-01T00:00:00Z");

  static JavaSparkContext spark(String command) {
    SparkConf conf =
        new SparkConf()
            .setAppName("richscale " + command)
            // Kryo cannot make records.
            .set("spark.serializer", "org.apache.spark.serializer.JavaSerializer")
            .set("spark.hadoop.parquet.page.verify-checksum.enabled", "true")
            .set("spark.hadoop.parquet.page.write-checksum.enabled", "true")
            .set("spark.hadoop.mapreduce.fileoutputcommitter.marksuccessfuljobs", "false")
            .setIfMissing("spark.ui.showConsoleProgress", "false")
            .setIfMissing("spark.task.cpus", String.valueOf(threads()));
    if (System.getProperty("log4j2.configurationFile") == null) {
      // Without the script Spark logs to the terminal, which is for progress and tables.
      conf.setIfMissing("spark.log.level", "WARN");
    }
    // A driver that a standalone worker started has the cluster's secret here only.
    Optional.ofNullable(System.getenv("_SPARK_AUTH_SECRET"))
        .ifPresent(secret -> conf.setIfMissing("spark.authenticate.secret", secret));
    try {
      return JavaSparkContext.fromSparkContext(SparkContext.getOrCreate(conf));
    } catch (ConcurrentModificationException e) {
      // On YARN filters of the web page may arrive just while its handlers start: a race in Spark
      // that ends the context, and that another context hardly ever loses again.
      System.err.println("Spark's web page did not start (" + e + "): once more");
      return JavaSparkContext.fromSparkContext(SparkContext.getOrCreate(conf));
    }
  }
}
