package richscale.jobs.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.io.SeekableInputStream;
import org.apache.parquet.schema.MessageType;

/** Rows as the bytes of a Parquet file and back; pages carry checksums, verified when read. */
final class ParquetBytes {
  private ParquetBytes() {}

  /** Returns the whole file. */
  static byte[] encode(MessageType schema, List<Group> rows, Configuration configuration)
      throws IOException {
    InMemoryFile file = new InMemoryFile();
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(file)
            .withConf(configuration)
            .withType(schema)
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .withPageWriteChecksumEnabled(true)
            .build()) {
      for (Group row : rows) {
        writer.write(row);
      }
    }
    return file.content();
  }

  /**
   * Reads what a file in memory says of itself.
   *
   * @throws IOException if the file is no Parquet
   */
  static FileMetaData metadata(byte[] content, Configuration configuration) throws IOException {
    ParquetReadOptions options = HadoopReadOptions.builder(configuration).build();
    try (ParquetFileReader reader = ParquetFileReader.open(new InMemoryInput(content), options)) {
      return reader.getFileMetaData();
    } catch (RuntimeException e) {
      // Parquet's own way to say that bytes make no sense.
      throw new IOException(e.getMessage(), e);
    }
  }

  /**
   * Reads all rows of a file in memory, only the columns of the schema; fields that were not known
   * when it was written are left out.
   *
   * @throws IOException if the file is no Parquet, is damaged, or lacks a column
   */
  static List<Group> decode(byte[] content, MessageType schema, Configuration configuration)
      throws IOException {
    // Not shared between threads: their decompressors belong to them.
    ParquetReadOptions options =
        HadoopReadOptions.builder(configuration).usePageChecksumVerification(true).build();
    List<Group> rows = new ArrayList<>();
    try (ParquetFileReader reader = ParquetFileReader.open(new InMemoryInput(content), options)) {
      MessageType there = reader.getFileMetaData().getSchema();
      MessageType present = Schemas.present(schema, there);
      there.checkContains(present);
      reader.setRequestedSchema(present);
      for (PageReadStore pages = reader.readNextRowGroup();
          pages != null;
          pages = reader.readNextRowGroup()) {
        RecordReader<Group> records =
            new ColumnIOFactory()
                .getColumnIO(present)
                .getRecordReader(pages, new GroupRecordConverter(present));
        for (long i = 0; i < pages.getRowCount(); i++) {
          rows.add(records.read());
        }
      }
    } catch (RuntimeException e) {
      // Parquet's own way to say that bytes make no sense.
      throw new IOException(e.getMessage(), e);
    }
    return rows;
  }

  private record InMemoryInput(@SuppressWarnings("ArrayRecordComponent") byte[] content)
      implements InputFile {
    @Override
    public long getLength() {
      return content.length;
    }

    @Override
    public SeekableInputStream newStream() {
      SeekableBytes bytes = new SeekableBytes(content);
      return new DelegatingSeekableInputStream(bytes) {
        @Override
        public long getPos() {
          return bytes.position();
        }

        @Override
        public void seek(long position) {
          bytes.seek(position);
        }
      };
    }
  }

  private static final class SeekableBytes extends ByteArrayInputStream {
    SeekableBytes(byte[] content) {
      super(content);
    }

    synchronized long position() {
      return pos;
    }

    synchronized void seek(long position) {
      pos = Math.toIntExact(position);
    }
  }
}
