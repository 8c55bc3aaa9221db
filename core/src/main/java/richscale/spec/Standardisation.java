package richscale.spec;

/** How inputs are brought to mean 0 and variance 1, fitted on the training samples. */
public enum Standardisation {
  /** Every feature by itself; one that is constant becomes 0. */
  FEATURE,
  /** All positions of a channel together, as is usual for images. */
  CHANNEL,
  /** Not at all: pixels in [0, 1], numbers as they are. */
  NONE
}
