package richscale.jobs.store;

import org.apache.parquet.column.Dictionary;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * Reads rows as arrays of Integer, Long, Double, Boolean or String, null where a value is absent.
 * Texts of a dictionary are decoded once for all rows that have them.
 */
final class RowReader extends RecordMaterializer<Object[]> {
  private final Cell[] cells;
  private Object[] row = new Object[0];

  RowReader(MessageType schema) {
    cells = new Cell[schema.getFieldCount()];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = new Cell(i, schema.getType(i).asPrimitiveType().getPrimitiveTypeName());
    }
  }

  private final class Cell extends PrimitiveConverter {
    private final int at;
    private final PrimitiveTypeName type;
    private Object[] dictionary = new Object[0];

    Cell(int at, PrimitiveTypeName type) {
      this.at = at;
      this.type = type;
    }

    @Override
    public boolean hasDictionarySupport() {
      return true;
    }

    @Override
    public void setDictionary(Dictionary read) {
      dictionary = new Object[read.getMaxId() + 1];
      for (int i = 0; i < dictionary.length; i++) {
        dictionary[i] = decoded(read, i);
      }
    }

    private Object decoded(Dictionary read, int id) {
      return switch (type) {
        case BINARY -> read.decodeToBinary(id).toStringUsingUTF8();
        case INT32 -> read.decodeToInt(id);
        case INT64 -> read.decodeToLong(id);
        case DOUBLE -> read.decodeToDouble(id);
        default -> throw new IllegalArgumentException("no dictionary of " + type);
      };
    }

    @Override
    public void addValueFromDictionary(int id) {
      row[at] = dictionary[id];
    }

    @Override
    public void addBinary(Binary value) {
      row[at] = value.toStringUsingUTF8();
    }

    @Override
    public void addInt(int value) {
      row[at] = value;
    }

    @Override
    public void addLong(long value) {
      row[at] = value;
    }

    @Override
    public void addDouble(double value) {
      row[at] = value;
    }

    @Override
    public void addBoolean(boolean value) {
      row[at] = value;
    }
  }

  @Override
  public Object[] getCurrentRecord() {
    return row;
  }

  @Override
  public GroupConverter getRootConverter() {
    return new GroupConverter() {
      @Override
      public Converter getConverter(int field) {
        return cells[field];
      }

      @Override
      public void start() {
        row = new Object[cells.length];
      }

      @Override
      public void end() {
        // The row is taken by whoever reads.
      }
    };
  }
}
