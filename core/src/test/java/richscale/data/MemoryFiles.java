package richscale.data;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** Small files of records, made for tests. */
public final class MemoryFiles implements DataFiles {
  private final Map<String, byte[]> contents = new HashMap<>();

  MemoryFiles put(String path, byte[] content) {
    contents.put(path, content);
    return this;
  }

  MemoryFiles put(String path, String content) {
    return put(path, content.getBytes(StandardCharsets.UTF_8));
  }

  MemoryFiles remove(String path) {
    contents.remove(path);
    return this;
  }

  byte[] get(String path) {
    return contents.get(path);
  }

  /** Images of 2 x 3 pixels whose pixel j of image i is (7 i + j) mod 256, labelled i mod 3. */
  static MemoryFiles idx(int training, int test) {
    return new MemoryFiles()
        .put("idx/train-images-idx3-ubyte", images(training))
        .put("idx/train-labels-idx1-ubyte", labels(training))
        .put("idx/t10k-images-idx3-ubyte", images(test))
        .put("idx/t10k-labels-idx1-ubyte", labels(test));
  }

  static byte[] images(int count) {
    ByteBuffer buffer = ByteBuffer.allocate(16 + 6 * count);
    buffer.putInt(0x803).putInt(count).putInt(2).putInt(3);
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < 6; j++) {
        buffer.put((byte) (7 * i + j));
      }
    }
    return buffer.array();
  }

  static byte[] labels(int count) {
    ByteBuffer buffer = ByteBuffer.allocate(8 + count);
    buffer.putInt(0x801).putInt(count);
    for (int i = 0; i < count; i++) {
      buffer.put((byte) (i % 3));
    }
    return buffer.array();
  }

  /** Two training batches and a test batch; pixel j of record i is (i + j) mod 256. */
  public static MemoryFiles cifar(int records) {
    return new MemoryFiles()
        .put("cifar/data_batch_1.bin", batch(records))
        .put("cifar/data_batch_2.bin", batch(records))
        .put("cifar/test_batch.bin", batch(records));
  }

  static byte[] batch(int records) {
    byte[] batch = new byte[3073 * records];
    for (int i = 0; i < records; i++) {
      batch[3073 * i] = (byte) (i % 10);
      for (int j = 0; j < 3072; j++) {
        batch[3073 * i + 1 + j] = (byte) (i + j);
      }
    }
    return batch;
  }

  static byte[] gzip(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @Override
  public String absolute(String path) {
    return path;
  }

  @Override
  public boolean exists(String path) {
    return contents.keySet().stream()
        .anyMatch(name -> name.equals(path) || name.startsWith(path + "/"));
  }

  @Override
  public InputStream open(String path) throws IOException {
    byte[] content = contents.get(path);
    if (content == null) {
      throw new IOException("is a directory");
    }
    return new ByteArrayInputStream(content);
  }

  @Override
  public List<String> list(String path) throws IOException {
    List<String> found =
        contents.keySet().stream()
            .filter(name -> name.equals(path) || name.startsWith(path + "/"))
            .sorted()
            .toList();
    if (found.isEmpty()) {
      throw new FileNotFoundException(path);
    }
    return found;
  }
}
