package richscale.data;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import richscale.architecture.FeatureShape;

/** Images of one size, one after another. */
final class PixelRows {
  private static final int FIRST = 64;

  private Optional<FeatureShape> shape = Optional.empty();
  private byte[] pixels = new byte[0];
  private int size;

  void add(String path, String place, byte[] encoded) {
    PixelImage image = PixelImage.decode(path, place, encoded);
    FeatureShape first = shape.orElse(image.shape());
    if (!image.shape().equals(first)) {
      throw RecordFiles.error(
          path,
          "%sa %s".formatted(place, named(image.shape())),
          "images of one kind and size; the first is a %s".formatted(named(first)));
    }
    shape = Optional.of(first);
    int length = first.size();
    if ((size + 1L) * length > pixels.length) {
      long more = Math.max((long) FIRST * length, pixels.length + (pixels.length >> 1));
      if (more > Integer.MAX_VALUE - 8) {
        throw RecordFiles.error(
            path, "more than two thousand million pixels", "fewer or smaller images");
      }
      pixels = Arrays.copyOf(pixels, (int) more);
    }
    System.arraycopy(image.pixels(), 0, pixels, size * length, length);
    size++;
  }

  private static String named(FeatureShape shape) {
    return String.format(
        Locale.ROOT,
        "%s image of %d x %d pixels",
        shape.channels() == 1 ? "grey" : "colour",
        shape.height(),
        shape.width());
  }

  void truncate(int rows) {
    size = Math.min(size, rows);
  }

  boolean isEmpty() {
    return shape.isEmpty();
  }

  FeatureShape shape() {
    return shape.orElseThrow();
  }

  RawRecords.Part part(double[] labels) {
    return RawRecords.Part.ofPixels(pixels, 0, shape().size(), labels);
  }
}
