package richscale.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import richscale.spec.SpecException;

/** Reads whole files, says in one line what is wrong with them, and digests what it reads. */
final class RecordFiles {
  private static final String GZIPPED = ".gz";

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

  /** Returns whether a file is there, packed or not. */
  boolean isThere(String path) {
    return exists(path) || exists(path + GZIPPED);
  }

  /** Reads a file, or the same with .gz at its end, unpacked. */
  byte[] read(String path) {
    try (InputStream stream = open(path)) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw unreadable(found(path), e);
    }
  }

  /** Returns the path of a file, or of the same with .gz at its end. */
  private String found(String path) {
    String packed = path + GZIPPED;
    if (path.endsWith(GZIPPED) || exists(path)) {
      return path;
    }
    if (exists(packed)) {
      return packed;
    }
    throw error(path, "there is no such file", "it there, or " + nameOf(packed));
  }

  /**
   * Opens a file, or the same with .gz at its end, to be read unpacked; the digest is that of what
   * is read.
   */
  InputStream open(String path) {
    String there = found(path);
    try {
      InputStream stream = new BufferedInputStream(files.open(there));
      try {
        return new DigestInputStream(
            there.endsWith(GZIPPED) ? new GZIPInputStream(stream) : files.unpack(there, stream),
            digest);
      } catch (IOException | RuntimeException e) {
        stream.close();
        throw e;
      }
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
