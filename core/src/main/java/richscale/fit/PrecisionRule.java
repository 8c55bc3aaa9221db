package richscale.fit;

import richscale.spec.FitSettings;

/**
 * When to stop adding seeds, and the confidence of each interim analysis.
 *
 * <p>Analysing intervals until one is narrow enough makes naive intervals too short. At interim
 * analysis k = 1, 2, ... the interval is therefore taken at confidence 1 - delta 6 / (pi^2 k^2)
 * with delta = 1 - confidence: the errors of all analyses sum to delta, so whichever is the last,
 * its interval covers at least as often as it says (union bound).
 *
 * @param halfWidth wanted half-width of every interval, positive
 */
public record PrecisionRule(double halfWidth) {
  /**
   * No analysis asks for more than this factor of seeds: a noisy estimate must not cost a fortune.
   */
  private static final int MAX_GROWTH = 2;

  /**
   * Returns the settings of an interim analysis.
   *
   * @param settings the user's
   * @param analysis from 1
   * @return the same at its confidence
   */
  public static FitSettings at(FitSettings settings, int analysis) {
    double delta = (1 - settings.confidence()) * 6 / Math.pow(Math.PI * analysis, 2);
    return settings.at(1 - delta);
  }

  /**
   * Returns whether an interval is narrow enough.
   *
   * @param interval the interval of an analysis
   * @return whether it is
   */
  public boolean satisfied(Interval interval) {
    return (interval.high() - interval.low()) / 2 <= halfWidth;
  }

  /**
   * Returns how many seeds to have at the next analysis: intervals shrink like the root of their
   * number.
   *
   * @param seeds seeds so far
   * @param widest the widest interval that matters
   * @return more than {@code seeds}, at most twice as many
   */
  public int nextSeeds(int seeds, Interval widest) {
    double ratio = (widest.high() - widest.low()) / 2 / halfWidth;
    double wanted = Math.ceil(seeds * ratio * ratio);
    return (int) Math.max(seeds + 1, Math.min(wanted, (double) seeds * MAX_GROWTH));
  }
}
