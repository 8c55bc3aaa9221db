package richscale.jobs.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.RemoteIterator;

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
            "--out",
            "%s is a file".formatted(location),
            "a directory, or a path where one can be made");
      }
      OutputDirectory directory = new OutputDirectory(root, fileSystem);
      if (root.isRoot() && !directory.objectStore()) {
        throw new UsageException(
            "--out", location + " is the root of a file system", "a directory in it");
      }
      return directory;
    } catch (IOException | IllegalArgumentException e) {
      throw new UsageException(
          "--out",
          "%s cannot be opened (%s)".formatted(location, FileTrouble.problem(e)),
          FileTrouble.wanted(e, "a directory on a file system that Hadoop knows"));
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
          "--out",
          "%s cannot be written (%s)".formatted(root, FileTrouble.problem(e)),
          FileTrouble.wanted(e, "a directory you may write to"));
    }
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

  /** {@return the directory for other processes to open: its qualified URI} */
  public String location() {
    return root.toString();
  }

  /**
   * {@return the directory for people to read: without the scheme where it is local; a path or URI}
   */
  public String display() {
    return "file".equals(root.toUri().getScheme()) ? root.toUri().getPath() : root.toString();
  }

  /** {@return the file system: the file system that holds the directory} */
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
    if (objectStore()) {
      try (OutputStream stream = fileSystem.create(target, true)) {
        stream.write(content);
      }
      return;
    }
    if (fileSystem instanceof RawLocalFileSystem) {
      writeLocally(target, content);
      return;
    }
    Path temporary = temporary(target);
    try {
      write(temporary, content);
      rename(temporary, target);
    } finally {
      fileSystem.delete(temporary, false);
    }
  }

  /** The same on a local disk, where Hadoop's own way runs a chmod process for each file. */
  private static void writeLocally(Path target, byte[] content) throws IOException {
    java.nio.file.Path file = local(target);
    Files.createDirectories(file.getParent());
    java.nio.file.Path temporary = temporary(file);
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

  private static java.nio.file.Path local(Path path) {
    return java.nio.file.Path.of(path.toUri().getPath());
  }

  private static java.nio.file.Path temporary(java.nio.file.Path file) {
    return file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
  }

  private static Path temporary(Path file) {
    return new Path(file.getParent(), "." + file.getName() + "." + UUID.randomUUID());
  }

  private void write(Path file, byte[] content) throws IOException {
    try (FSDataOutputStream stream = fileSystem.create(file, true)) {
      stream.write(content);
      stream.hsync();
    }
  }

  private boolean objectStore() {
    return OBJECT_STORES.contains(String.valueOf(root.toUri().getScheme()));
  }

  /**
   * Puts a file in the place of another, at once where the file system can; object stores copy it,
   * and the copy appears at once.
   *
   * @param from relative name of a finished file
   * @param to relative name of its place
   * @throws IOException if it could not be moved
   */
  public void move(String from, String to) throws IOException {
    makeDirectory(to.substring(0, to.lastIndexOf('/')));
    if (fileSystem instanceof RawLocalFileSystem) {
      Files.move(local(path(from)), local(path(to)), StandardCopyOption.ATOMIC_MOVE);
    } else if (objectStore()) {
      fileSystem.delete(path(to), false);
      if (!fileSystem.rename(path(from), path(to))) {
        throw new IOException("cannot rename %s to %s".formatted(path(from), path(to)));
      }
    } else {
      rename(path(from), path(to));
    }
  }

  /** Unlike FileSystem.rename, this one replaces a file in one step on HDFS. */
  private void rename(Path from, Path to) throws IOException {
    FileContext.getFileContext(fileSystem.getUri(), fileSystem.getConf())
        .rename(from, to, Options.Rename.OVERWRITE);
  }

  /**
   * Writes a small file unless there is one of its name. At most one of all that try at a time
   * succeeds.
   *
   * @param name relative name
   * @param content its bytes
   * @return whether it was written
   * @throws IOException if that could not be found out
   */
  public boolean createNew(String name, byte[] content) throws IOException {
    try {
      if (fileSystem instanceof RawLocalFileSystem) {
        // A link to a whole file: nobody reads half of it.
        java.nio.file.Path file = local(path(name));
        java.nio.file.Path temporary = temporary(file);
        try {
          Files.write(temporary, content);
          linkOrCreate(file, temporary, content);
        } finally {
          Files.deleteIfExists(temporary);
        }
      } else if (objectStore()) {
        // A conditional PUT, where the store knows it.
        FSDataOutputStreamBuilder<?, ?> builder = fileSystem.createFile(path(name));
        builder.overwrite(false).opt("fs.option.create.conditional.overwrite", true);
        try (FSDataOutputStream stream = builder.build()) {
          stream.write(content);
        }
      } else {
        Path temporary = temporary(path(name));
        try {
          write(temporary, content);
          FileContext.getFileContext(fileSystem.getUri(), fileSystem.getConf())
              .rename(temporary, path(name), Options.Rename.NONE);
        } finally {
          fileSystem.delete(temporary, false);
        }
      }
      return true;
    } catch (java.nio.file.FileAlreadyExistsException | FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      if (fileSystem.exists(path(name))) {
        return false;
      }
      throw e;
    }
  }

  /** Some disks know no links; there a file is made where it belongs, if it is not there. */
  private static void linkOrCreate(
      java.nio.file.Path file, java.nio.file.Path temporary, byte[] content) throws IOException {
    try {
      Files.createLink(file, temporary);
    } catch (java.nio.file.FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      Files.write(file, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }
  }

  /**
   * Reads a whole file.
   *
   * @param name relative name
   * @return its bytes
   * @throws FileNotFoundException if there is none
   * @throws IOException if it could not be read
   */
  public byte[] read(String name) throws IOException {
    try (InputStream stream = fileSystem.open(path(name))) {
      return stream.readAllBytes();
    }
  }

  /**
   * Deletes a file, if it is there.
   *
   * @param name relative name
   * @throws IOException if it could not be deleted
   */
  public void delete(String name) throws IOException {
    fileSystem.delete(path(name), false);
  }

  /**
   * Lists the files of a subdirectory.
   *
   * @param name relative name
   * @return their statuses, in no order; empty if there is no such directory
   * @throws IOException if it cannot be listed
   */
  public List<FileStatus> list(String name) throws IOException {
    List<FileStatus> files = new ArrayList<>();
    try {
      RemoteIterator<FileStatus> statuses = fileSystem.listStatusIterator(path(name));
      while (statuses.hasNext()) {
        files.add(statuses.next());
      }
    } catch (FileNotFoundException e) {
      return List.of();
    }
    return files;
  }
}
