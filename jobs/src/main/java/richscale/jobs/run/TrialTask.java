package richscale.jobs.run;

import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.resource.ResourceInformation;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import richscale.data.Samples;
import richscale.jobs.store.HadoopFiles;
import richscale.jobs.store.OutputDirectory;
import richscale.jobs.store.TrialRecord;
import richscale.jobs.store.TrialStore;
import richscale.linalg.Devices;
import richscale.linalg.NativeMemory;
import richscale.linalg.Threads;
import richscale.spec.Trial;
import richscale.trial.TrialResult;
import richscale.trial.TrialRunner;

/**
 * What an executor does with the trials of a task.
 *
 * @param share what its tasks share
 * @param hadoop Hadoop's configuration
 * @param out where trials are written
 * @param submitted when the driver submitted all tasks, by its clock
 * @param deadline no trial begins after it
 * @param progress told of every finished trial
 */
record TrialTask(
    Broadcast<ExecutorShare> share,
    Broadcast<SerializableConfiguration> hadoop,
    String out,
    Instant submitted,
    Instant deadline,
    SweepCounters progress)
    implements Serializable {
  private static final Logger LOG = LoggerFactory.getLogger(TrialTask.class);

  /** Trains the trials that nobody has finished, each written while the next one trains. */
  void run(List<Trial> trials) throws IOException {
    NativeMemory.limitUnlessTold(OptionalLong.empty());
    bindDevice();
    TrialStore store = new TrialStore(OutputDirectory.open(out, hadoop.value().value()));
    // A file system takes its time to make a file safe; meanwhile the next trial trains.
    ExecutorService writer = Executors.newSingleThreadExecutor();
    try {
      List<Future<?>> writes = new ArrayList<>();
      for (Trial trial : trials) {
        if (Instant.now().isAfter(deadline)) {
          break;
        }
        if (store.has(trial.id())) {
          // An earlier attempt at this task, or its speculative twin, was here before.
          progress.countFinished(trial);
          continue;
        }
        Threads.use(trial.threads());
        TrialRecord record = train(trial);
        writes.add(
            writer.submit(
                () -> {
                  write(store, record);
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

  private TrialRecord train(Trial trial) {
    LOG.info("Trial {} begins", trial.id());
    long bytes = CostModel.bytes(trial);
    Instant start = Instant.now();
    share.value().reserve(bytes);
    try {
      Samples samples =
          share.value().samples(trial.settings().data(), new HadoopFiles(hadoop.value().value()));
      double loadSeconds = seconds(start, Instant.now());
      TrialResult result = TrialRunner.run(trial, samples, share.value().beginnings(), device());
      SparkEnv env = SparkEnv.get();
      double queueSeconds = seconds(submitted, start);
      return new TrialRecord(
          result,
          env.executorId(),
          env.blockManager().blockManagerId().host(),
          start,
          Instant.now(),
          queueSeconds < 0 ? OptionalDouble.empty() : OptionalDouble.of(queueSeconds),
          loadSeconds);
    } finally {
      share.value().release(bytes);
    }
  }

  private void write(TrialStore store, TrialRecord record) throws IOException {
    store.write(record);
    Instant written = Instant.now();
    LOG.info("Trial {} is written", record.result().trial().id());
    TrialMetrics.ofExecutor().count(record, seconds(record.endedAt(), written));
    progress.count(record);
  }

  private static double seconds(Instant start, Instant end) {
    return Duration.between(start, end).toNanos() / 1e9;
  }

  /** Lets DL4J train on the device that Spark gave this task, if it gave any. */
  private static void bindDevice() {
    device().ifPresent(Devices::use);
  }

  private static OptionalInt device() {
    ResourceInformation gpu = TaskContext.get().resourcesJMap().get("gpu");
    return gpu == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(gpu.addresses()[0]));
  }
}
