package richscale.jobs.run;

import java.io.IOException;
import java.io.PrintStream;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.DoubleAccumulator;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;
import richscale.jobs.store.OutputDirectory;
import richscale.jobs.store.TrialRecord;
import richscale.jobs.store.TrialStore;
import richscale.jobs.store.UsageException;
import richscale.linalg.NativeMemory;
import richscale.spec.Trial;
import richscale.trial.TrialResult;
import richscale.trial.TrialRunner;
import richscale.trial.TrialStatus;

/** Trains the missing trials of a grid as Spark tasks, the longest first. */
public final class SweepRunner {
  private final JavaSparkContext spark;
  private final String out;
  private final PrintStream progressStream;
  private final boolean terminal;
  private final Instant deadline;
  private final CostModel cost;

  /**
   * Creates the runner.
   *
   * @param spark where the tasks run
   * @param out path or URI of the output directory, as executors see it
   * @param progressStream where the progress line goes
   * @param terminal whether that is a terminal
   * @param deadline no trial begins after it; those under way end
   * @param cost what trials take
   */
  public SweepRunner(
      JavaSparkContext spark,
      String out,
      PrintStream progressStream,
      boolean terminal,
      Instant deadline,
      CostModel cost) {
    this.cost = cost;
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
   * Returns what a trial takes, as far as can be foretold.
   *
   * @param trial the trial
   * @return seconds
   */
  public double seconds(Trial trial) {
    return cost.seconds(trial);
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
            .sorted(Comparator.comparingDouble(cost::seconds).reversed())
            .limit(most)
            .toList();
    if (missing.isEmpty()) {
      return 0;
    }
    requireMemory(missing);
    int cores = cores();
    Schedule schedule = Schedule.of(missing, cost::seconds, cores);
    Counters counters = new Counters(spark, cost);
    Task task =
        new Task(
            spark.broadcast(new ExecutorShare()),
            spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration())),
            out,
            deadline,
            counters);
    spark.setJobDescription("train %d trials".formatted(missing.size()));
    try (Progress progress =
        new Progress(total(grid), state(grid, finished), counters, progressStream, terminal)) {
      progress.start();
      spark.parallelize(schedule.tasks(), schedule.tasks().size()).foreach(task::run);
    }
    if (counters.trials.sum() > 0) {
      progressStream.println(
          summary(counters.trials.sum(), counters.times.value(), schedule.makespan(), cores));
    }
    return missing.size();
  }

  /** Says how long training took, and how near that was to what was foretold and to the best. */
  private static String summary(long trials, TrialTimes.Total times, double predicted, int cores) {
    double seconds = times.all().seconds();
    double bound = Math.max(times.longest(), times.busy() / cores);
    return String.format(
        Locale.ROOT,
        "%d trials in %.1f s on %d cores: predicted %.1f s, %.0f %% of the best possible order",
        trials,
        seconds,
        cores,
        predicted,
        100 * bound / seconds);
  }

  /** Returns how many trials run at a time. */
  private int cores() {
    int cpus = spark.getConf().getInt("spark.task.cpus", 1);
    return Math.max(1, spark.defaultParallelism() / cpus);
  }

  /** The limit of the driver is that of the executors: the launching script gives both the same. */
  private static void requireMemory(List<Trial> trials) {
    for (Trial trial : trials) {
      if (CostModel.bytes(trial) > NativeMemory.limit()) {
        throw new UsageException(
            "width: a trial of width %d needs %,d MB of native memory, and a process may take %,d MB; expected a smaller width, or a larger RICHSCALE_NATIVE_MEMORY"
                .formatted(
                    trial.width(), CostModel.bytes(trial) >> 20, NativeMemory.limit() >> 20));
      }
    }
  }

  private Progress.State total(List<Trial> grid) {
    double seconds = grid.stream().mapToDouble(cost::seconds).sum();
    return new Progress.State(grid.size(), seconds, 0, 0);
  }

  private Progress.State state(List<Trial> grid, Map<String, TrialStatus> finished) {
    List<Trial> done = grid.stream().filter(trial -> finished.containsKey(trial.id())).toList();
    List<TrialStatus> statuses = done.stream().map(trial -> finished.get(trial.id())).toList();
    return new Progress.State(
        done.size(),
        done.stream().mapToDouble(cost::seconds).sum(),
        statuses.stream().filter(TrialStatus.DIVERGED::equals).count(),
        statuses.stream().filter(TrialStatus.FAILED::equals).count());
  }

  /** Counts on the driver what tasks finish. */
  private static final class Counters implements Progress.Source, Serializable {
    private static final long serialVersionUID = 1L;

    private final LongAccumulator trials;
    private final DoubleAccumulator cost;
    private final TrialTimes times = new TrialTimes();
    private final LongAccumulator diverged;
    private final LongAccumulator failed;

    private final CostModel model;

    Counters(JavaSparkContext spark, CostModel model) {
      this.model = model;
      spark.sc().register(times, "times");
      trials = spark.sc().longAccumulator("trials");
      cost = spark.sc().doubleAccumulator("cost");
      diverged = spark.sc().longAccumulator("diverged");
      failed = spark.sc().longAccumulator("failed");
    }

    void count(TrialResult result, TrialTimes.Span span) {
      times.add(span);
      trials.add(1);
      cost.add(model.seconds(result.trial()));
      diverged.add(result.status() == TrialStatus.DIVERGED ? 1 : 0);
      failed.add(result.status() == TrialStatus.FAILED ? 1 : 0);
    }

    @Override
    public Progress.State now() {
      return new Progress.State(trials.sum(), cost.sum(), diverged.sum(), failed.sum());
    }
  }

  /** What an executor does with the trials of a task. */
  private record Task(
      Broadcast<ExecutorShare> share,
      Broadcast<SerializableConfiguration> hadoop,
      String out,
      Instant deadline,
      Counters counters)
      implements Serializable {

    void run(List<Trial> trials) throws IOException {
      TrialStore store = new TrialStore(OutputDirectory.open(out, hadoop.value().value()));
      // A file system takes its time to make a file safe; meanwhile the next trial trains.
      ExecutorService writer = Executors.newSingleThreadExecutor();
      try {
        List<Future<?>> writes = new ArrayList<>();
        for (Trial trial : trials) {
          if (Instant.now().isAfter(deadline)) {
            break;
          }
          requireThreads(trial.threads());
          Instant start = Instant.now();
          TrialResult result = train(trial);
          TrialRecord record = record(result, start);
          writes.add(
              writer.submit(
                  () -> {
                    store.write(record);
                    counters.count(result, new TrialTimes.Span(start, record.endedAt()));
                    return null;
                  }));
        }
        for (Future<?> write : writes) {
          write.get();
        }
      } catch (ExecutionException e) {
        if (e.getCause() instanceof IOException cause) {
          throw cause;
        }
        throw new IllegalStateException(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while it wrote trials", e);
      } finally {
        writer.shutdownNow();
      }
    }

    private static TrialRecord record(TrialResult result, Instant start) {
      SparkEnv env = SparkEnv.get();
      return new TrialRecord(
          result,
          env.executorId(),
          env.blockManager().blockManagerId().host(),
          start,
          Instant.now());
    }

    private TrialResult train(Trial trial) {
      long bytes = CostModel.bytes(trial);
      share.value().reserve(bytes);
      try {
        return TrialRunner.run(trial, share.value().samples(trial.data()));
      } finally {
        share.value().release(bytes);
      }
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
