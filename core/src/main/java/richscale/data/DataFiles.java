package richscale.data;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Files of records, wherever they are. */
public interface DataFiles {
  /**
   * A table of numbers.
   *
   * @param columns their names
   * @param rows values, one array for each row, in the order of the columns
   */
  record Table(List<String> columns, List<double[]> rows) {
    public Table {
      columns = List.copyOf(columns);
      rows = List.copyOf(rows);
    }
  }

  /**
   * Makes a path absolute.
   *
   * @param path of a file or directory
   * @return a path that means the same on every machine
   * @throws IOException if there is no such file system
   */
  String absolute(String path) throws IOException;

  /**
   * Returns whether there is such a file or directory.
   *
   * @param path its path
   * @return whether it is there
   * @throws IOException if the file system cannot say
   */
  boolean exists(String path) throws IOException;

  /**
   * Opens a file.
   *
   * @param path its path
   * @return its bytes
   * @throws IOException if it cannot be opened
   */
  InputStream open(String path) throws IOException;

  /**
   * Lists the Parquet files that make up a table. Files that hold none leave this as it is.
   *
   * @param path a file, or a directory of them
   * @return their paths, sorted
   * @throws IOException if they cannot be listed
   */
  default List<String> tableFiles(String path) throws IOException {
    throw new IOException("no tables here");
  }

  /**
   * Reads a Parquet file of numeric columns. Files that hold no tables leave this as it is.
   *
   * @param path its path
   * @param content its bytes
   * @return its rows
   * @throws IOException if it cannot be read, or a column is no number; the message is one line
   */
  default Table parquet(String path, byte[] content) throws IOException {
    throw new IOException("no tables here");
  }
}
