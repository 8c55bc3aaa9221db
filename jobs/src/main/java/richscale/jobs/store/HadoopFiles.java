package richscale.jobs.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
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
    return ParquetTable.read(path, content, configuration);
  }
}
