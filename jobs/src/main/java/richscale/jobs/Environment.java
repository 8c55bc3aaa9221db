package richscale.jobs;

import java.time.Instant;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
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
        "RICHSCALE_THREADS: '%s' is no thread count; expected a whole number from 1"
            .formatted(text));
  }

  /** Returns how many trials this machine runs at a time. */
  static int cores() {
    return Math.max(1, Runtime.getRuntime().availableProcessors() / threads());
  }

  /** Returns whether standard error is a terminal. */
  static boolean terminal() {
    return Boolean.getBoolean("richscale.terminal");
  }

  /** Returns Hadoop's configuration for commands that start no Spark. */
  static Configuration hadoop() {
    return new Configuration();
  }

  /** Stands for no time limit: later than any run ends. */
  static final Instant NO_DEADLINE = Instant.parse("9999-01-01T00:00:00Z");

  static SparkSession spark(String job) {
    return SparkSession.builder()
        .appName("richscale " + job)
        // Kryo cannot make records.
        .config("spark.serializer", "org.apache.spark.serializer.JavaSerializer")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.hadoop.parquet.page.verify-checksum.enabled", "true")
        .config("spark.hadoop.parquet.page.write-checksum.enabled", "true")
        .config("spark.hadoop.mapreduce.fileoutputcommitter.marksuccessfuljobs", "false")
        .getOrCreate();
  }
}
