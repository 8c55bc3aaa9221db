package richscale.jobs.run;

import com.codahale.metrics.MetricRegistry;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.source.Source;
import richscale.jobs.store.TrialRecord;

/**
 * What an executor's trials took, for any sink of Spark's metrics system: timers {@code
 * richscale.queue}, {@code load}, {@code train}, {@code measure} and {@code write}, and a counter
 * for each status.
 */
final class TrialMetrics implements Source {
  private static final String NAME = "richscale";

  private final MetricRegistry registry = new MetricRegistry();

  private TrialMetrics() {}

  /** Returns the metrics of this executor, registered with Spark the first time. */
  static TrialMetrics ofExecutor() {
    var system = SparkEnv.get().metricsSystem();
    synchronized (system) {
      var known = system.getSourcesByName(NAME);
      if (!known.isEmpty() && known.head() instanceof TrialMetrics metrics) {
        return metrics;
      }
      TrialMetrics metrics = new TrialMetrics();
      system.registerSource(metrics);
      return metrics;
    }
  }

  @Override
  public String sourceName() {
    return NAME;
  }

  @Override
  public MetricRegistry metricRegistry() {
    return registry;
  }

  void count(TrialRecord record, double writeSeconds) {
    registry.counter(record.result().status().id()).inc();
    record.queueSeconds().ifPresent(seconds -> time("queue", seconds));
    time("load", record.loadSeconds());
    time("train", record.result().trainSeconds());
    time("measure", record.result().measureSeconds());
    time("write", writeSeconds);
  }

  private void time(String name, double seconds) {
    registry.timer(name).update(Math.round(seconds * 1e9), TimeUnit.NANOSECONDS);
  }
}
