package richscale.theory;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What is measured during training, each with its formula, unit and predicted exponent in n at
 * fixed gamma, d and samples after O(1) steps (arXiv 2404.19719). Norms of representations are l2
 * norms of the n-vector, root-mean-square over the probe batch; w = g W are effective weights;
 * Delta means now minus initialisation, so Delta quantities are absent at step 0. All are
 * dimensionless but for the units of inputs and targets, which are of order 1.
 */
public enum Observable {
  /** Loss 1/(2P) sum |f - y|^2 on the probe batch; no exponent is predicted for its value. */
  LOSS(Scope.NETWORK, true),
  /** (loss at step 0 - loss) / step; n^0. Costs nothing beside the loss. */
  LOSS_DECREASE(Scope.NETWORK, false),
  /** The loss on the held-out samples; no exponent is predicted. Costs a forward pass of them. */
  TEST_LOSS(Scope.NETWORK, false),
  /** Part of the held-out samples whose largest output is that of their class. */
  TEST_ACCURACY(Scope.NETWORK, false),
  /** The loss on the samples held out for choices; no exponent is predicted. */
  VALIDATION_LOSS(Scope.NETWORK, false),
  /** Part of the samples held out for choices whose largest output is that of their class. */
  VALIDATION_ACCURACY(Scope.NETWORK, false),
  /**
   * Ridge of a kernel learner, in units of the mean eigenvalue of its kernel: the one of least
   * validation loss.
   */
  RIDGE(Scope.NETWORK, false),
  /** |f|, the output; n^-r at initialisation. */
  F_RMS(Scope.NETWORK, true),
  /** |Delta f|; n^0 at every r (nontriviality, NTC). */
  DELTA_F_RMS(Scope.NETWORK, true),
  /** |h_l|; n^1/2. */
  H_NORM(Scope.REPRESENTATION, true),
  /** |Delta h_l|; n^r, the richness scale. */
  DELTA_H_NORM(Scope.REPRESENTATION, true),
  /** |Delta h_l| / |h_l at initialisation|; n^(r - 1/2). */
  RELATIVE_DELTA_H(Scope.REPRESENTATION, true),
  /** Frobenius norm of df/dh_l; n^-r at every step. Costs a backward pass. */
  GRAD_H_NORM(Scope.REPRESENTATION, true),
  /** |df/dh_l| over |df/dh_l at initialisation|; n^0 while r is at most 1/2. */
  GRADIENT_GROWTH(Scope.REPRESENTATION, false),
  /**
   * Useful updates (UUC): -&lt;Delta h_l, dL/dh_l&gt; / (|Delta h_l| |dL/dh_l|) over the probe
   * batch, the gradient taken at initialisation; n^0 and positive.
   */
  USEFUL_UPDATE(Scope.REPRESENTATION, false),
  /** Frobenius norm of w_l. */
  W_FRO(Scope.WEIGHT, true),
  /** Operator norm of w_l. Costs some forty passes over the matrix. */
  W_OP(Scope.WEIGHT, true),
  /** Frobenius norm of Delta w_l. */
  DELTA_W_FRO(Scope.WEIGHT, true),
  /** Operator norm of Delta w_l. */
  DELTA_W_OP(Scope.WEIGHT, true),
  /** Root-mean-square entry of Delta w_l. */
  DELTA_W_RMS(Scope.WEIGHT, true),
  /** Root-mean-square entry of Delta W_l, the raw weights of the gauge. */
  DELTA_W_RAW_RMS(Scope.WEIGHT, false),
  /** |Delta w_l h_(l-1)| / (Frobenius norm of Delta w_l times |h_(l-1)|); n^0. */
  ALIGNMENT(Scope.WEIGHT, true),
  /** The same with w_l at initialisation, at step 0; n^-1/2 where the fan-in is n. */
  ALIGNMENT_INIT(Scope.WEIGHT, false),
  /**
   * Maximal updates (MAX): |Delta w_l h_(l-1)| / |Delta z_l| with the pre-activations z_l = w_l
   * h_(l-1); n^0.
   */
  UPDATE_SHARE(Scope.WEIGHT, false),
  /**
   * |Delta' (d2f/dtheta2) Delta|, the second-order term of f along the update Delta of all
   * parameters, from second derivatives carried through a forward pass; n^(2r - 1).
   */
  SECOND_ORDER(Scope.NETWORK, false),
  /**
   * |f - f_lin|, where f_lin is the model linearised at initialisation and trained on the same
   * batches; n^(2r - 1). Costs the tangent kernel of all samples, once.
   */
  LINEARISATION_GAP(Scope.NETWORK, false),
  /**
   * Relative change of the tangent kernel on the probe batch in Frobenius norm, layers weighted by
   * their rates; n^(2r - 1).
   */
  NTK_CHANGE(Scope.NETWORK, false),
  /**
   * Centred alignment of the tangent kernel, traced over outputs, with the kernel of the targets
   * (Cortes, Mohri and Rostamizadeh 2012); no exponent is predicted.
   */
  KERNEL_TARGET_ALIGNMENT(Scope.NETWORK, false),
  /**
   * Learning rate times sharpness: top eigenvalue of the Hessian of the loss on the probe batch in
   * the metric of the layers' rates; n^0. At most 30 Hessian-vector products, to 2 %.
   */
  SHARPNESS(Scope.NETWORK, false),
  /**
   * Largest |f - f_stp| / |f_stp| over the probe batch, where f_stp is the same trial trained
   * beside it in the STP gauge; rounding alone under plain gradient descent.
   */
  GAUGE_DIFFERENCE(Scope.NETWORK, false),
  /**
   * Participation ratio of h_l, the number of directions in which it spreads: (sum of
   * eigenvalues)^2 / sum of squared eigenvalues of its covariance over the probe batch, from 1 to P
   * - 1. This and the next observables of representations cost a product of the probe batch with
   * itself.
   */
  H_PARTICIPATION_RATIO(Scope.REPRESENTATION, false),
  /** Participation ratio of Delta h_l. */
  DELTA_H_PARTICIPATION_RATIO(Scope.REPRESENTATION, false),
  /**
   * Linear centred kernel alignment of h_l with itself at initialisation (Kornblith et al. 2019),
   * from 0 to 1 at no change.
   */
  H_CKA(Scope.REPRESENTATION, false),
  /** The same of h_l with the targets (Cortes, Mohri and Rostamizadeh 2012). */
  H_TARGET_ALIGNMENT(Scope.REPRESENTATION, false),
  /**
   * Variance of h_l within classes over that between them, traces of both over the probe batch (NC1
   * of Papyan, Han and Donoho 2020, with the ratio of traces); 0 where classes have collapsed.
   */
  CLASS_VARIANCE_RATIO(Scope.REPRESENTATION, false),
  /**
   * Accuracy on the held-out samples of a linear read-out of h_l, fitted to at most 512 training
   * samples with a ridge of a thousandth of the mean eigenvalue. Costs a forward pass of both.
   */
  READOUT_ACCURACY(Scope.REPRESENTATION, false),
  /**
   * Share of |Delta w_l|_F^2 in its k largest singular values, k being the number of outputs. Costs
   * some ten passes over the matrix for each output.
   */
  DELTA_W_OUTLIER_SHARE(Scope.WEIGHT, false),
  /**
   * Overlap of what Delta w_l does with the targets: the mean squared cosine between the k' top
   * left singular vectors of Delta w_l h_(l-1) over the probe batch, centred, and the span of the
   * centred targets of rank k'; from k'/P by chance to 1.
   */
  DELTA_W_TARGET_OVERLAP(Scope.WEIGHT, false);

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
  private final boolean byDefault;

