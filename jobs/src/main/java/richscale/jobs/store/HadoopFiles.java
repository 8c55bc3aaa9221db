package richscale.jobs.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import richscale.data.DataFiles;

/**
 * Files of records on any file system that Hadoop knows.
 *
 * @param configuration Hadoop's
 */
public record HadoopFiles(Configuration configuration) implements DataFiles {

  private FileSystem fileSystem(Path path) throws IOException {
    return path.getFileSystem(configuration);
  }

  private static Path path(String text) throws IOException {
    try {
      return new Path(text);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public String absolute(String path) throws IOException {
    Path given = path(path);
    return fileSystem(given).makeQualified(given).toString();
  }

  @Override
  public boolean exists(String path) throws IOException {
    Path given = path(path);
    return fileSystem(given).exists(given);
  }

  @Override
  public InputStream open(String path) throws IOException {
    Path given = path(path);
    try {
      return fileSystem(given).open(given);
    } catch (FileNotFoundException e) {
      throw new IOException("there is no such file, or it is a directory", e);
    }
  }

  @Override
  public List<String> tableFiles(String path) throws IOException {
    Path given = path(path);
    FileSystem files = fileSystem(given);
    if (files.getFileStatus(given).isFile()) {
      return List.of(path);
    }
    return Arrays.stream(files.listStatus(given))
        .filter(FileStatus::isFile)
        .map(FileStatus::getPath)
        .filter(file -> file.getName().endsWith(".parquet"))
        .map(Path::toString)
        .sorted()
        .toList();
  }

  @Override
  public Table parquet(String path, byte[] content) throws IOException {
    MessageType schema = ParquetBytes.schema(content, configuration);
    List<String> columns = schema.getFields().stream().map(Type::getName).toList();
    for (Type column : schema.getFields()) {
      requireNumber(column);
    }
    List<double[]> rows = new ArrayList<>();
    for (Group row : ParquetBytes.decode(content, schema, configuration)) {
      double[] numbers = new double[columns.size()];
      for (int i = 0; i < numbers.length; i++) {
        if (row.getFieldRepetitionCount(i) == 0) {
          throw new IOException(
              String.format(
                  Locale.ROOT,
                  "row %d has no value in column %s",
                  rows.size() + 1,
                  columns.get(i)));
        }
        numbers[i] = Double.parseDouble(row.getValueToString(i, 0));
      }
      rows.add(numbers);
    }
    return new Table(columns, rows);
  }

  private static void requireNumber(Type column) throws IOException {
    boolean number =
        column.isPrimitive()
            && !column.isRepetition(Type.Repetition.REPEATED)
            && List.of(
                    PrimitiveTypeName.INT32,
                    PrimitiveTypeName.INT64,
                    PrimitiveTypeName.FLOAT,
                    PrimitiveTypeName.DOUBLE)
                .contains(column.asPrimitiveType().getPrimitiveTypeName());
    if (!number) {
      throw new IOException("column %s holds no numbers".formatted(column.getName()));
    }
  }
}
