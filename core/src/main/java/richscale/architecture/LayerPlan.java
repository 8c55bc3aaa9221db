package richscale.architecture;

/**
 * One layer with weights: z = g (W h + b), h = pooling(phi(z)).
 *
 * @param connection how W connects
 * @param kernel side of a square kernel, odd; 1 for a dense layer
 * @param fanOut channels or units that come out
 * @param activated whether the trial's nonlinearity follows
 * @param pooling what follows the nonlinearity
 */
public record LayerPlan(
    Connection connection, int kernel, int fanOut, boolean activated, Pooling pooling) {

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
      throw new IllegalArgumentException(
          "a layer of %d channels with a kernel of %d; expected at least 1, and an odd kernel"
              .formatted(fanOut, kernel));
    }
    if (connection == Connection.DENSE && (kernel != 1 || pooling.kind() != Pooling.Kind.NONE)) {
      throw new IllegalArgumentException("a dense layer has neither kernel nor pooling");
    }
  }

  /**
   * A dense layer.
   *
   * @param units units that come out
   * @return the layer, with the nonlinearity
   */
  public static LayerPlan dense(int units) {
    return new LayerPlan(Connection.DENSE, 1, units, true, Pooling.NONE);
  }

  /**
   * A convolution.
   *
   * @param kernel side of its kernel
   * @param channels channels that come out
   * @return the layer, with the nonlinearity
   */
  public static LayerPlan convolution(int kernel, int channels) {
    return new LayerPlan(Connection.CONVOLUTION, kernel, channels, true, Pooling.NONE);
  }

  /**
   * A depthwise convolution.
   *
   * @param kernel side of its kernel
   * @param channels channels that come in and out
   * @return the layer, with the nonlinearity
   */
  public static LayerPlan depthwise(int kernel, int channels) {
    return new LayerPlan(Connection.DEPTHWISE, kernel, channels, true, Pooling.NONE);
  }

  /**
   * Leaves the nonlinearity out.
   *
   * @return the same layer without it
   */
  public LayerPlan linear() {
    return new LayerPlan(connection, kernel, fanOut, false, pooling);
  }

  /**
   * Adds pooling.
   *
   * @param after what follows the nonlinearity
   * @return the same layer with it
   */
  public LayerPlan pooled(Pooling after) {
    return new LayerPlan(connection, kernel, fanOut, activated, after);
  }
}
