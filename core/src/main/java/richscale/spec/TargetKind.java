package richscale.spec;

/** How classes become targets. */
public enum TargetKind {
  /** One-hot, less the mean over the training samples. */
  CENTRED,
  /** 1 for the class and 0 for all others. */
  ONE_HOT
}