  Observable(Scope scope, boolean byDefault) {
    this.scope = scope;
    this.byDefault = byDefault;
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
   * Finds an observable.
   *
   * @param id its name in tables
   * @return the observable
   * @throws IllegalArgumentException if there is none of that name
   */
  public static Observable of(String id) {
    return valueOf(id.toUpperCase(Locale.ROOT));
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
   * Returns whether it is measured unless a spec says otherwise.
   *
   * @return whether it belongs to the default set
   */
  public boolean byDefault() {
    return byDefault;
  }

  /**
   * Returns whether it is measured on held-out samples.
   *
   * @return whether it needs a test set
   */
  public boolean ofTest() {
    return this == TEST_LOSS || this == TEST_ACCURACY || this == READOUT_ACCURACY;
  }

  /**
   * Returns whether it is measured on samples held out for choices.
   *
   * @return whether it needs a validation set
   */
  public boolean ofValidation() {
    return this == VALIDATION_LOSS || this == VALIDATION_ACCURACY;
  }

  /**
   * Returns whether it is about classes.
   *
   * @return whether regression leaves it undefined
   */
  public boolean ofClasses() {
    return switch (this) {
      case TEST_ACCURACY, VALIDATION_ACCURACY, CLASS_VARIANCE_RATIO, READOUT_ACCURACY -> true;
      default -> false;
    };
  }

  /**
   * Returns whether a kernel learner has it.
   *
   * @return whether no other quantity of a trained network is needed
   */
  public boolean ofKernels() {
    return this == RIDGE
        || this == LOSS
        || (scope == Scope.NETWORK && (ofTest() || ofValidation()));
  }

  /**
   * Returns whether its computation knows the reference model only: dense, without biases, trained
   * on the squared error.
   *
   * @return whether nothing else may be measured so
   */
  public boolean ofReferenceModel() {
    return switch (this) {
      case SECOND_ORDER, LINEARISATION_GAP, NTK_CHANGE, KERNEL_TARGET_ALIGNMENT, SHARPNESS -> true;
      default -> false;
    };
  }

  /**
   * Returns whether it belongs to plain gradient descent.
   *
   * @return whether no other update rule defines it
   */
  public boolean ofGradientDescent() {
    return ofReferenceModel() && this != SECOND_ORDER;
  }

  /**
   * Returns the predicted exponent in n.
   *
   * @param setting gauge, richness, depth and step
   * @param layer from 1 to L; absent for a whole-network observable
   * @return the exponent, absent where theory makes no statement
   */
  public OptionalDouble predictedExponent(Setting setting, OptionalInt layer) {
    if (setting.gauge() == Gauge.STANDARD
        || setting.decaying()
        || (scope == Scope.WEIGHT && setting.customArchitecture())) {
      return OptionalDouble.empty();
    }
    double r = setting.r();
    if (this == F_RMS) {
      // Later outputs mix the n^-r start with the n^0 change, so only the start is a power law.
      return setting.step() == 0 ? OptionalDouble.of(0 - r) : OptionalDouble.empty();
    }
    if (!setting.lazyToRich()) {
      return OptionalDouble.empty();
    }
    return layer.isPresent()
        ? ofLayer(LayerRole.of(layer.getAsInt(), setting.depth()), setting)
        : ofNetwork(r);
  }

  private OptionalDouble ofNetwork(double r) {
    return switch (this) {
      case DELTA_F_RMS, LOSS_DECREASE, SHARPNESS -> OptionalDouble.of(0);
      case SECOND_ORDER, LINEARISATION_GAP, NTK_CHANGE -> OptionalDouble.of(2 * r - 1);
      default -> OptionalDouble.empty();
    };
  }

  private OptionalDouble ofLayer(LayerRole role, Setting setting) {
    double r = setting.r();
    return switch (this) {
      case H_NORM -> OptionalDouble.of(0.5);
      case DELTA_H_NORM -> OptionalDouble.of(r);
      case RELATIVE_DELTA_H -> OptionalDouble.of(r - 0.5);
      case GRAD_H_NORM -> OptionalDouble.of(0 - r);
      case ALIGNMENT, GRADIENT_GROWTH, USEFUL_UPDATE, UPDATE_SHARE -> OptionalDouble.of(0);
      case ALIGNMENT_INIT -> OptionalDouble.of(byRole(role, 0, -0.5, -0.5));
      case W_OP -> OptionalDouble.of(byRole(role, 0.5, 0, 0 - r));
      case W_FRO -> OptionalDouble.of(byRole(role, 0.5, 0.5, 0 - r));
      case DELTA_W_OP, DELTA_W_FRO -> OptionalDouble.of(byRole(role, r, r - 0.5, -0.5));
      case DELTA_W_RMS -> OptionalDouble.of(entrywise(role, r));
      case DELTA_W_RAW_RMS ->
          OptionalDouble.of(entrywise(role, r) - multiplierExponent(setting.gauge(), role, r));
      default -> OptionalDouble.empty();
    };
  }

  private static double entrywise(LayerRole role, double r) {
    return byRole(role, r - 0.5, r - 1.5, -1);
  }

  /** Returns the exponent in n of the gradient multiplier g. */
  private static double multiplierExponent(Gauge gauge, LayerRole role, double r) {
    return switch (gauge) {
      case STP, STANDARD -> 0;
      case MUP -> byRole(role, r, r - 0.5, -0.5);
      case RESCALING -> byRole(role, 0, -0.5, -0.5 - r);
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
