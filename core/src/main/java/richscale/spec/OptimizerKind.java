package richscale.spec;

/** Names of update rules in specs. */
public enum OptimizerKind {
  /** Stochastic gradient descent, plain or with momentum. */
  SGD,
  /** Adam. */
  ADAM,
  /** Muon. */
  MUON
}
