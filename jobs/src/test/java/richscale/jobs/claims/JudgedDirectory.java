package richscale.jobs.claims;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.OptionalDouble;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import richscale.jobs.store.OutputDirectory;
import richscale.jobs.store.TrialRecord;
import richscale.jobs.store.TrialStore;
import richscale.trial.TrialResult;

/** A Spark in this process, and directories of trials that were run in it. */
abstract class JudgedDirectory {
  static JavaSparkContext spark;
  @TempDir private Path directory;

  @BeforeAll
  static void startSpark() {
    spark =
        new JavaSparkContext(
            "local[2]", "judged", new SparkConf().set("spark.ui.enabled", "false"));
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  OutputDirectory open(String name) {
    OutputDirectory out =
        OutputDirectory.open(directory.resolve(name).toString(), new Configuration());
    out.makeDirectory(TrialStore.DIRECTORY);
    return out;
  }

  static void write(OutputDirectory out, TrialResult result) throws IOException {
    new TrialStore(out)
        .write(
            new TrialRecord(
                result, "test", "test", Instant.EPOCH, Instant.EPOCH, OptionalDouble.empty(), 0));
  }
}
