package richscale.jobs.store;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.function.Consumer;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.Float16LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import richscale.data.TableSink;
import richscale.spec.SpecException;

/**
 * What the cells of a column are. Its logical type decides: a decimal or a date is stored as a
 * whole number that means something else.
 */
final class TableCell {
  /** The field that holds the file of an image, as the hub of data sets stores them. */
  private static final String IMAGE = "bytes";

  private final Converter converter;
  private final int column;
  private final TableSink rows;
  private boolean present;

  private TableCell(String path, Type type, int column, TableSink rows) {
    this.column = column;
    this.rows = rows;
    this.converter =
        type.isPrimitive() && !type.isRepetition(Type.Repetition.REPEATED)
            ? primitive(path, type)
            : image(path, type);
  }

  static TableCell of(String path, Type type, int column, TableSink rows) {
    return new TableCell(path, type, column, rows);
  }

  Converter converter() {
    return converter;
  }

  void endRow() {
    if (!present) {
      rows.missing(column, "");
    }
    present = false;
  }

  private void number(double value) {
    present = true;
    rows.number(column, value);
  }

  private Converter primitive(String path, Type type) {
    PrimitiveTypeName stored = type.asPrimitiveType().getPrimitiveTypeName();
    LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
    if (meaning instanceof DecimalLogicalTypeAnnotation decimal) {
      return new Decimals(decimal.getScale());
    }
    if (meaning instanceof Float16LogicalTypeAnnotation) {
      return new Bytes(value -> number(half(value.getBytes())));
    }
    if (meaning instanceof StringLogicalTypeAnnotation
        || meaning instanceof EnumLogicalTypeAnnotation) {
      return new Bytes(
          value -> {
            present = true;
            rows.text(column, value.toStringUsingUTF8());
          });
    }
    boolean whole = meaning instanceof IntLogicalTypeAnnotation;
    if (meaning != null && !whole) {
      throw refused(path, type, meaning.toString());
    }
    if (stored == PrimitiveTypeName.INT96) {
      throw refused(path, type, "timestamps");
    }
    if (stored == PrimitiveTypeName.BINARY || stored == PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY) {
      throw refused(path, type, "bytes");
    }
    return new Numbers(whole && !((IntLogicalTypeAnnotation) meaning).isSigned());
  }

  private Converter image(String path, Type type) {
    if (type.isPrimitive()
        || type.isRepetition(Type.Repetition.REPEATED)
        || !type.asGroupType().containsField(IMAGE)
        || !type.asGroupType().getType(IMAGE).isPrimitive()) {
      throw refused(path, type, "no single values");
    }
    int bytes = type.asGroupType().getFieldIndex(IMAGE);
    Converter encoded =
        new Bytes(
            value -> {
              present = true;
              rows.image(column, value.getBytes());
            });
    Converter other = new Bytes(value -> {});
    return new GroupConverter() {
      @Override
      public Converter getConverter(int field) {
        return field == bytes ? encoded : other;
      }

      @Override
      public void start() {
        // Its fields come by themselves.
      }

      @Override
      public void end() {
        // Its fields came by themselves.
      }
    };
  }

  private static SpecException refused(String path, Type column, String what) {
    return new SpecException(
        path,
        "column %s holds no numbers (%s)".formatted(column.getName(), what),
        "numbers, or booleans, in every column, or data.drop = [%s]".formatted(column.getName()));
  }

  /** Plain numbers, and booleans as 0 and 1. */
  private final class Numbers extends PrimitiveConverter {
    private final boolean unsigned;

    Numbers(boolean unsigned) {
      this.unsigned = unsigned;
    }

    @Override
    public void addBoolean(boolean value) {
      number(value ? 1 : 0);
    }

    @Override
    public void addInt(int value) {
      number(unsigned ? (double) Integer.toUnsignedLong(value) : value);
    }

    @Override
    public void addLong(long value) {
      number(
          unsigned ? new BigInteger(Long.toUnsignedString(value)).doubleValue() : (double) value);
    }

    @Override
    public void addFloat(float value) {
      number(value);
    }

    @Override
    public void addDouble(double value) {
      number(value);
    }
  }

  /** Whole numbers that stand for such of a smaller unit. */
  private final class Decimals extends PrimitiveConverter {
    private final int scale;

    Decimals(int scale) {
      this.scale = scale;
    }

    private void unscaled(BigInteger value) {
      number(new BigDecimal(value, scale).doubleValue());
    }

    @Override
    public void addInt(int value) {
      unscaled(BigInteger.valueOf(value));
    }

    @Override
    public void addLong(long value) {
      unscaled(BigInteger.valueOf(value));
    }

    @Override
    public void addBinary(Binary value) {
      unscaled(new BigInteger(value.getBytes()));
    }
  }

  private static final class Bytes extends PrimitiveConverter {
    private final Consumer<Binary> taker;

    Bytes(Consumer<Binary> taker) {
      this.taker = taker;
    }

    @Override
    public void addBinary(Binary value) {
      taker.accept(value);
    }
  }

  /** IEEE 754 binary16, the low byte first. */
  private static double half(byte[] bytes) {
    int bits = (bytes[0] & 0xff) | bytes[1] << 8;
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    double value =
        switch (exponent) {
          case 0 -> Math.scalb((double) fraction, -24);
          case 0x1f -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
          default -> Math.scalb((double) (fraction | 0x400), exponent - 25);
        };
    return bits < 0 ? -value : value;
  }
}
