package richscale.jobs.run;

import java.io.IOException;
import java.io.PrintStream;
import java.io.Serializable;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.DoubleAccumulator;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;
import richscale.jobs.store.OutputDirectory;
import richscale.jobs.store.TrialRecord;
import richscale.jobs.store.TrialStore;
import richscale.spec.Trial;
import richscale.trial.TrialResult;
import richscale.trial.TrialRunner;
import richscale.trial.TrialStatus;

/** Trains the missing trials of a grid, one Spark task each, the dearest first. */
public final class SweepRunner {
  private final JavaSparkContext spark;
  private final String out;
  private final PrintStream progressStream;
  private final boolean terminal;
  private final Instant deadline;

  /**
   * Creates the runner.
   *
   * @param spark where the tasks run
   * @param out path or URI of the output directory, as executors see it
   * @param progressStream where the progress line goes
   * @param terminal whether that is a terminal
   * @param deadline no trial begins after it; those under way end
   */
  public SweepRunner(
      JavaSparkContext spark,
      String out,
      PrintStream progressStream,
      boolean terminal,
      Instant deadline) {
    this.spark = spark;
    this.out = out;
    this.progressStream = progressStream;
    this.terminal = terminal;
    this.deadline = deadline;
  }

  /**
   * Returns whether the deadline has passed.
   *
   * @return whether no trial begins any more
   */
  public boolean expired() {
    return Instant.now().isAfter(deadline);
  }

  /**
   * Runs the trials that are not finished; returns when all are, or the deadline has passed.
   *
   * @param grid all trials
   * @param finished status by id of those finished before
   * @param most how many to run at most, the dearest first
   * @return how many were run
   */
  public int run(List<Trial> grid, Map<String, TrialStatus> finished, int most) {
    List<Trial> missing =
        grid.stream()
            .filter(trial -> !finished.containsKey(trial.id()))
            .sorted(Comparator.comparingDouble(CostModel::cost).reversed())
            .limit(most)
            .toList();
    if (missing.isEmpty()) {
      return 0;
    }
    Counters counters = new Counters(spark);
    Task task =
        new Task(
            spark.broadcast(new SampleCache()),
            spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration())),
            out,
            deadline,
            counters);
    spark.setJobDescription("train %d trials".formatted(missing.size()));
    try (Progress progress =
        new Progress(total(grid), state(grid, finished), counters, progressStream, terminal)) {
      progress.start();
      spark.parallelize(missing, missing.size()).foreach(task::run);
    }
    return missing.size();
  }

  private static Progress.State total(List<Trial> grid) {
    double cost = grid.stream().mapToDouble(CostModel::cost).sum();
    return new Progress.State(grid.size(), cost, 0, 0);
  }

  private static Progress.State state(List<Trial> grid, Map<String, TrialStatus> finished) {
    List<Trial> done = grid.stream().filter(trial -> finished.containsKey(trial.id())).toList();
    List<TrialStatus> statuses = done.stream().map(trial -> finished.get(trial.id())).toList();
    return new Progress.State(
        done.size(),
        done.stream().mapToDouble(CostModel::cost).sum(),
        statuses.stream().filter(TrialStatus.DIVERGED::equals).count(),
        statuses.stream().filter(TrialStatus.FAILED::equals).count());
  }

  /** Counts on the driver what tasks finish. */
  private static final class Counters implements Progress.Source, Serializable {
    private static final long serialVersionUID = 1L;

    private final LongAccumulator trials;
    private final DoubleAccumulator cost;
    private final LongAccumulator diverged;
    private final LongAccumulator failed;

    Counters(JavaSparkContext spark) {
      trials = spark.sc().longAccumulator("trials");
      cost = spark.sc().doubleAccumulator("cost");
      diverged = spark.sc().longAccumulator("diverged");
      failed = spark.sc().longAccumulator("failed");
    }

    void count(TrialResult result) {
      trials.add(1);
      cost.add(CostModel.cost(result.trial()));
      diverged.add(result.status() == TrialStatus.DIVERGED ? 1 : 0);
      failed.add(result.status() == TrialStatus.FAILED ? 1 : 0);
    }

    @Override
    public Progress.State now() {
      return new Progress.State(trials.sum(), cost.sum(), diverged.sum(), failed.sum());
    }
  }

  /** What an executor does with a trial. */
  private record Task(
      Broadcast<SampleCache> samples,
      Broadcast<SerializableConfiguration> hadoop,
      String out,
      Instant deadline,
      Counters counters)
      implements Serializable {

    void run(Trial trial) throws IOException {
      if (Instant.now().isAfter(deadline)) {
        return;
      }
      requireThreads(trial.threads());
      Instant start = Instant.now();
      TrialResult result = TrialRunner.run(trial, samples.value().get(trial.data()));
      SparkEnv env = SparkEnv.get();
      TrialRecord record =
          new TrialRecord(
              result,
              env.executorId(),
              env.blockManager().blockManagerId().host(),
              start,
              Instant.now());
      new TrialStore(OutputDirectory.open(out, hadoop.value().value())).write(record);
      counters.count(result);
    }

    /** BLAS reads its thread count from the environment once, so a task can only check it. */
    private static void requireThreads(int threads) {
      for (String variable : List.of("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")) {
        if (!String.valueOf(threads).equals(System.getenv(variable))) {
          throw new IllegalStateException(
              "%s is %s in this executor; expected %d, since it changes a trial's numbers"
                  .formatted(variable, System.getenv(variable), threads));
        }
      }
    }
  }
}
