package richscale.theory;

/**
 * What a predicted exponent depends on.
 *
 * @param gauge how the scaling is written
 * @param r richness
 * @param depth L
 * @param step updates done before the measurement
 */
public record Setting(Gauge gauge, double r, int depth, int step) {
  boolean lazyToRich() {
    return r >= 0 && r <= 0.5;
  }
}
