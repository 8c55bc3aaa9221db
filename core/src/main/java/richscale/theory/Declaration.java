package richscale.theory;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;

/** What is known of an observable, said once where it is declared. */
final class Declaration {
  /** What theory says, by where the layer stands, if it is about one. */
  @FunctionalInterface
  private interface Prediction {
    OptionalDouble of(PredictionContext setting, Optional<LayerRole> role);
  }

  private static final Prediction NONE = (setting, role) -> OptionalDouble.empty();

  private final Observable.Scope scope;
  private final Set<Need> needs = EnumSet.noneOf(Need.class);
  private boolean byDefault;
  private boolean ofNetworks = true;
  private boolean ofKernels;
  private boolean ofLimit;
  private boolean secondOrder;
  private Prediction prediction = NONE;

  /** The exponent in N as a function of a, outside branches and in their layers. */
  private DoubleUnaryOperator inBranches = a -> Double.NaN;

  private DoubleUnaryOperator inBranchLayers = a -> Double.NaN;

  private Declaration(Observable.Scope scope) {
    this.scope = scope;
  }

  static Declaration of(Observable.Scope scope) {
    return new Declaration(scope);
  }

  /** It is measured unless a spec says otherwise, if what it needs is there. */
  Declaration byDefault() {
    byDefault = true;
    return this;
  }

  Declaration needs(Need... what) {
    needs.addAll(Arrays.asList(what));
    return this;
  }

  /** A kernel learner has it as well as a network. */
  Declaration ofKernelsToo() {
    ofKernels = true;
    return this;
  }

  /** A network of infinite width has it as well as one of finite width. */
  Declaration ofLimitToo() {
    ofLimit = true;
    return this;
  }

  /** A kernel learner has it, and no network. */
  Declaration ofKernelsOnly() {
    ofKernels = true;
    ofNetworks = false;
    return this;
  }

  /** The exponent in n as a function of r, for 0 <= r <= 1/2. */
  Declaration predicts(DoubleUnaryOperator exponent) {
    return predicts(exponent, exponent, exponent);
  }

  /** The same for read-in, hidden layers and read-out. */
  Declaration predicts(
      DoubleUnaryOperator readIn, DoubleUnaryOperator hidden, DoubleUnaryOperator readOut) {
    prediction =
        (setting, role) ->
            setting.lazyToRich()
                ? OptionalDouble.of(exponent(readIn, hidden, readOut, setting.r(), role))
                : OptionalDouble.empty();
    return this;
  }

  private static double exponent(
      DoubleUnaryOperator readIn,
      DoubleUnaryOperator hidden,
      DoubleUnaryOperator readOut,
      double r,
      Optional<LayerRole> role) {
    return role.orElse(LayerRole.HIDDEN)
        .of(readIn.applyAsDouble(r), hidden.applyAsDouble(r), readOut.applyAsDouble(r));
  }

  /** What was predicted of effective weights holds of raw ones, over the gauge's multiplier. */
  Declaration overMultiplier() {
    Prediction effective = prediction;
    prediction =
        (setting, role) -> {
          OptionalDouble exponent = effective.of(setting, role);
          return exponent.isPresent()
              ? OptionalDouble.of(
                  exponent.getAsDouble()
                      - setting.gauge().multiplierExponent(role.orElseThrow(), setting.r()))
              : exponent;
        };
    return this;
  }

  /** It does not change with the number of residual branches, by theory's rates. */
  Declaration sameAtEveryDepth() {
    inBranches = a -> 0;
    inBranchLayers = a -> 0;
    return this;
  }

  /**
   * In layers of a branch it goes with the number N of branches like the change of their weights
   * beside these, N^(a - 1) by theory's rates; elsewhere it does not change.
   */
  Declaration ofEachBranch() {
    inBranches = a -> 0;
    inBranchLayers = a -> a - 1;
    return this;
  }

  /**
   * It is of second order in a small change d: of the order d beside what is of first order, but
   * sqrt(d) where the nonlinearity has a kink, since a share d of units crosses it, each by d.
   */
  Declaration ofSecondOrder() {
    secondOrder = true;
    return this;
  }

  /** The exponent at initialisation, for every r; later values mix it with others. */
  Declaration predictsAtStart(DoubleUnaryOperator exponent) {
    prediction =
        (setting, role) ->
            setting.step() == 0
                ? OptionalDouble.of(exponent.applyAsDouble(setting.r()))
                : OptionalDouble.empty();
    return this;
  }

  Observable.Scope scope() {
    return scope;
  }

  Set<Need> needs() {
    return needs;
  }

  boolean isByDefault() {
    return byDefault;
  }

  boolean isOfNetworks() {
    return ofNetworks;
  }

  boolean isOfKernels() {
    return ofKernels;
  }

  boolean isOfLimit() {
    return ofLimit;
  }

  OptionalDouble predictedInBranches(double a, boolean ofBranch, boolean kinked) {
    double exponent = (ofBranch ? inBranchLayers : inBranches).applyAsDouble(a);
    return Double.isNaN(exponent)
        ? OptionalDouble.empty()
        : OptionalDouble.of(exponent * part(kinked));
  }

  private double part(boolean kinked) {
    return secondOrder && kinked ? 0.5 : 1;
  }

  OptionalDouble predicted(PredictionContext setting, Optional<LayerRole> role) {
    OptionalDouble exponent = prediction.of(setting, role);
    return exponent.isPresent() && secondOrder
        ? OptionalDouble.of(exponent.getAsDouble() * part(setting.kinked()))
        : exponent;
  }
}
