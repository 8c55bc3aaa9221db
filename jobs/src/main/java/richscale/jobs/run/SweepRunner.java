package richscale.jobs.run;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;
import richscale.jobs.store.UsageException;
import richscale.linalg.NativeMemory;
import richscale.spec.Trial;
import richscale.trial.TrialStatus;

/** Trains the missing trials of a grid as Spark tasks, the longest first. */
public final class SweepRunner {
  private final JavaSparkContext spark;
  private final String out;
  private final PrintStream progressStream;
  private final boolean terminal;
  private final Instant deadline;
  private final CostModel cost;
  private final Consumer<String> page;
  private final SortedSet<String> javas = new TreeSet<>();
  private Duration trained = Duration.ZERO;

  /**
   * Creates the runner.
   *
   * @param spark where the tasks run
   * @param out path or URI of the output directory, as executors see it
   * @param progressStream where the progress line goes
   * @param terminal whether that is a terminal
   * @param deadline no trial begins after it; those under way end
   * @param cost what trials take
   * @param page takes the progress line every minute
   */
  public SweepRunner(
      JavaSparkContext spark,
      String out,
      PrintStream progressStream,
      boolean terminal,
      Instant deadline,
      CostModel cost,
      Consumer<String> page) {
    this.page = page;
    this.cost = cost;
    this.spark = spark;
    this.out = out;
    this.progressStream = progressStream;
    this.terminal = terminal;
    this.deadline = deadline;
  }

  /** {@return whether the deadline has passed} */
  public boolean expired() {
    return Instant.now().isAfter(deadline);
  }

  /** {@return how long trials ran so far} */
  public Duration trained() {
    return trained;
  }

  /** {@return the versions of Java that ran trials so far} */
  public List<String> javas() {
    return List.copyOf(javas);
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
   * Returns what trials take side by side, as far as can be foretold.
   *
   * @param trials the trials
   * @return seconds
   */
  public double seconds(List<Trial> trials) {
    return Schedule.of(trials, cost::seconds, cores()).makespan();
  }

  /**
   * Runs the trials that are not finished; returns when all are, or the deadline has passed.
   *
   * @param grid all trials
   * @param finished status by id of those finished before
   * @param most how many to run at most, the most expensive first
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
    Instant start = Instant.now();
    int cores = cores();
    Schedule schedule = Schedule.of(missing, cost::seconds, cores);
    SweepCounters counters = new SweepCounters(spark.sc(), cost);
    TrialTask task =
        new TrialTask(
            spark.broadcast(new ExecutorShare()),
            spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration())),
            out,
            Instant.now(),
            deadline,
            counters);
    spark.setJobDescription(String.format(Locale.ROOT, "train %d trials", missing.size()));
    try (Watchdog watchdog = new Watchdog(spark, progressStream);
        Progress progress =
            new Progress(
                total(grid), state(grid, finished), counters, progressStream, terminal, page)) {
      watchdog.start();
      progress.start();
      try {
        spark.parallelize(schedule.tasks(), schedule.tasks().size()).foreach(task::run);
      } catch (Exception e) {
        throw watchdog.verdict().<RuntimeException>map(verdict -> verdict).orElseGet(() -> lost(e));
      }
    }
    trained = trained.plus(Duration.between(start, Instant.now()));
    javas.addAll(counters.times().javas());
    if (counters.times().busy() > 0) {
      progressStream.println(
          summary(counters.now().trials(), counters.times(), schedule.makespan(), cores));
    }
    return missing.size();
  }

  /** Says of a task that took its executor with it what that means. */
  private static RuntimeException lost(Exception e) {
    String message = String.valueOf(e.getMessage());
    int at = message.indexOf("ExecutorLostFailure");
    if (at >= 0) {
      return Watchdog.lostExecutors(
          "a task lost all its executors", message.substring(at).lines().findFirst().orElse(""));
    }
    return e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
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
            "width",
            String.format(
                Locale.ROOT,
                "a trial of width %d needs %,d MB of native memory, and a process may take %,d MB",
                trial.width(),
                CostModel.bytes(trial) >> 20,
                NativeMemory.limit() >> 20),
            "a smaller width, or a larger RICHSCALE_NATIVE_MEMORY");
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
}
