package richscale.data;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import javax.imageio.ImageIO;
import richscale.architecture.FeatureShape;

/**
 * A decoded image.
 *
 * @param shape one channel if it is grey, else red, green and blue
 * @param pixels a byte each, channel after channel, row after row
 */
// Compared by nobody.
@SuppressWarnings("ArrayRecordComponent")
record PixelImage(FeatureShape shape, byte[] pixels) {

  /** Most pixels of a side; sizes beyond are no samples of a network. */
  private static final int LARGEST = 1024;

  private static final int RGB = 3;

  /**
   * Decodes PNG, JPEG, GIF or BMP.
   *
   * @param path of the file it is in, for errors
   * @param place within the file, such as {@code row 3: }
   * @param encoded the image
   */
  static PixelImage decode(String path, String place, byte[] encoded) {
    BufferedImage image = image(path, place, encoded);
    int width = image.getWidth();
    int height = image.getHeight();
    if (width > LARGEST || height > LARGEST) {
      throw RecordFiles.error(
          path,
          String.format(Locale.ROOT, "%san image of %d x %d pixels", place, height, width),
          String.format(Locale.ROOT, "at most %d x %d", LARGEST, LARGEST));
    }
    boolean indexed = image.getColorModel() instanceof IndexColorModel;
    if (!indexed
        && image.getRaster().getDataBuffer().getDataType() != DataBuffer.TYPE_BYTE
        && image.getRaster().getNumBands() < RGB) {
      throw RecordFiles.error(
          path, "%sgrey values of more than 8 bits".formatted(place), "one byte a pixel");
    }
    // Colour conversion would change grey values, so they are taken as they are.
    boolean grey = !indexed && image.getRaster().getNumBands() < RGB;
    int positions = width * height;
    byte[] pixels = new byte[(grey ? 1 : RGB) * positions];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int at = y * width + x;
        if (grey) {
          pixels[at] = (byte) image.getRaster().getSample(x, y, 0);
        } else {
          int rgb = image.getRGB(x, y);
          pixels[at] = (byte) (rgb >> 16);
          pixels[positions + at] = (byte) (rgb >> 8);
          pixels[2 * positions + at] = (byte) rgb;
        }
      }
    }
    return new PixelImage(new FeatureShape(grey ? 1 : RGB, height, width), pixels);
  }

  private static BufferedImage image(String path, String place, byte[] encoded) {
    try {
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(encoded));
      if (image != null) {
        return image;
      }
    } catch (IOException e) {
      // Said below, with the same cure.
    }
    throw RecordFiles.error(path, "%sno whole image".formatted(place), "PNG, JPEG, GIF or BMP");
  }
}
