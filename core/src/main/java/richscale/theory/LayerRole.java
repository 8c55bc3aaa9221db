package richscale.theory;

/** Where a layer stands; the scaling rules know no finer distinction. */
public enum LayerRole {
  /** Layer 1: from the d inputs to n units. */
  READ_IN,
  /** Layers 2 to L-1: from n units to n units. */
  HIDDEN,
  /** Layer L: from n units to the k outputs. */
  READ_OUT;

  /**
   * Returns the role of a layer.
   *
   * @param layer from 1 (read-in) to {@code depth} (read-out)
   * @param depth L, at least 2
   * @return the role
   */
  public static LayerRole of(int layer, int depth) {
    if (depth < 2 || layer < 1 || layer > depth) {
      throw new IllegalArgumentException("no layer " + layer + " in a network of depth " + depth);
    }
    if (layer == 1) {
      return READ_IN;
    }
    return layer == depth ? READ_OUT : HIDDEN;
  }

  /**
   * Chooses what belongs to the role.
   *
   * @param readIn for the first layer
   * @param hidden for those between
   * @param readOut for the last
   * @return the one of these
   */
  double of(double readIn, double hidden, double readOut) {
    return switch (this) {
      case READ_IN -> readIn;
      case HIDDEN -> hidden;
      case READ_OUT -> readOut;
    };
  }
}
