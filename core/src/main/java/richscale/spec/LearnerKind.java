package richscale.spec;

import java.util.Locale;

/** What learns the training samples. */
public enum LearnerKind {
  /** The network, by gradient descent. */
  NETWORK,
  /**
   * Ridge regression with the tangent kernel of the network at initialisation, all outputs together
   * and layers weighted by their rates: what infinitely long training of the linearised network
   * converges to as the ridge vanishes, but for its output at initialisation (Jacot, Gabriel and
   * Hongler 2018).
   */
  NTK,
  /** Ridge regression with the kernel of the last hidden representation at initialisation. */
  CONJUGATE_KERNEL;

  /**
   * Returns the rows of the equations that a kernel learner solves.
   *
   * @param data what it learns
   * @return samples, times outputs where these are learned together
   */
  public long rows(DataSpec data) {
    return (long) data.samples() * (this == NTK ? data.outputs() : 1);
  }

  /**
   * Returns the name used in specs.
   *
   * @return such as {@code conjugate-kernel}
   */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
