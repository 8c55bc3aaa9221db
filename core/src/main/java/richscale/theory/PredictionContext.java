package richscale.theory;

/**
 * What a predicted exponent depends on.
 *
 * @param gauge how the scaling is written
 * @param r richness
 * @param depth L
 * @param step updates done before the measurement
 * @param decaying whether weights decay: they then move like n^(1/2) at any r, since what decays
 *     first is the initialisation
 * @param customArchitecture whether the architecture is none that theory speaks of, so that nothing
 *     is said of its weights
 * @param kinked whether the nonlinearity has a kink, as ReLU does
 */
public record PredictionContext(
    Gauge gauge,
    double r,
    int depth,
    int step,
    boolean decaying,
    boolean customArchitecture,
    boolean kinked) {
  /**
   * Creates the setting of a built-in architecture without weight decay.
   *
   * @param gauge how the scaling is written
   * @param r richness
   * @param depth L
   * @param step updates done before the measurement
   */
  public PredictionContext(Gauge gauge, double r, int depth, int step) {
    this(gauge, r, depth, step, false, false, false);
  }

  PredictionContext at(double otherR) {
    return new PredictionContext(gauge, otherR, depth, step, decaying, customArchitecture, kinked);
  }

  boolean lazyToRich() {
    return r >= 0 && r <= 0.5;
  }
}
