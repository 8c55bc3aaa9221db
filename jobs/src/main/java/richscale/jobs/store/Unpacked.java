package richscale.jobs.store;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.compressors.CompressorException;
import org.apache.commons.compress.compressors.CompressorStreamFactory;

/** What is packed in a file, by its first bytes: bzip2, gzip, xz, zstd, or a zip of one file. */
final class Unpacked {
  private static final String ZIP = ".zip";

  private Unpacked() {}

  static InputStream of(String path, InputStream stream) throws IOException {
    if (path.toLowerCase(Locale.ROOT).endsWith(ZIP)) {
      return new OnlyEntry(new ZipInputStream(stream));
    }
    try {
      String kind = CompressorStreamFactory.detect(stream);
      return new BufferedInputStream(
          new CompressorStreamFactory(true).createCompressorInputStream(kind, stream));
    } catch (CompressorException e) {
      // Not packed, so far as is known.
      return stream;
    }
  }

  /** The one file of an archive; what macOS adds to it does not count. */
  private static final class OnlyEntry extends FilterInputStream {
    private final ZipInputStream zip;
    private boolean ended;

    OnlyEntry(ZipInputStream zip) throws IOException {
      super(zip);
      this.zip = zip;
      if (!toNextFile()) {
        throw new IOException("an archive without a file");
      }
    }

    private boolean toNextFile() throws IOException {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (!entry.isDirectory() && !entry.getName().startsWith("__MACOSX/")) {
          return true;
        }
      }
      return false;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (ended) {
        return -1;
      }
      int count = zip.read(into, offset, length);
      if (count < 0) {
        ended = true;
        if (toNextFile()) {
          throw new IOException("an archive of more than one file");
        }
      }
      return count;
    }
  }
}
