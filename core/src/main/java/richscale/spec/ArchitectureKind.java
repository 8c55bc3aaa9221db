package richscale.spec;

/** The networks that can be trained. */
public enum ArchitectureKind {
  /** Fully connected layers without biases. */
  DENSE
}
