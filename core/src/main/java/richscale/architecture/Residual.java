package richscale.architecture;

import java.io.Serializable;
import java.util.Locale;

/**
 * How a residual network is put together: a read-in, N branches, each multiplied by N^-a before it
 * is added, a read-out. With a = 1/2 branches add up like independent random numbers (arXiv
 * 2309.16620, 2310.02244), with a = 1 like equal ones, so that every layer can learn features
 * (arXiv 2505.01618).
 *
 * @param branchLayers layers with weights in a branch: 1 or 2
 * @param depthExponent a, from 1/2 to 1
 * @param normalisation what is done to what enters a branch
 */
public record Residual(int branchLayers, double depthExponent, Normalisation normalisation)
    implements Serializable {
  /** Branches of two layers times 1 / sqrt(N), nothing done to what enters them. */
  public static final Residual DEFAULT = new Residual(2, 0.5, Normalisation.NONE);

  /** What is done to what enters a branch. */
  public enum Normalisation {
    /** Nothing. */
    NONE,
    /** Each sample gets mean 0 and variance 1 over its units (layer normalisation, no weights). */
    LAYER
  }

  public Residual {
    if (branchLayers < 1 || branchLayers > 2 || !(depthExponent >= 0.5 && depthExponent <= 1)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "branches of %d layers times N^-%s", branchLayers, depthExponent));
    }
  }

  /**
   * Returns the number of branches.
   *
   * @param depth L, layers with weights, read-in and read-out included
   * @return N
   * @throws UnbuildableException if layers are left over
   */
  public int branches(int depth) {
    int within = depth - 2;
    if (within < branchLayers || within % branchLayers != 0) {
      throw new UnbuildableException(
          String.format(Locale.ROOT, "branches of %d layers in a depth of %d", branchLayers, depth),
          branchLayers == 2
              ? "an even depth from 4: read-in, pairs, read-out"
              : "a depth from 3: read-in, branches, read-out");
    }
    return within / branchLayers;
  }

  /** Returns what each of N branches is multiplied by: N^-a, for a = 1/2 by the exact root. */
  double multiplier(int branches) {
    return depthExponent == 0.5 ? 1 / Math.sqrt(branches) : Math.pow(branches, -depthExponent);
  }

  /** {@return whether theirs is the default} */
  public boolean standard() {
    return equals(DEFAULT);
  }

  /** {@return it in one line, as in a spec} */
  public String canonical() {
    return String.format(
        Locale.ROOT,
        "branchLayers=%d,depthExponent=%s%s",
        branchLayers,
        depthExponent,
        normalisation == Normalisation.LAYER ? ",normalisation=layer" : "");
  }
}
