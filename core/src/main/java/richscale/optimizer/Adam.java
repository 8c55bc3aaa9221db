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
 * Adam (Kingma and Ba 2015) with DL4J's defaults. Its steps do not scale with the gradient, so a
 * gauge with multiplier g has the STP gauge's rates over g: rescaling then takes the output times
 * 1/alpha and the rate times alpha, not its square. Gauges agree but for Adam's epsilon, a scale of
 * gradients that is the same in all of them.
 */
public record Adam() implements Optimizer {
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

  @Override
  public boolean definedIn(Gauge gauge) {
    return gauge != Gauge.STANDARD;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Steps of fixed size: Delta w is the rate times a sign-like matrix of operator norm ~ sqrt of
   * fan-in times fan-out, which must give the same Delta w as SGD's in operator norm.
   */
  @Override
  public double rate(Gauge gauge, LayerRole role, double alpha, double eta0, int fanIn, int n) {
    if (!definedIn(gauge)) {
      throw new IllegalArgumentException("Adam is not defined in " + gauge);
    }
    double rate =
        switch (role) {
          case READ_IN -> eta0 * alpha / (Math.sqrt(n) * fanIn);
          case HIDDEN -> eta0 * alpha / (Math.pow(n, 1.5) * ((double) fanIn / n));
          case READ_OUT -> eta0 / fanIn;
        };
    return rate / gauge.multiplier(role, alpha, fanIn);
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
    double rate =
        parameters.rate()
            * Math.sqrt(1 - Math.pow(DEFAULT_ADAM_BETA2_VAR_DECAY, t))
            / (1 - Math.pow(DEFAULT_ADAM_BETA1_MEAN_DECAY, t));
    parameters.decay();
    Kernel.ADAM.run(
        new double[] {
          rate, DEFAULT_ADAM_BETA1_MEAN_DECAY, DEFAULT_ADAM_BETA2_VAR_DECAY, DEFAULT_ADAM_EPSILON
        },
        parameters.values(),
        parameters.state().get(0),
        parameters.state().get(1),
        whole);
  }

  @Override
  public Optional<IUpdater> dl4j(double rate) {
    return Optional.of(new org.nd4j.linalg.learning.config.Adam(rate));
  }
}
