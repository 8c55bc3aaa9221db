package richscale.jobs.data;

import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import richscale.jobs.store.UsageException;

/** The files that a user points to: those of a directory, or those in a tar archive. */
final class Source {
  private Source() {}

  /**
   * Reads the wanted files, gzipped ones unpacked and without .gz in their names.
   *
   * @param from directory or archive
   * @param wanted by name
   * @param hadoop Hadoop's configuration
   * @return contents by name
   */
  static Map<String, byte[]> read(String from, Predicate<String> wanted, Configuration hadoop)
      throws IOException {
    Path path = new Path(from);
    FileSystem files = path.getFileSystem(hadoop);
    try {
      return files.getFileStatus(path).isDirectory()
          ? ofDirectory(files, path, wanted)
          : ofArchive(files, path, wanted);
    } catch (FileNotFoundException e) {
      throw new UsageException(
          "--from", "%s does not exist".formatted(from), "a directory or a tar archive");
    }
  }

  private static Map<String, byte[]> ofDirectory(
      FileSystem files, Path directory, Predicate<String> wanted) throws IOException {
    Map<String, byte[]> found = new HashMap<>();
    for (FileStatus file : files.listStatus(directory)) {
      String name = plain(file.getPath().getName());
      if (file.isFile() && wanted.test(name)) {
        try (InputStream stream = files.open(file.getPath())) {
          found.put(name, unpacked(file.getPath().getName(), stream));
        }
      }
    }
    return found;
  }

  private static Map<String, byte[]> ofArchive(
      FileSystem files, Path archive, Predicate<String> wanted) throws IOException {
    Map<String, byte[]> found = new HashMap<>();
    boolean gzipped = archive.getName().endsWith("gz");
    try (InputStream stream = new BufferedInputStream(files.open(archive));
        InputStream plain = gzipped ? new GZIPInputStream(stream) : stream;
        TarArchiveInputStream tar = new TarArchiveInputStream(plain)) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        String base = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
        if (entry.isFile() && wanted.test(plain(base))) {
          found.put(plain(base), unpacked(base, tar));
        }
      }
    } catch (IOException e) {
      throw new UsageException(
          "--from",
          "%s is no whole tar archive (%s)"
              .formatted(archive, String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
          "the file as it was published");
    }
    if (found.isEmpty()) {
      throw new UsageException(
          "--from",
          "%s holds none of the files".formatted(archive),
          "a directory or a tar archive of them");
    }
    return found;
  }

  private static String plain(String name) {
    return name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
  }

  private static byte[] unpacked(String name, InputStream stream) throws IOException {
    try {
      return name.endsWith(".gz")
          ? new GZIPInputStream(stream).readAllBytes()
          : stream.readAllBytes();
    } catch (IOException e) {
      throw new UsageException(
          "--from", "%s cannot be unpacked (%s)".formatted(name, e.getMessage()), "a whole file");
    }
  }
}
