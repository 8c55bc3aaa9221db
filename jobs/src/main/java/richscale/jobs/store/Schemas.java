package richscale.jobs.store;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Columns of trial files, of archives and of the tables made from them. */
final class Schemas {
  private static final String TRIAL =
      """
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
      required binary learner (STRING);
      required binary architecture (STRING);
      required binary bias (STRING);
      required binary loss (STRING);
      required binary optimizer (STRING);
      required double momentum;
      required binary decay (STRING);
      required double weight_decay;
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
      optional double queue_seconds;
      required double load_seconds;
      required double train_seconds;
      required double measure_seconds;
      """;

  /** Known only when the file is there, so it enters with compaction. */
  private static final String WRITE = "optional double write_seconds;\n";

  private static final String MEASURED =
      """
      required int32 step;
      optional int32 layer;
      required binary observable (STRING);
      required double value;
      """;

  private static final String NESTED =
      """
      required group measurements (LIST) {
        repeated group list {
          required group element {
            %s
          }
        }
      }
      required int32 checksum;
      """
          .formatted(MEASURED);

  /** One trial with its measurements and a checksum over all of it. */
  static final MessageType TRIAL_FILE = message(TRIAL + NESTED);

  /** Many of these, with the time each took to be written. */
  static final MessageType ARCHIVE = message(TRIAL + WRITE + NESTED);

  /** What tells finished trials. */
  static final MessageType STATUS =
      message("required binary trial_id (STRING);\nrequired binary status (STRING);");

  /** The table {@code trials}. */
  static final MessageType TRIALS = message(TRIAL + WRITE);

  /** The table {@code measurements}. */
  static final MessageType MEASUREMENTS =
      message("required binary trial_id (STRING);\n" + MEASURED);

  private Schemas() {}

  private static MessageType message(String columns) {
    return MessageTypeParser.parseMessageType("message richscale { " + columns + " }");
  }

  /** Returns the same columns for Spark, which then need not look into every file for them. */
  static StructType forSpark(MessageType schema) {
    StructType columns = new StructType();
    for (Type column : schema.getFields()) {
      DataType type =
          switch (column.asPrimitiveType().getPrimitiveTypeName()) {
            case BINARY -> DataTypes.StringType;
            case INT32 -> DataTypes.IntegerType;
            case INT64 ->
                column.getLogicalTypeAnnotation()
                        instanceof LogicalTypeAnnotation.TimestampLogicalTypeAnnotation
                    ? DataTypes.TimestampType
                    : DataTypes.LongType;
            case DOUBLE -> DataTypes.DoubleType;
            default -> throw new IllegalArgumentException("no such column: " + column);
          };
      columns = columns.add(column.getName(), type, true);
    }
    return columns;
  }

  /** Returns a row with the columns of another that it has, too. */
  static Group project(Group row, MessageType schema) {
    Group projected = new SimpleGroup(schema);
    copy(row, projected, schema);
    return projected;
  }

  private static void copy(Group from, Group to, GroupType columns) {
    for (Type column : columns.getFields()) {
      String name = column.getName();
      int values = from.getType().containsField(name) ? from.getFieldRepetitionCount(name) : 0;
      for (int i = 0; i < values; i++) {
        if (column.isPrimitive()) {
          switch (column.asPrimitiveType().getPrimitiveTypeName()) {
            case BINARY -> to.add(name, from.getBinary(name, i));
            case INT32 -> to.add(name, from.getInteger(name, i));
            case INT64 -> to.add(name, from.getLong(name, i));
            case DOUBLE -> to.add(name, from.getDouble(name, i));
            default -> throw new IllegalArgumentException("no such column: " + column);
          }
        } else {
          copy(from.getGroup(name, i), to.addGroup(name), column.asGroupType());
        }
      }
    }
  }

  /** Returns the measurements of a row of {@link #TRIAL_FILE} or {@link #ARCHIVE}. */
  static List<Group> measurements(Group trial) {
    String id = trial.getString("trial_id", 0);
    Group list = trial.getGroup("measurements", 0);
    return IntStream.range(0, list.getFieldRepetitionCount("list"))
        .mapToObj(
            i -> {
              Group row = project(list.getGroup("list", i).getGroup("element", 0), MEASUREMENTS);
              row.add("trial_id", id);
              return row;
            })
        .toList();
  }
}
