package richscale.spec;

/** What is minimised, over the P samples of a batch and the k outputs. */
public enum LossKind {
  /** 1/(2P) sum over samples and outputs of (f - y)^2, as in arXiv 2404.19719. */
  SQUARED_ERROR,
  /** 1/(Pk) sum over samples and outputs of (f - y)^2, as deep-learning frameworks have it. */
  MEAN_SQUARED_ERROR,
  /** -1/P sum over samples of y log softmax(f), with one-hot y. */
  CROSS_ENTROPY
}
