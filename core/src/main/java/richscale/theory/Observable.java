package richscale.theory;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What is measured during training, each with the exponent in n that theory predicts for it at
 * fixed gamma, d and samples after O(1) steps. All norms of representations are l2 norms of the
 * n-vector, root-mean-square over the probe batch; w = g W are effective weights; Delta means now
 * minus initialisation, so Delta quantities are absent at step 0.
 */
public enum Observable {
  /** Loss 1/(2P) sum |f - y|^2 on the probe batch; no exponent is predicted for its value. */
  LOSS(Scope.NETWORK),
  /** |f|, the output; n^-r at initialisation. */
  F_RMS(Scope.NETWORK),
  /** |Delta f|; n^0 at every r (nontriviality). */
  DELTA_F_RMS(Scope.NETWORK),
  /** |h_l|; n^1/2. */
  H_NORM(Scope.REPRESENTATION),
  /** |Delta h_l|; n^r, the richness scale. */
  DELTA_H_NORM(Scope.REPRESENTATION),
  /** |Delta h_l| / |h_l at initialisation|; n^(r - 1/2). */
  RELATIVE_DELTA_H(Scope.REPRESENTATION),
  /** Frobenius norm of df/dh_l; n^-r at every step. */
  GRAD_H_NORM(Scope.REPRESENTATION),
  /** Frobenius norm of w_l. */
  W_FRO(Scope.WEIGHT),
  /** Operator norm of w_l. */
  W_OP(Scope.WEIGHT),
  /** Frobenius norm of Delta w_l. */
  DELTA_W_FRO(Scope.WEIGHT),
  /** Operator norm of Delta w_l. */
  DELTA_W_OP(Scope.WEIGHT),
  /** Root-mean-square entry of Delta w_l. */
  DELTA_W_RMS(Scope.WEIGHT),
  /** |Delta w_l h_(l-1)| / (Frobenius norm of Delta w_l times |h_(l-1)|); n^0. */
  ALIGNMENT(Scope.WEIGHT);

  /** What an observable belongs to, and so which layers it has. */
  public enum Scope {
    /** The whole network: no layer. */
    NETWORK,
    /** A hidden representation h_l: layers 1 to L-1. */
    REPRESENTATION,
    /** A weight matrix w_l: layers 1 to L. */
    WEIGHT
  }

  private final Scope scope;

  Observable(Scope scope) {
    this.scope = scope;
  }

  /**
   * Returns the name used in tables and specs.
   *
   * @return the lower-case name, such as {@code delta_h_norm}
   */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns what this observable belongs to.
   *
   * @return the scope
   */
  public Scope scope() {
    return scope;
  }

  /**
   * Returns the predicted exponent in n of a whole-network observable.
   *
   * @param r richness
   * @param step updates done when it is measured
   * @return the exponent, absent where theory makes no statement
   */
  public OptionalDouble predictedExponent(double r, int step) {
    return switch (this) {
      case DELTA_F_RMS -> OptionalDouble.of(0);
      // Later outputs mix the n^-r start with the n^0 change, so only the start is a power law.
      case F_RMS -> step == 0 ? OptionalDouble.of(0 - r) : OptionalDouble.empty();
      default -> OptionalDouble.empty();
    };
  }

  /**
   * Returns the predicted exponent in n of an observable of one layer.
   *
   * @param role where the layer stands
   * @param r richness
   * @return the exponent, absent where theory makes no statement
   */
  public OptionalDouble predictedExponent(LayerRole role, double r) {
    return switch (this) {
      case H_NORM -> OptionalDouble.of(0.5);
      case DELTA_H_NORM -> OptionalDouble.of(r);
      case RELATIVE_DELTA_H -> OptionalDouble.of(r - 0.5);
      case GRAD_H_NORM -> OptionalDouble.of(0 - r);
      case ALIGNMENT -> OptionalDouble.of(0);
      case W_OP -> OptionalDouble.of(byRole(role, 0.5, 0, 0 - r));
      case W_FRO -> OptionalDouble.of(byRole(role, 0.5, 0.5, 0 - r));
      case DELTA_W_OP, DELTA_W_FRO -> OptionalDouble.of(byRole(role, r, r - 0.5, -0.5));
      case DELTA_W_RMS -> OptionalDouble.of(byRole(role, r - 0.5, r - 1.5, -1));
      case LOSS, F_RMS, DELTA_F_RMS -> OptionalDouble.empty();
    };
  }

  private static double byRole(LayerRole role, double readIn, double hidden, double readOut) {
    return switch (role) {
      case READ_IN -> readIn;
      case HIDDEN -> hidden;
      case READ_OUT -> readOut;
    };
  }
}
