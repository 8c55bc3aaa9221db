package richscale.jobs.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.filter2.predicate.FilterApi;
import org.apache.parquet.hadoop.BadConfigurationException;
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
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;
import richscale.spec.SpecException;

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
      throw damaged(e);
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
    List<Group> rows = new ArrayList<>();
    pass(content, schema, FilterCompat.NOOP, configuration, GroupRecordConverter::new, rows::add);
    return rows;
  }

  /** Returns what leaves out pages without any of some texts; all pages stay if there are none. */
  static FilterCompat.Filter filter(String column, Set<String> texts) {
    return texts.isEmpty()
        ? FilterCompat.NOOP
        : FilterCompat.get(
            FilterApi.in(
                FilterApi.binaryColumn(column),
                texts.stream().map(Binary::fromString).collect(Collectors.toSet())));
  }

  /**
   * Reads the rows of a file in memory one after another, as {@link #decode} does.
   *
   * @param filter pages that may be left out
   * @param rows makes what takes rows of the columns that are there
   * @param each takes what was made of each row
   * @throws IOException if the file is no Parquet, is damaged, or lacks a column
   */
  static <T> void pass(
      byte[] content,
      MessageType schema,
      FilterCompat.Filter filter,
      Configuration configuration,
      Function<MessageType, RecordMaterializer<T>> rows,
      Consumer<T> each)
      throws IOException {
    // Not shared between threads: their decompressors belong to them.
    ParquetReadOptions options =
        HadoopReadOptions.builder(configuration)
            .usePageChecksumVerification(true)
            .withRecordFilter(filter)
            .build();
    try (ParquetFileReader reader = ParquetFileReader.open(new InMemoryInput(content), options)) {
      MessageType there = reader.getFileMetaData().getSchema();
      MessageType present = Schemas.present(schema, there);
      there.checkContains(present);
      reader.setRequestedSchema(present);
      for (PageReadStore pages = reader.readNextFilteredRowGroup();
          pages != null;
          pages = reader.readNextFilteredRowGroup()) {
        RecordReader<T> records =
            new ColumnIOFactory().getColumnIO(present).getRecordReader(pages, rows.apply(present));
        for (long i = 0; i < pages.getRowCount(); i++) {
          each.accept(records.read());
        }
      }
    } catch (SpecException e) {
      throw e;
    } catch (RuntimeException e) {
      throw damaged(e);
    }
  }

  /** Parquet's own ways to say that bytes make no sense, in one line of the innermost cause. */
  private static IOException damaged(Throwable e) {
    Throwable codec = ExceptionUtils.throwableOfType(e, BadConfigurationException.class);
    String innermost = String.valueOf(ExceptionUtils.getRootCause(e).getMessage());
    return new IOException(
        codec == null
            ? innermost
            : "packed by a codec that is not at hand, " + innermost.replaceFirst(".*\\.", ""),
        e);
  }

  private record InMemoryInput(@SuppressWarnings("ArrayRecordComponent") byte[] content)
      implements InputFile {
    /** Parquet quotes it in errors. */
    @Override
    public String toString() {
      return "the file";
    }

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
