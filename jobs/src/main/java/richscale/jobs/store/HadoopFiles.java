package richscale.jobs.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import richscale.data.DataFiles;
import richscale.data.TableSink;

/**
 * Files of records on any file system that Hadoop knows.
 *
 * @param configuration Hadoop's
 */
public record HadoopFiles(Configuration configuration) implements DataFiles {

  private FileSystem fileSystem(Path path) throws IOException {
    try {
      return path.getFileSystem(configuration);
    } catch (IllegalArgumentException e) {
      // Hadoop's way to say that a host is not known.
      throw new IOException(FileTrouble.problem(e), e);
    }
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
      String problem = FileTrouble.problem(e);
      throw new IOException(
          problem.equals("permission denied")
              ? problem
              : "there is no such file, or it is a directory",
          e);
    }
  }

  @Override
  public InputStream unpack(String path, InputStream stream) throws IOException {
    return Unpacked.of(path, stream);
  }

  @Override
  public List<String> list(String path) throws IOException {
    Path given = path(path);
    FileSystem files = fileSystem(given);
    List<Path> found = new ArrayList<>();
    if (files.exists(given)) {
      addFiles(files, files.getFileStatus(given), found);
    } else {
      FileStatus[] matching = files.globStatus(given);
      if (matching == null || matching.length == 0) {
        throw new FileNotFoundException(path);
      }
      for (FileStatus one : matching) {
        addUnlessHidden(files, one, found);
      }
    }
    return found.stream().map(Path::toString).sorted().toList();
  }

  private static void addFiles(FileSystem files, FileStatus at, List<Path> found)
      throws IOException {
    if (at.isFile()) {
      found.add(at.getPath());
      return;
    }
    for (FileStatus below : files.listStatus(at.getPath())) {
      addUnlessHidden(files, below, found);
    }
  }

  private static void addUnlessHidden(FileSystem files, FileStatus at, List<Path> found)
      throws IOException {
    String name = at.getPath().getName();
    if (!name.startsWith(".") && !name.startsWith("_")) {
      addFiles(files, at, found);
    }
  }

  @Override
  public void parquet(String path, byte[] content, TableSink rows) throws IOException {
    ParquetTable.read(path, content, rows, configuration);
  }
}
