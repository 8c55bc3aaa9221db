package richscale.jobs.store;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import richscale.observe.Measurement;
import richscale.spec.Trial;
import richscale.trial.TrialResult;

/** One trial as a Parquet file of one record: the columns of {@code trials} and a list. */
final class TrialFile {
  private static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType(
          """
          message trial {
            required binary trial_id (STRING);
            required int32 width;
            required double r;
            required int64 seed;
            required double gamma;
            required double eta0;
            required int32 depth;
            required int32 batch_size;
            required binary gauge (STRING);
            required binary activation (STRING);
            required binary architecture (STRING);
            required binary optimizer (STRING);
            required binary trainer (STRING);
            required binary data (STRING);
            required int32 steps;
            required int32 probe;
            required binary measured_steps (STRING);
            required binary observables (STRING);
            required binary data_type (STRING);
            required int32 threads;
            required binary status (STRING);
            optional binary reason (STRING);
            required int32 updates;
            required binary executor (STRING);
            required binary host (STRING);
            required int64 started_at (TIMESTAMP(MICROS, true));
            required int64 ended_at (TIMESTAMP(MICROS, true));
            required double train_seconds;
            required double measure_seconds;
            required group measurements (LIST) {
              repeated group list {
                required group element {
                  required int32 step;
                  optional int32 layer;
                  required binary observable (STRING);
                  required double value;
                }
              }
            }
          }
          """);

  private TrialFile() {}

  /** Returns the whole file; pages carry checksums that readers verify. */
  static byte[] encode(TrialRecord record, Configuration configuration) throws IOException {
    InMemoryFile file = new InMemoryFile();
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(file)
            .withConf(configuration)
            .withType(SCHEMA)
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .withPageWriteChecksumEnabled(true)
            .build()) {
      writer.write(group(record));
    }
    return file.content();
  }

  private static Group group(TrialRecord record) {
    TrialResult result = record.result();
    Trial trial = result.trial();
    Group group = new SimpleGroup(SCHEMA);
    group.add("trial_id", trial.id());
    group.add("width", trial.width());
    group.add("r", trial.activity().r());
    group.add("seed", trial.seed());
    group.add("gamma", trial.activity().gamma());
    group.add("eta0", trial.eta0());
    group.add("depth", trial.depth());
    group.add("batch_size", trial.batchSize());
    group.add("gauge", Tables.text(trial.gauge()));
    group.add("activation", Tables.text(trial.activation()));
    group.add("architecture", Tables.text(trial.architecture()));
    group.add("optimizer", Tables.text(trial.optimizer()));
    group.add("trainer", trial.trainer().id());
    group.add("data", trial.data().canonical());
    group.add("steps", trial.steps());
    group.add("probe", trial.probe());
    group.add("measured_steps", trial.measuredStepsText());
    group.add("observables", trial.observablesText());
    group.add("data_type", Tables.text(trial.dataType()));
    group.add("threads", trial.threads());
    group.add("status", result.status().id());
    result.reason().ifPresent(reason -> group.add("reason", reason));
    group.add("updates", result.updates());
    group.add("executor", record.executor());
    group.add("host", record.host());
    group.add("started_at", micros(record.startedAt()));
    group.add("ended_at", micros(record.endedAt()));
    group.add("train_seconds", result.trainSeconds());
    group.add("measure_seconds", result.measureSeconds());
    Group list = group.addGroup("measurements");
    for (Measurement measurement : result.measurements()) {
      Group element = list.addGroup("list").addGroup("element");
      element.add("step", measurement.step());
      measurement.layer().ifPresent(layer -> element.add("layer", layer));
      element.add("observable", measurement.observable().id());
      element.add("value", measurement.value());
    }
    return group;
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }
}
