package richscale.jobs.store;

import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import richscale.spec.TrialField;

/**
 * The columns of a table that is replaced as a whole. A row of it is an array of Integer, Long,
 * Double, Boolean or String, null where a value is absent, as shuffles and Parquet have it.
 *
 * @param columns in their order
 */
public record TableSchema(List<Column> columns) implements Serializable {
  /** What a column holds. */
  public enum Kind {
    /** A whole number of 32 bits. */
    INT(PrimitiveTypeName.INT32),
    /** A whole number of 64 bits. */
    LONG(PrimitiveTypeName.INT64),
    /** A number in double precision. */
    REAL(PrimitiveTypeName.DOUBLE),
    /** True or false. */
    FLAG(PrimitiveTypeName.BOOLEAN),
    /** A text. */
    TEXT(PrimitiveTypeName.BINARY);

    private final PrimitiveTypeName stored;

    Kind(PrimitiveTypeName stored) {
      this.stored = stored;
    }
  }

  /**
   * A column.
   *
   * @param name its name
   * @param kind what it holds
   * @param required whether every row has a value by its schema, as those of fields with a default
   *     always had
   */
  public record Column(String name, Kind kind, boolean required) implements Serializable {
    private Type parquet() {
      Type.Repetition repetition = required ? Type.Repetition.REQUIRED : Type.Repetition.OPTIONAL;
      return kind == Kind.TEXT
          ? Types.primitive(kind.stored, repetition)
              .as(LogicalTypeAnnotation.stringType())
              .named(name)
          : Types.primitive(kind.stored, repetition).named(name);
    }
  }

  public TableSchema {
    columns = List.copyOf(columns);
  }

  /**
   * Returns the columns of a configuration.
   *
   * @param fields of a trial
   * @return a column for each
   */
  public static TableSchema of(List<TrialField> fields) {
    return new TableSchema(
        fields.stream()
            .map(
                field ->
                    new Column(
                        field.column(),
                        switch (field.type()) {
                          case INT -> Kind.INT;
                          case LONG -> Kind.LONG;
                          case REAL -> Kind.REAL;
                          case CONSTANT, NAME, TEXT -> Kind.TEXT;
                        },
                        field.byDefault().isPresent()))
            .toList());
  }

  /**
   * Returns these columns and more.
   *
   * @param kind what they hold
   * @param names of the others
   * @return all of them
   */
  public TableSchema with(Kind kind, String... names) {
    return new TableSchema(
        Stream.concat(columns.stream(), Stream.of(names).map(name -> new Column(name, kind, false)))
            .toList());
  }

  /** {@return the names of the columns} */
  public List<String> names() {
    return columns.stream().map(Column::name).toList();
  }

  MessageType parquet() {
    return new MessageType("table", columns.stream().map(Column::parquet).toList());
  }

  /** Returns the order of rows by some columns, absent values first. */
  RowOrder order(List<String> by) {
    return new RowOrder(by.stream().mapToInt(names()::indexOf).toArray());
  }

  /** Compares rows by columns of which each holds values of one type. */
  // Compared by nobody.
  @SuppressWarnings("ArrayRecordComponent")
  record RowOrder(int[] columns) implements Comparator<Object[]>, Serializable {
    @Override
    @SuppressWarnings({"unchecked", "rawtypes"}) // a column holds one type
    public int compare(Object[] a, Object[] b) {
      for (int column : columns) {
        Comparable x = (Comparable) a[column];
        Comparable y = (Comparable) b[column];
        int order = x == null || y == null ? Boolean.compare(x != null, y != null) : x.compareTo(y);
        if (order != 0) {
          return order;
        }
      }
      return 0;
    }
  }
}
