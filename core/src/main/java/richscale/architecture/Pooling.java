package richscale.architecture;

/**
 * What happens to the maps of a layer after its nonlinearity.
 *
 * @param kind how positions are brought together
 * @param size positions along each side that become one; 1 where that says nothing
 */
public record Pooling(Kind kind, int size) {
  /** Leaves the maps as they are. */
  public static final Pooling NONE = new Pooling(Kind.NONE, 1);

  /** Averages every map to one number. */
  public static final Pooling GLOBAL = new Pooling(Kind.GLOBAL, 1);

  /** How positions are brought together. */
  public enum Kind {
    /** Not at all. */
    NONE,
    /** The mean of every square of positions. */
    AVERAGE,
    /** The first of every square of positions, which is a convolution's stride. */
    FIRST,
    /** The mean of all positions. */
    GLOBAL
  }

  public Pooling {
    if (size < 1) {
      throw new IllegalArgumentException("pooling of size " + size);
    }
  }

  /**
   * Averages squares.
   *
   * @param size side of a square
   * @return the pooling
   */
  public static Pooling average(int size) {
    return new Pooling(Kind.AVERAGE, size);
  }

  /**
   * Keeps the first position of every square.
   *
   * @param size side of a square
   * @return the pooling; none at size 1
   */
  public static Pooling stride(int size) {
    return size == 1 ? NONE : new Pooling(Kind.FIRST, size);
  }

  /**
   * Returns the shape of the pooled maps.
   *
   * @param maps shape before
   * @return shape after
   */
  public FeatureShape of(FeatureShape maps) {
    return switch (kind) {
      case NONE -> maps;
      case GLOBAL -> FeatureShape.vector(maps.channels());
      // A square that does not fit is left out of an average; a stride keeps its first position.
      case AVERAGE -> new FeatureShape(maps.channels(), maps.height() / size, maps.width() / size);
      case FIRST ->
          new FeatureShape(
              maps.channels(), (maps.height() + size - 1) / size, (maps.width() + size - 1) / size);
    };
  }
}
