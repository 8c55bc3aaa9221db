package richscale.optimizer;

import static org.nd4j.linalg.learning.config.Adam.DEFAULT_ADAM_BETA1_MEAN_DECAY;
import static org.nd4j.linalg.learning.config.Adam.DEFAULT_ADAM_BETA2_VAR_DECAY;
import static org.nd4j.linalg.learning.config.Adam.DEFAULT_ADAM_EPSILON;

import java.util.Optional;
import org.nd4j.linalg.learning.config.IUpdater;
import richscale.linalg.Kernel;
import richscale.linalg.Matrix;
import richscale.theory.Gauge;
import richscale.theory.LayerRole;

/**
 * Adam (Kingma and Ba 2015). Its steps do not scale with the gradient, so a gauge with multiplier g
 * has the STP gauge's rates over g: rescaling then takes the output times 1/alpha and the rate
 * times alpha, not its square. Epsilon is a scale of gradients. As a constant it parts gauges and
 * widths; scaled as gradients are, 1 / (alpha sqrt(n)) for effective weights of read-in and hidden
 * layers and 1 for the read-out (n^-1 at r = 1/2, as in arXiv 2505.01618), gauges agree but for
 * rounding.
 *
 * @param beta1 part of the mean of gradients that is kept
 * @param beta2 part of the mean of their squares that is kept
 * @param epsilon what is added to the root of that mean
 * @param scaled whether epsilon follows the size of gradients
 */
public record Adam(double beta1, double beta2, double epsilon, boolean scaled)
    implements Optimizer {
  /** Creates Adam with DL4J's defaults, which are those of everybody. */
  public Adam() {
    this(DEFAULT_ADAM_BETA1_MEAN_DECAY, DEFAULT_ADAM_BETA2_VAR_DECAY, DEFAULT_ADAM_EPSILON, false);
  }

  @Override
  public int state() {
    return 2;
  }

  @Override
  public boolean wholeGradient() {
    return true;
  }

  @Override
  public double passes() {
    return 8;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Steps of fixed size: Delta w is the rate times a sign-like matrix of operator norm ~ sqrt of
   * fan-in times fan-out, which must give the same Delta w as SGD's in operator norm. Standard
   * parameterisation has one rate.
   */
  @Override
  public double rate(Gauge gauge, LayerRole role, double alpha, double eta0, int fanIn, int n) {
    if (gauge == Gauge.STANDARD) {
      return eta0;
    }
    double rate =
        switch (role) {
          case READ_IN -> eta0 * alpha / (Math.sqrt(n) * fanIn);
          case HIDDEN -> eta0 * alpha / (Math.pow(n, 1.5) * ((double) fanIn / n));
          case READ_OUT -> eta0 / fanIn;
        };
    return rate / gauge.multiplier(role, alpha, fanIn);
  }

  @Override
  public double gradientScale(Gauge gauge, LayerRole role, double alpha, double multiplier, int n) {
    if (!scaled || gauge == Gauge.STANDARD) {
      return 1;
    }
    double effective = role == LayerRole.READ_OUT ? 1 : 1 / (alpha * Math.sqrt(n));
    return effective * multiplier;
  }

  /** A step on b', which knows no size of gradients, is one on b at ratio the rate. */
  @Override
  public double inOtherUnits(double rate, double ratio) {
    return rate * ratio;
  }

  @Override
  public void update(Parameters parameters, Gradient gradient, int t) {
    Matrix whole = parameters.gradient().orElseThrow();
    whole.scale(0);
    gradient.addTo(1, whole);
    double rate = parameters.rate() * Math.sqrt(1 - Math.pow(beta2, t)) / (1 - Math.pow(beta1, t));
    parameters.decay();
    Kernel.ADAM.run(
        new double[] {rate, beta1, beta2, epsilon * parameters.gradientScale()},
        parameters.values(),
        parameters.state().get(0),
        parameters.state().get(1),
        whole);
  }

  @Override
  public Optional<IUpdater> dl4j(double rate, double gradientScale) {
    return Optional.of(
        new org.nd4j.linalg.learning.config.Adam(rate, beta1, beta2, epsilon * gradientScale));
  }
}
