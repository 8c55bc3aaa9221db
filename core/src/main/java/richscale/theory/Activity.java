package richscale.theory;

import java.io.Serializable;

/**
 * The activity alpha = gamma n^r, the one quantity that sets how far representations move.
 *
 * @param gamma width-independent prefactor, dimensionless, positive
 * @param r richness, in [0, 1/2]: 0 is the lazy (kernel) end, 1/2 the rich (muP) end
 */
public record Activity(double gamma, double r) implements Serializable {

  public Activity {
    if (!(gamma > 0 && Double.isFinite(gamma))) {
      throw new IllegalArgumentException("gamma must be positive and finite: " + gamma);
    }
    if (!(r >= 0 && r <= 0.5)) {
      throw new IllegalArgumentException("r must be in [0, 1/2]: " + r);
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
