package richscale.jobs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import richscale.jobs.report.Report;
import richscale.jobs.report.RunningPage;
import richscale.jobs.run.CostModel;
import richscale.jobs.run.SweepRunner;
import richscale.jobs.store.OutputDirectory;
import richscale.jobs.store.Provenance;
import richscale.jobs.store.SweepLock;
import richscale.jobs.store.Tables;
import richscale.jobs.store.TrialStore;
import richscale.jobs.store.UsageException;
import richscale.spec.RecordFacts;
import richscale.spec.SpecException;

/** What every command that writes holds while it runs: the lock of its directory, and Spark. */
final class Session implements AutoCloseable {
  private final String name;
  private final OutputDirectory out;
  private final SweepLock lock;
  private final JavaSparkContext spark;
  private final Instant start = Instant.now();

  private Session(String name, OutputDirectory out, SweepLock lock, JavaSparkContext spark) {
    this.name = name;
    this.out = out;
    this.lock = lock;
    this.spark = spark;
  }

  /**
   * Locks the directory and starts Spark.
   *
   * @param name such as {@code sweep paper}
   * @param out the output directory, which is made if it is not there
   * @return the session, to be closed
   * @throws richscale.jobs.store.UsageException if the directory is in use or cannot be written
   * @throws IOException if the file system failed
   */
  static Session start(String name, OutputDirectory out) throws IOException {
    Reachable.require(new SparkConf().get("spark.master", ""));
    NativeLibraries.requireCompression();
    Provenance.requireOwn(out, name);
    Report.requireOwn(out);
    out.makeDirectory(TrialStore.DIRECTORY);
    SweepLock lock = SweepLock.acquire(out, name, System.err::println, () -> cancel(out));
    try {
      return new Session(name, out, lock, Environment.spark(name));
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** Another driver has the directory: whatever this one still trains would be trained twice. */
  private static void cancel(OutputDirectory out) {
    System.err.println("another driver took over " + out.display() + ": this one stops");
    SparkContext.getOrCreate().cancelAllJobs();
  }

  TrialStore store() {
    return new TrialStore(out);
  }

  Tables tables() {
    return new Tables(spark, out, lock);
  }

  /** Returns a runner of trials; see {@link SweepRunner}. */
  SweepRunner runner(Instant deadline, CompletableFuture<CostModel> cost) {
    return new SweepRunner(
        spark,
        out.location(),
        System.err,
        Environment.terminal(),
        deadline,
        NativeLibraries.join(cost),
        this::writePage);
  }

  private void writePage(String progress) {
    try {
      RunningPage.write(out, name, progress);
    } catch (IOException | UsageException | SpecException e) {
      // The next may be written; a sweep does not end for want of a page.
      System.err.println("warning: the page of the running sweep: " + e.getMessage());
    }
  }

  /** Writes {@code sweep.json} for a command that has just begun. */
  void began(String spec, List<RecordFacts> data) throws IOException {
    record(spec, data, List.of(), Optional.empty());
  }

  /** Writes {@code sweep.json} for measurements that were read. */
  void measured(String settings, Instant began) throws IOException {
    Provenance.write(
        out,
        name,
        Environment.threads(),
        settings,
        List.of(),
        spark.version(),
        List.of(),
        began,
        Optional.of(Instant.now()));
  }

  /** Writes {@code sweep.json} for a command whose tables are complete. */
  void ended(String spec, List<RecordFacts> data, SweepRunner runner) throws IOException {
    record(spec, data, runner.javas(), Optional.of(Instant.now()));
  }

  private void record(
      String spec, List<RecordFacts> data, List<String> executorJavas, Optional<Instant> end)
      throws IOException {
    Provenance.write(
        out, name, Environment.threads(), spec, data, spark.version(), executorJavas, start, end);
  }

  /** Says which damaged files were put aside, and which files are none of the tables'. */
  void warnOfFiles(PrintWriter messages) throws IOException {
    for (String file : tables().strayFiles()) {
      messages.printf(
          "warning: %s/%s was not written by a run here and is not read; remove it, or move it"
              + " elsewhere%n",
          out.display(), file);
    }
    int damaged = store().damaged();
    if (damaged > 0) {
      messages.printf(
          Locale.ROOT,
          "warning: %d damaged files were put aside in %s/_damaged; the same command trains their"
              + " trials again%n",
          damaged,
          out.display());
    }
  }

  @Override
  public void close() {
    try {
      spark.stop();
    } finally {
      lock.close();
    }
  }
}
