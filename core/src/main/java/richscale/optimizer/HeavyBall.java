package richscale.optimizer;

import java.util.Optional;
import org.nd4j.linalg.learning.config.IUpdater;
import richscale.linalg.Matrix;
import richscale.theory.Gauge;
import richscale.theory.LayerRole;

/**
 * Gradient descent with momentum (Polyak 1964): v = momentum v + gradient, W -= rate v. Theory's
 * exponents stay: the velocity is a sum of gradients.
 *
 * @param momentum part of the velocity that is kept
 */
public record HeavyBall(double momentum) implements Optimizer {
  @Override
  public int state() {
    return 1;
  }

  /** The gradient is added to the velocity straight away. */
  @Override
  public boolean wholeGradient() {
    return false;
  }

  @Override
  public double passes() {
    return 5;
  }

  @Override
  public double rate(Gauge gauge, LayerRole role, double alpha, double eta0, int fanIn, int n) {
    return Sgd.ofGradients(gauge, role, alpha, eta0, fanIn);
  }

  @Override
  public double inOtherUnits(double rate, double ratio) {
    return rate * (ratio * ratio);
  }

  @Override
  public void update(Parameters parameters, Gradient gradient, int t) {
    Matrix velocity = parameters.state().get(0);
    velocity.scale(momentum);
    gradient.addTo(1, velocity);
    parameters.decay();
    parameters.values().add(-parameters.rate(), velocity);
  }

  @Override
  public Optional<IUpdater> dl4j(double rate, double gradientScale) {
    return Optional.of(new HeavyBallUpdater(rate, momentum));
  }
}
