package richscale.jobs.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.Type;
import richscale.observe.Measurement;
import richscale.spec.Trial;
import richscale.spec.TrialField;
import richscale.trial.TrialResult;

/** A finished trial as a Parquet file of one row, and back. */
final class TrialFile {
  /** Defaults of fields that came later than the first checksums. */
  private static final Map<String, Object> UNSAID =
      Arrays.stream(TrialField.values())
          .filter(field -> !field.original())
          .collect(Collectors.toMap(TrialField::column, field -> field.byDefault().orElseThrow()));

  private TrialFile() {}

  /** Returns the whole file. */
  static byte[] encode(TrialRecord record, Configuration configuration) throws IOException {
    Group row = group(record);
    row.add("checksum", checksum(row));
    return ParquetBytes.encode(Schemas.TRIAL_FILE, List.of(row), configuration);
  }

  /**
   * Reads a file back.
   *
   * @param content all its bytes
   * @param trialId whose it should be
   * @param configuration Hadoop's
   * @return its one row
   * @throws IOException if it is damaged or somebody else's; the message says how
   */
  static Group decode(byte[] content, String trialId, Configuration configuration)
      throws IOException {
    List<Group> rows = ParquetBytes.decode(content, Schemas.TRIAL_FILE, configuration);
    if (rows.size() != 1 || !rows.get(0).getString("trial_id", 0).equals(trialId)) {
      throw new IOException("is not the trial that its name says");
    }
    verify(rows.get(0));
    return rows.get(0);
  }

  /**
   * Compares a row with its checksum.
   *
   * @throws IOException if they differ
   */
  static void verify(Group row) throws IOException {
    if (row.getInteger("checksum", 0) != checksum(row)) {
      throw new IOException("differs from its checksum");
    }
  }

  /**
   * Returns the CRC-32C of all that an executor wrote, whatever holds it since: a field that was
   * not known then has its default since and does not count.
   */
  private static int checksum(Group row) {
    CRC32C crc = new CRC32C();
    update(crc, row, Schemas.TRIAL_FILE);
    return (int) crc.getValue();
  }

  private static void update(CRC32C crc, Group row, GroupType columns) {
    for (Type column : columns.getFields()) {
      String name = column.getName();
      if (name.equals("checksum") || !row.getType().containsField(name) || unsaid(row, name)) {
        continue;
      }
      int values = row.getFieldRepetitionCount(name);
      crc.update(values);
      for (int i = 0; i < values; i++) {
        if (column.isPrimitive()) {
          crc.update(row.getValueToString(row.getType().getFieldIndex(name), i).getBytes(UTF_8));
        } else {
          update(crc, row.getGroup(name, i), column.asGroupType());
        }
      }
    }
  }

  private static boolean unsaid(Group row, String column) {
    Object byDefault = UNSAID.get(column);
    return byDefault != null
        && row.getValueToString(row.getType().getFieldIndex(column), 0)
            .equals(byDefault.toString());
  }

  private static Group group(TrialRecord record) {
    TrialResult result = record.result();
    Trial trial = result.trial();
    Group group = new SimpleGroup(Schemas.TRIAL_FILE);
    group.add("trial_id", trial.id());
    for (TrialField field : TrialField.values()) {
      Schemas.add(group, field, field.of(trial));
    }
    group.add("status", result.status().id());
    result.reason().ifPresent(reason -> group.add("reason", reason));
    group.add("updates", result.updates());
    group.add("executor", record.executor());
    group.add("host", record.host());
    group.add("started_at", micros(record.startedAt()));
    group.add("ended_at", micros(record.endedAt()));
    record.queueSeconds().ifPresent(seconds -> group.add("queue_seconds", seconds));
    group.add("load_seconds", record.loadSeconds());
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
