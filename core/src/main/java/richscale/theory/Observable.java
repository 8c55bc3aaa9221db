package richscale.theory;

import java.util.Locale;
import java.util.Optional;
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
  LOSS(network().ofLimitToo().byDefault().ofKernelsToo()),
  /** (loss at step 0 - loss) / step; n^0. Costs nothing beside the loss. */
  LOSS_DECREASE(network().sameAtEveryDepth().predicts(r -> 0)),
  /** The loss on the held-out samples; no exponent is predicted. Costs a forward pass of them. */
  TEST_LOSS(network().ofLimitToo().byDefault().ofKernelsToo().needs(Need.TEST_SET)),
  /** Part of the held-out samples whose largest output is that of their class. */
  TEST_ACCURACY(network().byDefault().ofKernelsToo().needs(Need.TEST_SET, Need.CLASSES)),
  /** The loss on the samples held out for choices; no exponent is predicted. */
  VALIDATION_LOSS(network().byDefault().ofKernelsToo().needs(Need.VALIDATION_SET)),
  /** Part of the samples held out for choices whose largest output is that of their class. */
  VALIDATION_ACCURACY(
      network().byDefault().ofKernelsToo().needs(Need.VALIDATION_SET, Need.CLASSES)),
  /**
   * Ridge of a kernel learner, in units of the mean eigenvalue of its kernel: the one of least
   * validation loss.
   */
  RIDGE(network().ofKernelsOnly()),
  /** |f|, the output; n^-r at initialisation. Centred outputs have it after the first update. */
  F_RMS(network().sameAtEveryDepth().ofLimitToo().byDefault().predictsAtStart(r -> 0 - r)),
  /** |Delta f|; n^0 at every r (nontriviality, NTC). */
  DELTA_F_RMS(network().sameAtEveryDepth().ofLimitToo().byDefault().predicts(r -> 0)),
  /** |h_l|; n^1/2. */
  H_NORM(representation().sameAtEveryDepth().ofLimitToo().byDefault().predicts(r -> 0.5)),
  /** |Delta h_l|; n^r, the richness scale. */
  DELTA_H_NORM(representation().sameAtEveryDepth().ofLimitToo().byDefault().predicts(r -> r)),
  /** |Delta h_l| / |h_l at initialisation|; n^(r - 1/2). */
  RELATIVE_DELTA_H(
      representation().sameAtEveryDepth().ofLimitToo().byDefault().predicts(r -> r - 0.5)),
  /** Frobenius norm of df/dh_l; n^-r at every step. Costs a backward pass. */
  GRAD_H_NORM(representation().sameAtEveryDepth().ofLimitToo().byDefault().predicts(r -> 0 - r)),
  /** |df/dh_l| over |df/dh_l at initialisation|; n^0 while r is at most 1/2. */
  GRADIENT_GROWTH(representation().sameAtEveryDepth().ofLimitToo().predicts(r -> 0)),
  /**
   * Useful updates (UUC): -&lt;Delta h_l, dL/dh_l&gt; / (|Delta h_l| |dL/dh_l|) over the probe
   * batch, the gradient taken at initialisation; n^0 and positive.
   */
  USEFUL_UPDATE(representation().sameAtEveryDepth().ofLimitToo().predicts(r -> 0)),
  /** Frobenius norm of w_l. */
  W_FRO(weight().sameAtEveryDepth().byDefault().predicts(r -> 0.5, r -> 0.5, r -> 0 - r)),
  /** Operator norm of w_l. Costs some forty passes over the matrix. */
  W_OP(
      weight()
          .sameAtEveryDepth()
          .byDefault()
          .needs(Need.DELTA_W)
          .predicts(r -> 0.5, r -> 0, r -> 0 - r)),
  /** Frobenius norm of Delta w_l. */
  DELTA_W_FRO(
      change().ofEachBranch().ofLimitToo().byDefault().predicts(r -> r, r -> r - 0.5, r -> -0.5)),
  /** Operator norm of Delta w_l. */
  DELTA_W_OP(
      change().ofEachBranch().ofLimitToo().byDefault().predicts(r -> r, r -> r - 0.5, r -> -0.5)),
  /** Root-mean-square entry of Delta w_l. */
  DELTA_W_RMS(
      change()
          .ofEachBranch()
          .ofLimitToo()
          .byDefault()
          .predicts(r -> r - 0.5, r -> r - 1.5, r -> -1)),
  /** Root-mean-square entry of Delta W_l, the raw weights of the gauge. */
  DELTA_W_RAW_RMS(
      change().ofEachBranch().predicts(r -> r - 0.5, r -> r - 1.5, r -> -1).overMultiplier()),
  /** |Delta w_l h_(l-1)| / (Frobenius norm of Delta w_l times |h_(l-1)|); n^0. */
  ALIGNMENT(change().sameAtEveryDepth().ofLimitToo().byDefault().predicts(r -> 0)),
  /** The same with w_l at initialisation, at step 0; n^-1/2 where the fan-in is n. */
  ALIGNMENT_INIT(weight().sameAtEveryDepth().predicts(r -> 0, r -> -0.5, r -> -0.5)),
  /**
   * Maximal updates (MAX): |Delta w_l h_(l-1)| / |Delta z_l| with the pre-activations z_l = w_l
   * h_(l-1); n^0.
   */
  UPDATE_SHARE(change().ofEachBranch().ofLimitToo().needs(Need.INITIAL_Z).predicts(r -> 0)),
  /**
   * |Delta' (d2f/dtheta2) Delta|, the second-order term of f along the update Delta of all
   * parameters, from second derivatives carried through a forward pass; n^(2r - 1).
   */
  SECOND_ORDER(
      network()
          .ofLimitToo()
          .needs(Need.REFERENCE_MODEL, Need.DELTA_W, Need.INITIAL_W, Need.INITIAL_Z)
          .predicts(r -> 2 * r - 1)),
  /**
   * |f - f_lin|, where f_lin is the model linearised at initialisation and trained on the same
   * batches; n^(2r - 1). Costs the tangent kernel of all samples, once.
   */
  LINEARISATION_GAP(
      network()
          .ofLimitToo()
          .needs(Need.REFERENCE_MODEL, Need.PLAIN_GRADIENT_DESCENT, Need.KERNEL_OF_ALL_SAMPLES)
          .predicts(r -> 2 * r - 1)),
  /**
   * Relative change of the tangent kernel on the probe batch in Frobenius norm, layers weighted by
   * their rates; n^(2r - 1).
   */
  NTK_CHANGE(
      network()
          .ofLimitToo()
          .needs(Need.REFERENCE_MODEL, Need.PLAIN_GRADIENT_DESCENT)
          .predicts(r -> 2 * r - 1)),
  /**
   * Centred alignment of the tangent kernel, traced over outputs, with the kernel of the targets
   * (Cortes, Mohri and Rostamizadeh 2012); no exponent is predicted.
   */
  KERNEL_TARGET_ALIGNMENT(
      network().ofLimitToo().needs(Need.REFERENCE_MODEL, Need.PLAIN_GRADIENT_DESCENT)),
  /**
   * Learning rate times sharpness: top eigenvalue of the Hessian of the loss on the probe batch in
   * the metric of the layers' rates; n^0. At most 30 Hessian-vector products, to 2 %.
   */
  SHARPNESS(network().needs(Need.REFERENCE_MODEL, Need.PLAIN_GRADIENT_DESCENT).predicts(r -> 0)),
  /**
   * Largest |f - f_stp| / |f_stp| over the probe batch, where f_stp is the same trial trained
   * beside it in the STP gauge; rounding alone under plain gradient descent.
   */
  GAUGE_DIFFERENCE(network()),
  /**
   * Participation ratio of h_l, the number of directions in which it spreads: (sum of
   * eigenvalues)^2 / sum of squared eigenvalues of its covariance over the probe batch, from 1 to P
   * - 1. This and the next observables of representations cost a product of the probe batch with
   * itself.
   */
  H_PARTICIPATION_RATIO(representation()),
  /** Participation ratio of Delta h_l. */
  DELTA_H_PARTICIPATION_RATIO(representation()),
  /**
   * Linear centred kernel alignment of h_l with itself at initialisation (Kornblith et al. 2019),
   * from 0 to 1 at no change.
   */
  H_CKA(representation()),
  /** The same of h_l with the targets (Cortes, Mohri and Rostamizadeh 2012). */
  H_TARGET_ALIGNMENT(representation()),
  /**
   * Variance of h_l within classes over that between them, traces of both over the probe batch (NC1
   * of Papyan, Han and Donoho 2020, with the ratio of traces); 0 where classes have collapsed.
   */
  CLASS_VARIANCE_RATIO(representation().needs(Need.CLASSES)),
  /**
   * Accuracy on the held-out samples of a linear read-out of h_l, fitted to at most 512 training
   * samples with a ridge of a thousandth of the mean eigenvalue. Costs a forward pass of both.
   */
  READOUT_ACCURACY(representation().needs(Need.TEST_SET, Need.CLASSES)),
  /**
   * Share of |Delta w_l|_F^2 in its k largest singular values, k being the number of outputs. Costs
   * some ten passes over the matrix for each output.
   */
  DELTA_W_OUTLIER_SHARE(change()),
  /**
   * Overlap of what Delta w_l does with the targets: the mean squared cosine between the k' top
   * left singular vectors of Delta w_l h_(l-1) over the probe batch, centred, and the span of the
   * centred targets of rank k'; from k'/P by chance to 1.
   */
  DELTA_W_TARGET_OVERLAP(change()),
  /**
   * How far a residual branch, its own weights alone being changed to what they are now, is from
   * its linearisation at initialisation: |Delta b - Delta b_lin| / |Delta b_lin| of what the branch
   * ending with h_l gives at its first inputs; n^(r - 1/2), and N^(a - 1) in the number of branches
   * (the quantity of figure 6 of arXiv 2505.01618, after the first update). With ReLU, the root of
   * either.
   */
  BRANCH_LINEARISATION_GAP(
      representation()
          .ofEachBranch()
          .ofSecondOrder()
          .needs(Need.DENSE_BRANCHES, Need.DELTA_W, Need.INITIAL_W)
          .predicts(r -> r - 0.5));

  /** What an observable belongs to, and so which layers it has. */
  public enum Scope {
    /** The whole network: no layer. */
    NETWORK,
    /** A hidden representation h_l: layers 1 to L-1. */
    REPRESENTATION,
    /** A weight matrix w_l: layers 1 to L. */
    WEIGHT
  }

  @SuppressWarnings("ImmutableEnumChecker") // not changed after the constant is made
  private final Declaration declared;

  Observable(Declaration declared) {
    this.declared = declared;
  }

  private static Declaration network() {
    return Declaration.of(Scope.NETWORK);
  }

  private static Declaration representation() {
    return Declaration.of(Scope.REPRESENTATION);
  }

  private static Declaration weight() {
    return Declaration.of(Scope.WEIGHT);
  }

  private static Declaration change() {
    return weight().needs(Need.DELTA_W);
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

  /** {@return what this observable belongs to} */
  public Scope scope() {
    return declared.scope();
  }

  /**
   * Returns whether it needs something beside the probe batch.
   *
   * @param need what
   * @return whether it is undefined without that
   */
  public boolean needs(Need need) {
    return declared.needs().contains(need);
  }

  /** {@return whether it is measured unless a spec says otherwise, if what it needs is there} */
  public boolean byDefault() {
    return declared.isByDefault();
  }

  /** {@return whether a trained network has it} */
  public boolean ofNetworks() {
    return declared.isOfNetworks();
  }

  /** {@return whether a linear network of infinite width has it} */
  public boolean ofLimit() {
    return declared.isOfLimit();
  }

  /** {@return whether a kernel learner has it} */
  public boolean ofKernels() {
    return declared.isOfKernels();
  }

  /**
   * Returns the predicted exponent in n.
   *
   * @param setting gauge, richness, depth and step
   * @param layer from 1 to L; absent for a whole-network observable
   * @return the exponent, absent where theory makes no statement
   */
  public OptionalDouble predictedExponent(PredictionContext setting, OptionalInt layer) {
    if (setting.gauge() == Gauge.STANDARD
        || setting.decaying()
        || (scope() == Scope.WEIGHT && setting.customArchitecture())) {
      return OptionalDouble.empty();
    }
    Optional<LayerRole> role =
        layer.isPresent()
            ? Optional.of(LayerRole.of(layer.getAsInt(), setting.depth()))
            : Optional.empty();
    return declared.predicted(setting, role);
  }

  /**
   * Returns the predicted exponent in the activity alpha = gamma n^r at one width, where features
   * are weak: what an exponent in n changes by with r.
   *
   * @param setting gauge, richness, depth and step
   * @param layer from 1 to L; absent for a whole-network observable
   * @return the exponent, absent where theory makes no statement
   */
  public OptionalDouble predictedExponentInActivity(PredictionContext setting, OptionalInt layer) {
    OptionalDouble lazy = predictedExponent(setting.at(0), layer);
    OptionalDouble rich = predictedExponent(setting.at(0.5), layer);
    return setting.lazyToRich() && lazy.isPresent() && rich.isPresent()
        ? OptionalDouble.of(2 * (rich.getAsDouble() - lazy.getAsDouble()))
        : OptionalDouble.empty();
  }

  /**
   * Returns the predicted exponent in the number N of residual branches, which are multiplied by
   * N^-a, where their rates carry theory's powers of N (arXiv 2505.01618).
   *
   * @param a depth exponent
   * @param ofBranch whether it is of a layer within a branch; of no meaning for a whole-network
   *     observable
   * @param kinked whether the nonlinearity has a kink, as ReLU does
   * @return the exponent, absent where theory makes no statement
   */
  public OptionalDouble predictedExponentInBranches(double a, boolean ofBranch, boolean kinked) {
    boolean ofOneBranch = ofBranch && (scope() == Scope.WEIGHT || this == BRANCH_LINEARISATION_GAP);
    return declared.predictedInBranches(a, ofOneBranch, kinked);
  }
}
