package richscale.theory;

/** What an observable needs beside the probe batch; where it is missing it is not defined. */
public enum Need {
  /** Samples held out for testing. */
  TEST_SET,
  /** Samples held out for choices. */
  VALIDATION_SET,
  /** Targets that are classes. */
  CLASSES,
  /** The reference model: dense, without biases, trained on the squared error. */
  REFERENCE_MODEL,
  /** Updates by plain gradient descent, without decay. */
  PLAIN_GRADIENT_DESCENT,
  /** The tangent kernel of all samples. */
  KERNEL_OF_ALL_SAMPLES,
  /** The change of weights. */
  DELTA_W,
  /** The weights at initialisation, at every measurement. */
  INITIAL_W,
  /** The pre-activations at initialisation. */
  INITIAL_Z,
  /** Residual branches of dense layers without biases. */
  DENSE_BRANCHES
}
