package richscale.jobs.run;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/**
 * Ends a job that cannot go on, which Spark by itself tries for ever: no executor comes, or one
 * after another is lost. Clusters that queue applications are waited for, and that is said.
 */
final class Watchdog extends SparkListener implements AutoCloseable {
  /** Longer than executors take to start, shorter than people wait without a word. */
  private static final Duration PATIENCE = Duration.ofSeconds(45);

  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /** Executors that may be lost before a task ends: as many as Spark lets one task lose, twice. */
  private static final int MOST_LOST = 8;

  private static final Pattern EXIT_CODE = Pattern.compile("(?:code|status):? (\\d+)");

  private final JavaSparkContext spark;
  private final PrintStream messages;
  private final Thread watcher;
  private final Losses losses = new Losses();
  private int executors;
  private Optional<ClusterException> verdict = Optional.empty();

  Watchdog(JavaSparkContext spark, PrintStream messages) {
    this.spark = spark;
    this.messages = messages;
    watcher = new Thread(this::watch, "watchdog");
    watcher.setDaemon(true);
  }

  void start() {
    spark.sc().addSparkListener(this);
    synchronized (this) {
      // The driver is among them.
      executors = Math.max(0, spark.sc().statusTracker().getExecutorInfos().length - 1);
    }
    if (!spark.isLocal()) {
      watcher.start();
    }
  }

  /** {@return why the job was ended; absent if it was not} */
  synchronized Optional<ClusterException> verdict() {
    return verdict;
  }

  @Override
  public synchronized void onExecutorAdded(SparkListenerExecutorAdded added) {
    executors++;
    losses.added(added.executorId(), added.time());
  }

  @Override
  public synchronized void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
    executors = Math.max(0, executors - 1);
    losses.removed(removed.executorId(), removed.reason(), removed.time());
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
    if (end.taskInfo().successful()) {
      losses.worked(end.taskInfo().executorId());
    }
  }

  private void watch() {
    long since = System.nanoTime();
    try {
      while (true) {
        Thread.sleep(INTERVAL.toMillis());
        boolean none;
        synchronized (this) {
          none = executors == 0;
        }
        long now = System.nanoTime();
        since = none ? since : now;
        if (lostTooMany()) {
          end();
          return;
        }
        if (now - since > PATIENCE.toNanos()) {
          if (!queues()) {
            end();
            return;
          }
          messages.println("waiting: the cluster has given no executor yet");
          since = now;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean lostTooMany() {
    return losses.inARow() >= MOST_LOST;
  }

  /** Returns whether applications wait for their turn on such a cluster. */
  private boolean queues() {
    return !spark.master().startsWith("spark://");
  }

  private void end() {
    synchronized (this) {
      verdict =
          Optional.of(
              losses.inARow() > 0
                  ? lostExecutors(
                      String.format(Locale.ROOT, "%d executors were lost", losses.inARow()),
                      losses.reason())
                  : noExecutor());
    }
    spark.sc().cancelAllJobs();
  }

  private ClusterException noExecutor() {
    return new ClusterException(
        String.format(
            Locale.ROOT,
            "%s gives no executor of %s cores, %s heap and %s beside it, for %d s",
            spark.master(),
            spark.getConf().get("spark.executor.cores", "all"),
            spark.getConf().get("spark.executor.memory", "1g"),
            spark.getConf().get("spark.executor.memoryOverhead", "384m"),
            PATIENCE.toSeconds()),
        "free workers of that size (RICHSCALE_EXECUTOR_MEMORY, RICHSCALE_NATIVE_MEMORY,"
            + " RICHSCALE_THREADS), as the page of the master shows them",
        null);
  }

  /**
   * Explains why executors were lost.
   *
   * @param what happened
   * @param reason as Spark gives it
   */
  static ClusterException lostExecutors(String what, String reason) {
    Matcher code = EXIT_CODE.matcher(reason);
    String number = code.find() ? code.group(1) : "";
    String explained =
        switch (number) {
          case "137" -> "killed, as is done where memory runs out";
          case "52" -> "out of Java heap";
          case "134", "139" -> "crashed in native code";
          default -> reason.lines().findFirst().orElse("").strip();
        };
    String wanted =
        switch (number) {
          case "137" -> "more memory, or a smaller RICHSCALE_NATIVE_MEMORY and fewer executors";
          case "52" -> "a larger RICHSCALE_EXECUTOR_MEMORY";
          default -> "executors that start; their logs say more";
        };
    return new ClusterException("%s: %s".formatted(what, explained), wanted, null);
  }

  @Override
  public void close() {
    watcher.interrupt();
    spark.sc().removeSparkListener(this);
  }
}
