package richscale.spec;

import java.util.Locale;
import richscale.theory.Observable;

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
  CONJUGATE_KERNEL,
  /**
   * The network of infinite width that has the feature strength alpha / sqrt(n) of this one, its
   * observables scaled to this width; for dense linear networks.
   */
  LIMIT;

  /** {@return whether it is a kernel} */
  public boolean kernel() {
    return this == NTK || this == CONJUGATE_KERNEL;
  }

  /**
   * Returns whether it has an observable.
   *
   * @param observable the observable
   * @return whether it can be measured, as far as the learner is concerned
   */
  public boolean has(Observable observable) {
    return switch (this) {
      case NETWORK -> observable.ofNetworks();
      case NTK, CONJUGATE_KERNEL -> observable.ofKernels();
      case LIMIT -> observable.ofLimit();
    };
  }

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
