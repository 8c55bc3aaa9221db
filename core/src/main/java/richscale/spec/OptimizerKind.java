package richscale.spec;

import richscale.optimizer.Adam;
import richscale.optimizer.HeavyBall;
import richscale.optimizer.Optimizer;
import richscale.optimizer.Sgd;

/** Names of update rules in specs. */
public enum OptimizerKind {
  /** Stochastic gradient descent, plain or with momentum. */
  SGD,
  /** Adam. */
  ADAM;

  /** Returns whether the key {@code momentum} is about this rule. */
  boolean takesMomentum() {
    return switch (this) {
      case SGD -> true;
      case ADAM -> false;
    };
  }

  Optimizer rule(double momentum) {
    return switch (this) {
      case SGD -> momentum > 0 ? new HeavyBall(momentum) : new Sgd();
      case ADAM -> new Adam();
    };
  }
}
