package richscale.fit;

/**
 * A confidence interval.
 *
 * @param low lower end
 * @param high upper end
 */
public record Interval(double low, double high) {
  public Interval {
    if (!(low <= high)) {
      throw new IllegalArgumentException("interval from %s to %s".formatted(low, high));
    }
  }

  /**
   * Returns whether a number lies in the interval.
   *
   * @param value the number
   * @return whether it does, the ends included
   */
  public boolean contains(double value) {
    return low <= value && value <= high;
  }
}
