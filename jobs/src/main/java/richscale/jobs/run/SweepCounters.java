package richscale.jobs.run;

import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.util.DoubleAccumulator;
import org.apache.spark.util.LongAccumulator;
import richscale.jobs.store.TrialRecord;
import richscale.spec.Trial;
import richscale.trial.TrialStatus;

/** Counts on the driver what tasks finish. */
final class SweepCounters implements Progress.Source, Serializable {
  private static final long serialVersionUID = 1L;

  private final LongAccumulator trials;
  private final DoubleAccumulator cost;
  private final TrialTimes times = new TrialTimes();
  private final LongAccumulator diverged;
  private final LongAccumulator failed;
  private final CostModel model;

  SweepCounters(SparkContext spark, CostModel model) {
    this.model = model;
    spark.register(times, "times");
    trials = spark.longAccumulator("trials");
    cost = spark.doubleAccumulator("cost");
    diverged = spark.longAccumulator("diverged");
    failed = spark.longAccumulator("failed");
  }

  void count(TrialRecord record) {
    TrialStatus status = record.result().status();
    times.add(new TrialTimes.Span(record.startedAt(), record.endedAt()));
    diverged.add(status == TrialStatus.DIVERGED ? 1 : 0);
    failed.add(status == TrialStatus.FAILED ? 1 : 0);
    countFinished(record.result().trial());
  }

  /** Counts a trial that another attempt at its task has finished. */
  void countFinished(Trial trial) {
    trials.add(1);
    cost.add(model.seconds(trial));
  }

  TrialTimes.Total times() {
    return times.value();
  }

  @Override
  public Progress.State now() {
    return new Progress.State(trials.sum(), cost.sum(), diverged.sum(), failed.sum());
  }
}
