package richscale.jobs.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.Float16LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import richscale.data.DataFiles;
import richscale.spec.SpecException;

/**
 * A Parquet file as a table of numbers. What a column holds is decided by its logical type: a
 * decimal or a date is stored as a whole number that means something else.
 */
final class ParquetTable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Reads a number of a row. */
  @FunctionalInterface
  private interface Reader {
    double of(Group row, int field);
  }

  private ParquetTable() {}

  static DataFiles.Table read(String path, byte[] content, Configuration configuration)
      throws IOException {
    FileMetaData metadata = ParquetBytes.metadata(content, configuration);
    Set<String> index = pandasIndex(metadata);
    List<Type> columns =
        metadata.getSchema().getFields().stream()
            .filter(column -> !index.contains(column.getName()))
            .toList();
    List<Reader> readers = new ArrayList<>();
    for (Type column : columns) {
      readers.add(reader(path, column));
    }
    List<double[]> rows = new ArrayList<>();
    MessageType wanted = new MessageType(metadata.getSchema().getName(), columns);
    for (Group row : ParquetBytes.decode(content, wanted, configuration)) {
      double[] numbers = new double[columns.size()];
      for (int i = 0; i < numbers.length; i++) {
        if (row.getFieldRepetitionCount(i) == 0) {
          throw new SpecException(
              path,
              String.format(
                  Locale.ROOT,
                  "row %d has no value in column %s",
                  rows.size() + 1,
                  columns.get(i).getName()),
              "a number in every row");
        }
        numbers[i] = readers.get(i).of(row, i);
      }
      rows.add(numbers);
    }
    return new DataFiles.Table(columns.stream().map(Type::getName).toList(), rows);
  }

  /** Names of the columns that pandas keeps its row labels in, which are no data. */
  private static Set<String> pandasIndex(FileMetaData metadata) throws IOException {
    Set<String> names = new HashSet<>();
    String pandas = metadata.getKeyValueMetaData().get("pandas");
    if (pandas != null) {
      for (JsonNode column : JSON.readTree(pandas).path("index_columns")) {
        // A range of numbers is described, not stored.
        if (column.isTextual()) {
          names.add(column.textValue());
        }
      }
    }
    return names;
  }

  private static Reader reader(String path, Type column) {
    if (!column.isPrimitive() || column.isRepetition(Type.Repetition.REPEATED)) {
      throw refused(path, column, "no single values");
    }
    PrimitiveTypeName stored = column.asPrimitiveType().getPrimitiveTypeName();
    LogicalTypeAnnotation meaning = column.getLogicalTypeAnnotation();
    if (meaning == null
        || (meaning instanceof IntLogicalTypeAnnotation whole && whole.isSigned())) {
      return switch (stored) {
        case INT32 -> (row, i) -> row.getInteger(i, 0);
        case INT64 -> (row, i) -> row.getLong(i, 0);
        case FLOAT -> (row, i) -> row.getFloat(i, 0);
        case DOUBLE -> (row, i) -> row.getDouble(i, 0);
        case BOOLEAN -> (row, i) -> row.getBoolean(i, 0) ? 1 : 0;
        case INT96 -> throw refused(path, column, "timestamps");
        case BINARY, FIXED_LEN_BYTE_ARRAY -> throw refused(path, column, "bytes");
      };
    }
    if (meaning instanceof IntLogicalTypeAnnotation) {
      return stored == PrimitiveTypeName.INT32
          ? (row, i) -> Integer.toUnsignedLong(row.getInteger(i, 0))
          : (row, i) -> new BigInteger(Long.toUnsignedString(row.getLong(i, 0))).doubleValue();
    }
    if (meaning instanceof DecimalLogicalTypeAnnotation decimal) {
      return (row, i) -> new BigDecimal(unscaled(stored, row, i), decimal.getScale()).doubleValue();
    }
    if (meaning instanceof Float16LogicalTypeAnnotation) {
      return (row, i) -> half(row.getBinary(i, 0).getBytes());
    }
    throw refused(path, column, meaning.toString());
  }

  private static SpecException refused(String path, Type column, String what) {
    return new SpecException(
        path,
        "column %s holds no numbers (%s)".formatted(column.getName(), what),
        "numbers, or booleans, in every column");
  }

  private static BigInteger unscaled(PrimitiveTypeName stored, Group row, int field) {
    return switch (stored) {
      case INT32 -> BigInteger.valueOf(row.getInteger(field, 0));
      case INT64 -> BigInteger.valueOf(row.getLong(field, 0));
      default -> new BigInteger(row.getBinary(field, 0).getBytes());
    };
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
