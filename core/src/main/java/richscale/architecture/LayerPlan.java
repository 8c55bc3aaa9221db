package richscale.architecture;

import java.util.Locale;
import java.util.Optional;

/**
 * One layer with weights: z = g (W h + b), h = pooling(phi(z)), or pooling(h' + m phi(z)) where the
 * layer ends a branch that began at h'. What enters a layer may be normalised before.
 *
 * @param connection how W connects
 * @param kernel side of a square kernel, odd; 1 for a dense layer
 * @param fanOut channels or units that come out
 * @param activated whether the trial's nonlinearity follows
 * @param pooling what follows
 * @param branch the residual branch that ends with this layer, if one does
 * @param normalised whether each sample that enters gets mean 0 and variance 1 over its units
 */
public record LayerPlan(
    Connection connection,
    int kernel,
    int fanOut,
    boolean activated,
    Pooling pooling,
    Optional<Branch> branch,
    boolean normalised) {

  /**
   * A residual branch: what goes into its first layer is added to what its last one gives.
   *
   * @param layers layers of the branch
   * @param multiplier m, what its last layer gives is multiplied by
   */
  public record Branch(int layers, double multiplier) {
    public Branch {
      if (layers < 1 || !(multiplier > 0)) {
        throw new UnbuildableException(
            String.format(Locale.ROOT, "a branch of %d layers times %s", layers, multiplier),
            "at least 1, and a multiplier above 0");
      }
    }
  }

  /** How the weights of a layer connect its inputs with its outputs. */
  public enum Connection {
    /** Every unit with every unit. */
    DENSE,
    /** Same-padded convolution of stride 1: every channel with every channel. */
    CONVOLUTION,
    /** Same-padded convolution of stride 1: every channel with itself. */
    DEPTHWISE
  }

  public LayerPlan {
    if (fanOut < 1 || kernel < 1 || kernel % 2 == 0) {
      throw new UnbuildableException(
          String.format(Locale.ROOT, "a layer of %d channels with a kernel of %d", fanOut, kernel),
          "at least 1, and an odd kernel");
    }
    if (connection == Connection.DENSE && (kernel != 1 || pooling.kind() != Pooling.Kind.NONE)) {
      throw new IllegalArgumentException("a dense layer has neither kernel nor pooling");
    }
    if (normalised && connection != Connection.DENSE) {
      throw new UnbuildableException("a normalised convolution", "a dense layer");
    }
  }

  /**
   * A dense layer.
   *
   * @param units units that come out
   * @return the layer, with the nonlinearity
   */
  public static LayerPlan dense(int units) {
    return of(Connection.DENSE, 1, units);
  }

  /**
   * A convolution.
   *
   * @param kernel side of its kernel
   * @param channels channels that come out
   * @return the layer, with the nonlinearity
   */
  public static LayerPlan convolution(int kernel, int channels) {
    return of(Connection.CONVOLUTION, kernel, channels);
  }

  /**
   * A depthwise convolution.
   *
   * @param kernel side of its kernel
   * @param channels channels that come in and out
   * @return the layer, with the nonlinearity
   */
  public static LayerPlan depthwise(int kernel, int channels) {
    return of(Connection.DEPTHWISE, kernel, channels);
  }

  private static LayerPlan of(Connection connection, int kernel, int fanOut) {
    return new LayerPlan(connection, kernel, fanOut, true, Pooling.NONE, Optional.empty(), false);
  }

  /**
   * Leaves the nonlinearity out.
   *
   * @return the same layer without it
   */
  public LayerPlan linear() {
    return new LayerPlan(connection, kernel, fanOut, false, pooling, branch, normalised);
  }

  /**
   * Adds pooling.
   *
   * @param after what follows the nonlinearity
   * @return the same layer with it
   */
  public LayerPlan pooled(Pooling after) {
    return new LayerPlan(connection, kernel, fanOut, activated, after, branch, normalised);
  }

  /**
   * Ends a residual branch.
   *
   * @param layers layers of the branch, this one the last
   * @param multiplier what the branch is multiplied by before it is added
   * @return the same layer with the addition
   */
  public LayerPlan endingBranch(int layers, double multiplier) {
    return new LayerPlan(
        connection,
        kernel,
        fanOut,
        activated,
        pooling,
        Optional.of(new Branch(layers, multiplier)),
        normalised);
  }

  /**
   * Normalises what enters.
   *
   * @return the same layer with mean 0 and variance 1 over the units of every sample before it
   */
  public LayerPlan ofNormalised() {
    return new LayerPlan(connection, kernel, fanOut, activated, pooling, branch, true);
  }
}
