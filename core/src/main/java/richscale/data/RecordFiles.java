package richscale.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import richscale.spec.SpecException;

/** Reads whole files, says in one line what is wrong with them, and digests what it reads. */
final class RecordFiles {
  private final DataFiles files;
  private final MessageDigest digest;

  RecordFiles(DataFiles files) {
    this.files = files;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Returns the digest of all that was read since, in hexadecimal. */
  String digest() {
    return HexFormat.of().formatHex(digest.digest());
  }

  static SpecException error(String path, String problem, String wanted) {
    return new SpecException(path, problem, wanted);
  }

  boolean exists(String path) {
    try {
      return files.exists(path);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /** Reads a file, or the same with .gz at its end, unpacked. */
  byte[] read(String path) {
    String packed = path + ".gz";
    boolean gzipped = path.endsWith(".gz");
    String there = path;
    if (!gzipped && !exists(path)) {
      if (!exists(packed)) {
        throw error(path, "there is no such file", "it there, or " + nameOf(packed));
      }
      there = packed;
      gzipped = true;
    }
    try (InputStream stream = files.open(there);
        InputStream buffered = new BufferedInputStream(stream);
        InputStream plain = gzipped ? new GZIPInputStream(buffered) : buffered) {
      byte[] content = plain.readAllBytes();
      digest.update(content);
      return content;
    } catch (IOException e) {
      throw unreadable(there, e);
    }
  }

  DataFiles files() {
    return files;
  }

  static SpecException unreadable(String path, IOException e) {
    String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return error(path, "cannot be read (%s)".formatted(why), "a whole, readable file");
  }

  static String nameOf(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
