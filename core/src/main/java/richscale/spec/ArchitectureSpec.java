package richscale.spec;

import java.io.Serializable;
import java.util.Locale;
import richscale.architecture.Architectures;
import richscale.architecture.Blueprint;
import richscale.architecture.Dimensions;
import richscale.architecture.FeatureShape;

/**
 * Which architecture, with the sizes that it leaves open.
 *
 * @param name its name
 * @param kernel side of the kernels; 0 where the architecture has its own
 * @param stride stride of the convolutions; 0 where the architecture has its own
 */
public record ArchitectureSpec(String name, int kernel, int stride) implements Serializable {
  /** Fully connected layers. */
  public static final ArchitectureSpec DENSE = new ArchitectureSpec("dense", 0, 0);

  /**
   * Returns the network with all its sizes.
   *
   * @param width n
   * @param depth L
   * @param input shape of a sample
   * @param outputs k
   * @return the blueprint
   * @throws IllegalArgumentException if layers do not fit together
   */
  Blueprint blueprint(int width, int depth, FeatureShape input, int outputs) {
    return Blueprint.of(
        Architectures.named(name), new Dimensions(width, depth, kernel, stride, input, outputs));
  }

  /**
   * Returns the text of the {@code architecture} column.
   *
   * @return the name, with kernel and stride where they are a spec's to choose
   */
  public String canonical() {
    return kernel == 0
        ? name
        : String.format(Locale.ROOT, "%s(kernel=%d,stride=%d)", name, kernel, stride);
  }

  /** Returns the name within the text of the column. */
  static String nameIn(String canonical) {
    int sizes = canonical.indexOf('(');
    return sizes < 0 ? canonical : canonical.substring(0, sizes);
  }
}
