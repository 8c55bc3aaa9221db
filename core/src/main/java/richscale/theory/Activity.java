package richscale.theory;

import java.io.Serializable;

/**
 * The activity alpha = gamma n^r, the one quantity that sets how far representations move.
 *
 * @param gamma width-independent prefactor, dimensionless, positive
 * @param r richness: 0 is the lazy (kernel) end, 1/2 the rich (muP) end; outside, up to -1 and 1,
 *     training at large width breaks down in the ways the theory says
 */
public record Activity(double gamma, double r) implements Serializable {

  public Activity {
    if (!(gamma > 0 && Double.isFinite(gamma))) {
      throw new IllegalArgumentException("gamma must be positive and finite: " + gamma);
    }
    if (!(Math.abs(r) <= 1)) {
      throw new IllegalArgumentException("r must be in [-1, 1]: " + r);
    }
  }

  /**
   * Returns alpha = gamma n^r (arXiv 2404.19719, section 3).
   *
   * @param width n, at least 1
   * @return the activity, dimensionless
   */
  public double alpha(int width) {
    return gamma * Math.pow(width, r);
  }
}
