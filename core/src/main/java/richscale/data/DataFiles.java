package richscale.data;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Files of records, wherever they are. */
public interface DataFiles {
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
   * Unpacks a file that was opened, by what its first bytes say. Files that are never packed leave
   * this as it is.
   *
   * @param path its path
   * @param stream its bytes; marks can be set in it
   * @return the bytes of what is packed in it, or the same stream
   * @throws IOException if it holds more than one file, or is damaged
   */
  default InputStream unpack(String path, InputStream stream) throws IOException {
    return stream;
  }

  /**
   * Lists files, those in directories below included, but none that is hidden: whose name, or that
   * of a directory it is in, begins with a dot or an underscore.
   *
   * @param path a file, a directory, or a pattern of such
   * @return their paths, sorted
   * @throws java.io.FileNotFoundException if there is none
   * @throws IOException if they cannot be listed
   */
  default List<String> list(String path) throws IOException {
    throw new IOException("no files here");
  }

  /**
   * Reads a Parquet file. Files that hold no tables leave this as it is.
   *
   * @param path its path
   * @param content its bytes
   * @param rows takes its rows
   * @throws IOException if it cannot be read
   */
  default void parquet(String path, byte[] content, TableSink rows) throws IOException {
    throw new IOException("no tables here");
  }
}
