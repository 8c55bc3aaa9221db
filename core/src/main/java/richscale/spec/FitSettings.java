package richscale.spec;

import java.io.Serializable;
import java.util.List;

/**
 * How exponents are fitted and judged.
 *
 * @param confidence coverage of every interval, such as 0.95
 * @param bootstrap number of bootstrap resamples
 * @param tolerance how far a finite-width exponent may lie from the predicted one and still be
 *     called consistent
 * @param axes what exponents and optima are laws of, without duplicates
 * @param pooled whether exponents are fitted to trials of all devices together, which differ by
 *     rounding
 */
public record FitSettings(
    double confidence, int bootstrap, double tolerance, List<Axis> axes, boolean pooled)
    implements Serializable {
  public FitSettings {
    axes = List.copyOf(axes);
  }

  /**
   * Creates settings of laws of the width.
   *
   * @param confidence coverage of every interval
   * @param bootstrap number of bootstrap resamples
   * @param tolerance how far a finite-width exponent may lie from the predicted one
   */
  public FitSettings(double confidence, int bootstrap, double tolerance) {
    this(confidence, bootstrap, tolerance, List.of(Axis.WIDTH), false);
  }

  /**
   * Returns these settings at another confidence.
   *
   * @param other coverage of every interval
   * @return all else as it is
   */
  public FitSettings at(double other) {
    return new FitSettings(other, bootstrap, tolerance, axes, pooled);
  }
}
