package richscale.jobs.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import net.razorvine.pickle.IObjectConstructor;
import net.razorvine.pickle.Unpickler;
import richscale.jobs.store.UsageException;

/**
 * The Python versions of CIFAR-10 and CIFAR-100: pickled dictionaries of an array of pixels and a
 * list of labels. They are read as data: nothing that they name runs, and plain holders stand in
 * for NumPy's arrays and types. Becomes the binary version.
 */
final class CifarPickles {
  private static final int PIXELS = 3 * 32 * 32;

  static {
    IObjectConstructor array = arguments -> new Pixels();
    Unpickler.registerConstructor("numpy.core.multiarray", "_reconstruct", array);
    Unpickler.registerConstructor("numpy._core.multiarray", "_reconstruct", array);
    Unpickler.registerConstructor("numpy", "dtype", arguments -> new ElementType());
  }

  private CifarPickles() {}

  static boolean wanted(String name) {
    return name.matches("data_batch_[1-5]|test_batch|train|test");
  }

  /** Returns the files of the binary version; absent if these are not such pickles. */
  static Optional<Map<String, byte[]>> convert(Map<String, byte[]> files, boolean fine)
      throws IOException {
    List<String> pickles = files.keySet().stream().filter(CifarPickles::wanted).toList();
    if (pickles.isEmpty()) {
      return Optional.empty();
    }
    Map<String, byte[]> binary = new LinkedHashMap<>();
    for (String name : pickles) {
      binary.put(name + ".bin", records(name, files.get(name), fine));
    }
    return Optional.of(binary);
  }

  private static byte[] records(String name, byte[] pickle, boolean fine) {
    Map<?, ?> batch = batch(name, pickle);
    byte[] pixels = pixels(name, batch.get("data"));
    List<byte[]> labels =
        fine
            ? List.of(
                labels(name, batch.get("coarse_labels")), labels(name, batch.get("fine_labels")))
            : List.of(labels(name, batch.get("labels")));
    int count = pixels.length / PIXELS;
    if (pixels.length % PIXELS != 0 || labels.stream().anyMatch(some -> some.length != count)) {
      throw new UsageException(
          "--from",
          String.format(
              Locale.ROOT,
              "%s: %d labels for %d pixels",
              name,
              labels.get(0).length,
              pixels.length),
          "3,072 pixels for each label");
    }
    int record = labels.size() + PIXELS;
    byte[] records = new byte[count * record];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < labels.size(); j++) {
        records[i * record + j] = labels.get(j)[i];
      }
      System.arraycopy(pixels, i * PIXELS, records, i * record + labels.size(), PIXELS);
    }
    return records;
  }

  private static Map<?, ?> batch(String name, byte[] pickle) {
    Unpickler reader = new Unpickler();
    try {
      if (reader.loads(pickle) instanceof Map<?, ?> batch) {
        Map<String, Object> named = new LinkedHashMap<>();
        batch.forEach((key, value) -> named.put(text(key), value));
        return named;
      }
    } catch (IOException | RuntimeException e) {
      // Said below, with the same cure.
    } finally {
      reader.close();
    }
    throw new UsageException(
        "--from", "%s is no pickle of CIFAR".formatted(name), "the file as it was published");
  }

  private static String text(Object key) {
    return key instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.ISO_8859_1)
        : String.valueOf(key);
  }

  private static byte[] pixels(String name, Object data) {
    if (data instanceof Pixels array && array.bytes().isPresent()) {
      return array.bytes().get();
    }
    throw new UsageException(
        "--from", "%s holds no array of bytes".formatted(name), "the file as it was published");
  }

  private static byte[] labels(String name, Object labels) {
    if (labels instanceof List<?> list && list.stream().allMatch(Integer.class::isInstance)) {
      byte[] bytes = new byte[list.size()];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = ((Integer) list.get(i)).byteValue();
      }
      return bytes;
    }
    throw new UsageException(
        "--from", "%s holds no list of labels".formatted(name), "the file as it was published");
  }

  /** Stands in for an array; only bytes in C's order are taken. */
  public static final class Pixels {
    private Optional<byte[]> bytes = Optional.empty();

    Optional<byte[]> bytes() {
      return bytes;
    }

    /**
     * Called by the reader.
     *
     * @param state version, shape, type, order and bytes
     */
    public void __setstate__(Object[] state) {
      boolean fortran = Boolean.TRUE.equals(state[3]);
      if (!fortran && state[4] instanceof byte[] raw) {
        bytes = Optional.of(raw);
      } else if (!fortran && state[4] instanceof String latin) {
        // Python 2 has one type for both.
        bytes = Optional.of(latin.getBytes(StandardCharsets.ISO_8859_1));
      }
    }
  }

  /** Stands in for the type of an array, of which nothing is needed. */
  public static final class ElementType {
    /**
     * Called by the reader.
     *
     * @param state of the type
     */
    public void __setstate__(Object[] state) {
      // Whether values are bytes shows by what the array holds.
    }
  }
}
