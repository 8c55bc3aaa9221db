package richscale.spec;

import java.io.Serializable;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import richscale.architecture.Architectures;
import richscale.architecture.Blueprint;
import richscale.architecture.Dimensions;
import richscale.architecture.FeatureShape;
import richscale.architecture.Residual;

/**
 * Which architecture, with the sizes that it leaves open.
 *
 * @param name its name
 * @param kernel side of the kernels; 0 where the architecture has its own
 * @param stride stride of the convolutions; 0 where the architecture has its own
 * @param residual how branches are put together; the default where there are none to
 */
public record ArchitectureSpec(String name, int kernel, int stride, Residual residual)
    implements Serializable {
  /** Fully connected layers. */
  public static final ArchitectureSpec DENSE =
      new ArchitectureSpec("dense", 0, 0, Residual.DEFAULT);

  private static final Pattern RESIDUAL =
      Pattern.compile(
          "(resnet|resmlp)(?:\\(branchLayers=(\\d+),depthExponent=([0-9.]+)(,normalisation=layer)?\\))?");

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
        Architectures.named(name),
        new Dimensions(width, depth, kernel, stride, residual, input, outputs));
  }

  /**
   * Returns the text of the {@code architecture} column.
   *
   * @return the name, with kernel and stride where they are a spec's to choose, and with how
   *     branches are put together if that is not the default
   */
  public String canonical() {
    if (!residual.standard()) {
      return String.format(Locale.ROOT, "%s(%s)", name, residual.canonical());
    }
    return kernel == 0
        ? name
        : String.format(Locale.ROOT, "%s(kernel=%d,stride=%d)", name, kernel, stride);
  }

  /** Returns whether it has branches that a spec puts together. */
  boolean hasBranches() {
    return Architectures.residual(name);
  }

  /** Returns how branches are put together by the text of the column; absent if there are none. */
  static Optional<Residual> residualIn(String canonical) {
    Matcher text = RESIDUAL.matcher(canonical);
    if (!text.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        text.group(2) == null
            ? Residual.DEFAULT
            : new Residual(
                Integer.parseInt(text.group(2)),
                Double.parseDouble(text.group(3)),
                text.group(4) == null
                    ? Residual.Normalisation.NONE
                    : Residual.Normalisation.LAYER));
  }

  /**
   * Returns the number of residual branches of a network.
   *
   * @param canonical the text of its {@code architecture} column
   * @param depth L
   * @return N; absent where there are none
   */
  public static OptionalInt branchesIn(String canonical, int depth) {
    Optional<Residual> residual = residualIn(canonical);
    return residual.isPresent()
        ? OptionalInt.of(residual.get().branches(depth))
        : OptionalInt.empty();
  }

  /** Returns the name within the text of the column. */
  static String nameIn(String canonical) {
    int sizes = canonical.indexOf('(');
    return sizes < 0 ? canonical : canonical.substring(0, sizes);
  }
}
