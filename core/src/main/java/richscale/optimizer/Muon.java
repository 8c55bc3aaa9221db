package richscale.optimizer;

import java.util.Locale;
import java.util.Optional;
import org.nd4j.linalg.learning.config.IUpdater;
import richscale.linalg.Matrix;
import richscale.linalg.PolarFactor;
import richscale.theory.Gauge;
import richscale.theory.LayerRole;

/**
 * Muon (Jordan 2024): the velocity v = momentum v + gradient, and a step along its polar factor,
 * whose operator norm is 1. Rates prescribe the operator norm of updates: of effective weights eta0
 * (alpha / sqrt(n)) sqrt(fan-out / fan-in) in read-in and hidden layers and eta0 sqrt(fan-out /
 * fan-in) in the read-out, which moves representations by n^r as gradient descent does. The root of
 * fan-out over fan-in is taken from the matrix when it is updated. A kernel's weights are one
 * matrix of its inputs, every position one, by its channels.
 *
 * @param momentum part of the velocity that is kept
 * @param nesterov whether the step is along gradient + momentum v
 * @param orthogonalisation how the polar factor is found
 * @param adamAtEnds whether Adam updates read-in and read-out
 * @param adam with which constants
 */
public record Muon(
    double momentum,
    boolean nesterov,
    Orthogonalisation orthogonalisation,
    boolean adamAtEnds,
    Adam adam)
    implements Optimizer {
  /** How a polar factor is found. */
  public enum Orthogonalisation {
    /** Approximately, by products. */
    NEWTON_SCHULZ,
    /** By decompositions. */
    EXACT
  }

  @Override
  public int state() {
    return 1;
  }

  @Override
  public boolean wholeGradient() {
    return false;
  }

  @Override
  public double passes() {
    return 5;
  }

  /** Five iterations of three products; a decomposition takes some thirty passes of one. */
  @Override
  public double flops(double fanIn, double fanOut) {
    double small = Math.min(fanIn, fanOut);
    double large = Math.max(fanIn, fanOut);
    return orthogonalisation == Orthogonalisation.NEWTON_SCHULZ
        ? 5 * (4 * small * small * large + 2 * small * small * small)
        : momentum > 0 ? 30 * small * small * large : 0;
  }

  @Override
  public Optimizer forRole(LayerRole role) {
    return role != LayerRole.HIDDEN && adamAtEnds ? adam : this;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Without the roots of fan-out over fan-in; standard parameterisation has operator norms of
   * eta0, and of eta0 sqrt(fan-out / fan-in) where that is above 1.
   */
  @Override
  public double rate(Gauge gauge, LayerRole role, double alpha, double eta0, int fanIn, int n) {
    if (gauge == Gauge.STANDARD) {
      return role == LayerRole.READ_OUT ? eta0 * Math.sqrt(fanIn) : eta0;
    }
    double effective = role == LayerRole.READ_OUT ? eta0 : eta0 * alpha / Math.sqrt(n);
    return effective / gauge.multiplier(role, alpha, fanIn);
  }

  @Override
  public double inOtherUnits(double rate, double ratio) {
    return rate * ratio;
  }

  @Override
  public void update(Parameters parameters, Gradient gradient, int t) {
    Matrix values = parameters.values();
    Matrix velocity = parameters.state().get(0);
    double rate = parameters.rate() * Math.sqrt((double) values.cols() / values.rows());
    if (momentum == 0
        && orthogonalisation == Orthogonalisation.EXACT
        && gradient.addPolarTo(-rate, values, parameters.kept())) {
      return;
    }
    velocity.scale(momentum);
    gradient.addTo(1, velocity);
    try (Matrix step = velocity.copy()) {
      if (nesterov) {
        step.scale(momentum);
        gradient.addTo(1, step);
      }
      switch (orthogonalisation) {
        case NEWTON_SCHULZ -> PolarFactor.newtonSchulz(step);
        case EXACT -> PolarFactor.exact(step);
      }
      parameters.decay();
      values.add(-rate, step);
    }
  }

  @Override
  public Optional<IUpdater> dl4j(double rate, double gradientScale) {
    return Optional.empty();
  }

  /** {@return the constants in one line} */
  public String canonical() {
    return String.join(
        ",",
        "momentum=" + momentum,
        nesterov ? "nesterov" : "heavy-ball",
        orthogonalisation.name().toLowerCase(Locale.ROOT).replace('_', '-'),
        adamAtEnds ? "adam" : "muon");
  }
}
