package richscale.jobs.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * The directory given as {@code --out}, on any Hadoop file system. Whole files appear in it at once
 * or not at all.
 */
public final class OutputDirectory {
  /** Stores whose files appear when they are closed, in one PUT, and whose rename is a copy. */
  private static final Set<String> OBJECT_STORES =
      Set.of("s3", "s3a", "s3n", "gs", "oss", "cosn", "swift", "wasb", "wasbs");

  private final Path root;
  private final FileSystem fileSystem;

  private OutputDirectory(Path root, FileSystem fileSystem) {
    this.root = root;
    this.fileSystem = fileSystem;
  }

  /**
   * Opens a directory, which need not exist.
   *
   * @param location a path or URI
   * @param configuration Hadoop's configuration
   * @return the directory
   * @throws UsageException if the location cannot be a directory
   */
  public static OutputDirectory open(String location, Configuration configuration) {
    try {
      Path path = new Path(location);
      FileSystem fileSystem = path.getFileSystem(configuration);
      if (fileSystem instanceof LocalFileSystem local) {
        // The checksum files beside each file would double their number; Parquet has its own.
        fileSystem = local.getRawFileSystem();
      }
      Path root = fileSystem.makeQualified(path);
      if (fileSystem.exists(root) && !fileSystem.getFileStatus(root).isDirectory()) {
        throw new UsageException(
            "--out: %s is a file; expected a directory, or a path where one can be made"
                .formatted(location));
      }
      return new OutputDirectory(root, fileSystem);
    } catch (IOException | IllegalArgumentException e) {
      throw new UsageException(
          "--out: %s cannot be opened (%s); expected a directory on a file system that Hadoop knows"
              .formatted(location, firstLine(e)));
    }
  }

  /**
   * Makes a subdirectory.
   *
   * @param name its name
   * @throws UsageException if it cannot be made
   */
  public void makeDirectory(String name) {
    try {
      if (!fileSystem.mkdirs(path(name))) {
        throw new IOException("mkdir failed");
      }
    } catch (IOException e) {
      throw new UsageException(
          "--out: %s cannot be written (%s); expected a directory you may write to"
              .formatted(root, firstLine(e)));
    }
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.getClass().getSimpleName());
  }

  /**
   * Returns a path below the directory.
   *
   * @param name relative name
   * @return its qualified path
   */
  public Path path(String name) {
    return new Path(root, name);
  }

  /**
   * Returns the directory for other processes to open.
   *
   * @return its qualified URI
   */
  public String location() {
    return root.toString();
  }

  /**
   * Returns the directory for people to read: without the scheme where it is local.
   *
   * @return a path or URI
   */
  public String display() {
    return "file".equals(root.toUri().getScheme()) ? root.toUri().getPath() : root.toString();
  }

  /**
   * Returns the file system.
   *
   * @return the file system that holds the directory
   */
  public FileSystem fileSystem() {
    return fileSystem;
  }

  /**
   * Writes a file that appears whole or not at all, over any file of the same name.
   *
   * @param name relative name
   * @param content its bytes
   * @throws IOException if it could not be written; nothing is left behind then
   */
  public void writeWhole(String name, byte[] content) throws IOException {
    Path target = path(name);
    if (OBJECT_STORES.contains(String.valueOf(root.toUri().getScheme()))) {
      try (OutputStream stream = fileSystem.create(target, true)) {
        stream.write(content);
      }
      return;
    }
    if (fileSystem instanceof RawLocalFileSystem) {
      writeLocally(target, content);
      return;
    }
    Path temporary = new Path(target.getParent(), "." + target.getName() + "." + UUID.randomUUID());
    try {
      try (FSDataOutputStream stream = fileSystem.create(temporary, true)) {
        stream.write(content);
        stream.hsync();
      }
      rename(temporary, target);
    } finally {
      fileSystem.delete(temporary, false);
    }
  }

  /** The same on a local disk, where Hadoop's own way runs a chmod process for each file. */
  private static void writeLocally(Path target, byte[] content) throws IOException {
    java.nio.file.Path file = java.nio.file.Path.of(target.toUri().getPath());
    java.nio.file.Path temporary =
        file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
    try {
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        ByteBuffer buffer = ByteBuffer.wrap(content);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        channel.force(true);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private void rename(Path from, Path to) throws IOException {
    // HDFS refuses to rename over a file, POSIX replaces it; in between, readers see no file.
    if (!fileSystem.rename(from, to)) {
      fileSystem.delete(to, false);
      if (!fileSystem.rename(from, to)) {
        throw new IOException("cannot rename %s to %s".formatted(from, to));
      }
    }
  }

  /**
   * Puts a finished directory in the place of another of the given name. A reader finds the old
   * files, the new files, or for a moment no directory, never a mix.
   *
   * @param staged relative name of the finished directory
   * @param name relative name of the place
   * @throws IOException if a file system operation failed
   */
  public void replaceDirectory(String staged, String name) throws IOException {
    Path target = path(name);
    Path old = path("_old-" + name);
    fileSystem.delete(old, true);
    if (fileSystem.exists(target) && !fileSystem.rename(target, old)) {
      throw new IOException("cannot move %s aside".formatted(target));
    }
    if (!fileSystem.rename(path(staged), target)) {
      throw new IOException("cannot rename %s to %s".formatted(path(staged), target));
    }
    fileSystem.delete(old, true);
  }

  /**
   * Finishes what a process that died in {@link #replaceDirectory} began: brings the old directory
   * back if the new one never came.
   *
   * @param name relative name of the place
   * @throws IOException if a file system operation failed
   */
  public void recoverDirectory(String name) throws IOException {
    Path target = path(name);
    Path old = path("_old-" + name);
    if (fileSystem.exists(old)) {
      if (fileSystem.exists(target)) {
        fileSystem.delete(old, true);
      } else if (!fileSystem.rename(old, target)) {
        throw new IOException("cannot bring back %s".formatted(target));
      }
    }
  }

  /**
   * Lists the files of a subdirectory.
   *
   * @param name relative name
   * @return file names with their statuses; empty if there is no such directory
   * @throws IOException if it cannot be listed
   */
  public Map<String, FileStatus> list(String name) throws IOException {
    Map<String, FileStatus> files = new TreeMap<>();
    try {
      var statuses = fileSystem.listStatusIterator(path(name));
      while (statuses.hasNext()) {
        FileStatus status = statuses.next();
        files.put(status.getPath().getName(), status);
      }
    } catch (FileNotFoundException e) {
      return Map.of();
    }
    return files;
  }
}
