package richscale.fit;

import java.util.Locale;

/**
 * How a measured exponent compares with the predicted one, decided by its interval and by the band
 * predicted +- tolerance that allows for drift at finite width.
 */
public enum Verdict {
  /** The whole interval lies in the band. */
  CONSISTENT,
  /** No part of the interval lies in the band. */
  INCONSISTENT,
  /** The interval crosses an edge of the band: more seeds or widths would decide. */
  INCONCLUSIVE;

  /**
   * Judges an interval.
   *
   * @param interval interval of the measured exponent
   * @param predicted exponent of theory
   * @param tolerance half-width of the band, positive
   * @return the verdict
   */
  public static Verdict of(Interval interval, double predicted, double tolerance) {
    double low = predicted - tolerance;
    double high = predicted + tolerance;
    if (interval.low() >= low && interval.high() <= high) {
      return CONSISTENT;
    }
    return interval.high() < low || interval.low() > high ? INCONSISTENT : INCONCLUSIVE;
  }

  /** {@return the name used in tables} */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
