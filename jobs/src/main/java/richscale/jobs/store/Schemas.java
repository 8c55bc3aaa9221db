package richscale.jobs.store;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.parquet.schema.Type;
import richscale.spec.TrialField;

/** Columns of trial files, of archives and of the tables made from them. */
final class Schemas {
  private static final String ENDED =
      """
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

  private static final String TRIAL =
      "required binary trial_id (STRING);\n"
          + Arrays.stream(TrialField.values()).map(Schemas::column).collect(Collectors.joining())
          + ENDED;

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

  private static String column(TrialField field) {
    String column =
        switch (field.type()) {
          case INT -> "required int32 %s;\n";
          case LONG -> "required int64 %s;\n";
          case REAL -> "required double %s;\n";
          case CONSTANT, NAME, TEXT -> "required binary %s (STRING);\n";
        };
    return column.formatted(field.column());
  }

  /** Adds a field to a row that has its column. */
  static void add(Group row, TrialField field, Object value) {
    switch (field.type()) {
      case INT -> row.add(field.column(), (int) value);
      case LONG -> row.add(field.column(), (long) value);
      case REAL -> row.add(field.column(), (double) value);
      case CONSTANT, NAME, TEXT -> row.add(field.column(), (String) value);
    }
  }

  /**
   * Returns the part of a schema that a file has: one of an earlier version lacks the fields that
   * came later.
   */
  static MessageType present(MessageType schema, MessageType file) {
    Set<String> later =
        Arrays.stream(TrialField.values())
            .filter(field -> field.byDefault().isPresent())
            .map(TrialField::column)
            .filter(column -> !file.containsField(column))
            .collect(Collectors.toSet());
    List<Type> columns =
        schema.getFields().stream().filter(column -> !later.contains(column.getName())).toList();
    return new MessageType(schema.getName(), columns);
  }

  private static MessageType message(String columns) {
    return MessageTypeParser.parseMessageType("message richscale { " + columns + " }");
  }

  /** Returns a row with the columns of another that it has, too, and fields that came later. */
  static Group project(Group row, MessageType schema) {
    Group projected = new SimpleGroup(schema);
    copy(row, projected, schema);
    for (TrialField field : TrialField.values()) {
      if (schema.containsField(field.column()) && !row.getType().containsField(field.column())) {
        add(projected, field, field.byDefault().orElseThrow());
      }
    }
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
