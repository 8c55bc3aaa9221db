package richscale.data;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import richscale.spec.TableReading;

/** Reads tables that somebody else wrote: CSV, packed or not, or Parquet. */
public final class TableReader {
  private static final List<String> PARQUET = List.of(".parquet", ".parq", ".pq");

  private TableReader() {}

  /**
   * Reads a table.
   *
   * @param path of a file of CSV or Parquet, or of a directory of Parquet files
   * @param files where it is
   * @param sink takes its cells
   * @return the digest of what was read, in hexadecimal
   * @throws richscale.spec.SpecException if it cannot be read; the message is one line for the user
   */
  public static String read(String path, DataFiles files, TableSink sink) {
    RecordFiles read = new RecordFiles(files);
    List<String> parts = parts(path, files);
    if (!isParquet(parts.get(0)) && !beginsAsParquet(parts.get(0), files)) {
      CsvFormat.read(path, TableReading.Separator.AUTO, read, sink);
      return read.digest();
    }
    for (String part : parts) {
      try {
        files.parquet(part, read.read(part), sink);
      } catch (IOException e) {
        throw RecordFiles.unreadable(part, e);
      }
    }
    return read.digest();
  }

  private static List<String> parts(String path, DataFiles files) {
    try {
      List<String> all = files.list(path);
      if (all.size() == 1) {
        return all;
      }
      List<String> parts = all.stream().filter(TableReader::isParquet).toList();
      if (parts.isEmpty()) {
        throw RecordFiles.error(
            path, "there is no Parquet file in it", "a file, or a directory of files *.parquet");
      }
      return parts;
    } catch (FileNotFoundException e) {
      throw RecordFiles.error(path, "there is no such file", "a file of CSV or Parquet");
    } catch (IOException e) {
      throw RecordFiles.unreadable(path, e);
    }
  }

  private static boolean beginsAsParquet(String path, DataFiles files) {
    try (InputStream stream = files.open(path)) {
      return ForeignFile.of(stream.readNBytes(ForeignFile.LONGEST))
          .equals(Optional.of(ForeignFile.PARQUET));
    } catch (IOException e) {
      throw RecordFiles.unreadable(path, e);
    }
  }

  private static boolean isParquet(String path) {
    String name = path.toLowerCase(Locale.ROOT);
    return PARQUET.stream().anyMatch(name::endsWith);
  }
}
