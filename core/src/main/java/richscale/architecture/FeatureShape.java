package richscale.architecture;

import java.io.Serializable;
import java.util.Locale;

/**
 * Shape of the values of one sample: feature maps, or a vector of units where height and width are
 * 1.
 *
 * @param channels number of channels, or of units
 * @param height rows of a map
 * @param width columns of a map
 */
public record FeatureShape(int channels, int height, int width) implements Serializable {
  public FeatureShape {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "no feature maps of %d x %d x %d", channels, height, width));
    }
  }

  /**
   * Returns the shape of a vector.
   *
   * @param units number of units
   * @return the shape
   */
  public static FeatureShape vector(int units) {
    return new FeatureShape(units, 1, 1);
  }

  /** {@return the shape of these values as a vector: a shape of as many units} */
  public FeatureShape flat() {
    return vector(size());
  }

  /** {@return the number of values: channels times height times width} */
  public int size() {
    return Math.multiplyExact(channels, Math.multiplyExact(height, width));
  }

  /** {@return the number of positions of a map: height times width} */
  public int positions() {
    return height * width;
  }
}
