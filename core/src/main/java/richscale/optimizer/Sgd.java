package richscale.optimizer;

import java.util.Optional;
import org.nd4j.linalg.learning.config.IUpdater;
import richscale.theory.Gauge;
import richscale.theory.LayerRole;

/**
 * Plain stochastic gradient descent, W -= rate gradient: all gauges train the same function (arXiv
 * 2404.19719, section 3 and appendix on gauges).
 */
public record Sgd() implements Optimizer {
  @Override
  public int state() {
    return 0;
  }

  @Override
  public boolean wholeGradient() {
    return false;
  }

  @Override
  public double passes() {
    return 0;
  }

  @Override
  public double rate(Gauge gauge, LayerRole role, double alpha, double eta0, int fanIn, int n) {
    return ofGradients(gauge, role, alpha, eta0, fanIn);
  }

  /** The rates of every rule whose steps are in proportion to gradients. */
  static double ofGradients(Gauge gauge, LayerRole role, double alpha, double eta0, int fanIn) {
    return switch (gauge) {
      case STP ->
          switch (role) {
            case READ_IN, HIDDEN -> eta0 * alpha * alpha / fanIn;
            case READ_OUT -> eta0 / fanIn;
          };
      case MUP, STANDARD -> eta0;
      case RESCALING -> eta0 * alpha * alpha;
    };
  }

  /** A gradient step on b' is one on b at ratio^2 the rate. */
  @Override
  public double inOtherUnits(double rate, double ratio) {
    return rate * (ratio * ratio);
  }

  @Override
  public void update(Parameters parameters, Gradient gradient, int t) {
    parameters.decay();
    gradient.addTo(-parameters.rate(), parameters.values());
  }

  @Override
  public Optional<IUpdater> dl4j(double rate, double gradientScale) {
    return Optional.of(new org.nd4j.linalg.learning.config.Sgd(rate));
  }
}
