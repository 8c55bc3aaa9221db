package richscale.jobs.store;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;

/** Rows of a table as the bytes of a Parquet file. */
final class RowWriter {
  private RowWriter() {}

  /**
   * Returns the whole file.
   *
   * @param schema its columns
   * @param metadata what it says of itself
   * @param rows in their order
   * @param configuration Hadoop's
   */
  static byte[] encode(
      TableSchema schema,
      Map<String, String> metadata,
      Iterator<Object[]> rows,
      Configuration configuration)
      throws IOException {
    InMemoryFile file = new InMemoryFile();
    try (ParquetWriter<Object[]> writer =
        new Builder(file, new Support(schema, metadata))
            .withConf(configuration)
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .withPageWriteChecksumEnabled(true)
            .build()) {
      while (rows.hasNext()) {
        writer.write(rows.next());
      }
    }
    return file.content();
  }

  private static final class Builder extends ParquetWriter.Builder<Object[], Builder> {
    private final Support support;

    Builder(OutputFile file, Support support) {
      super(file);
      this.support = support;
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    @SuppressWarnings("deprecation") // Spark 3.5 has no other
    protected WriteSupport<Object[]> getWriteSupport(Configuration configuration) {
      return support;
    }
  }

  private static final class Support extends WriteSupport<Object[]> {
    private final TableSchema schema;
    private final Map<String, String> metadata;
    private final List<String> names;
    private RecordConsumer consumer;

    Support(TableSchema schema, Map<String, String> metadata) {
      this.schema = schema;
      this.metadata = metadata;
      names = schema.names();
    }

    @Override
    @SuppressWarnings("deprecation") // Spark 3.5 has no other
    public WriteContext init(Configuration configuration) {
      return new WriteContext(schema.parquet(), metadata);
    }

    @Override
    public void prepareForWrite(RecordConsumer recordConsumer) {
      consumer = recordConsumer;
    }

    @Override
    public void write(Object[] row) {
      consumer.startMessage();
      for (int i = 0; i < row.length; i++) {
        if (row[i] != null) {
          consumer.startField(names.get(i), i);
          add(row[i]);
          consumer.endField(names.get(i), i);
        }
      }
      consumer.endMessage();
    }

    private void add(Object value) {
      if (value instanceof Integer number) {
        consumer.addInteger(number);
      } else if (value instanceof Long number) {
        consumer.addLong(number);
      } else if (value instanceof Double number) {
        consumer.addDouble(number);
      } else if (value instanceof Boolean flag) {
        consumer.addBoolean(flag);
      } else {
        consumer.addBinary(Binary.fromString((String) value));
      }
    }
  }
}
