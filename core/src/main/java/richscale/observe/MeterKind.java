package richscale.observe;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import richscale.architecture.Blueprint;
import richscale.spec.Settings;
import richscale.spec.TrainerKind;
import richscale.spec.Trial;
import richscale.theory.Observable;

/** The meters, the cheap ones first: what each measures, what makes it, and what it costs. */
public enum MeterKind {
  /** Output and loss, which are always looked at: that is how divergence shows. */
  OUTPUT(
      OutputMeter::new,
      MeterKind::nothing,
      size -> Cost.samples(size.rows()).holding(6 * size.units() * size.probe(), 0),
      Observable.LOSS,
      Observable.LOSS_DECREASE,
      Observable.F_RMS,
      Observable.DELTA_F_RMS),
  /** The held-out samples. */
  TEST(
      HeldOutMeter::ofTest,
      MeterKind::nothing,
      size ->
          Cost.samples(size.settings().data().test()).holding(0, 3 * size.units() * size.probe()),
      Observable.TEST_LOSS,
      Observable.TEST_ACCURACY),
  /** The samples held out for choices. */
  VALIDATION(
      HeldOutMeter::ofValidation,
      MeterKind::nothing,
      size ->
          Cost.samples(size.settings().data().validation())
              .holding(0, 3 * size.units() * size.probe()),
      Observable.VALIDATION_LOSS,
      Observable.VALIDATION_ACCURACY),
  /** How long representations are and how far they moved. */
  REPRESENTATION(
      RepresentationMeter::new,
      MeterKind::nothing,
      MeterKind::nothing,
      Observable.H_NORM,
      Observable.DELTA_H_NORM,
      Observable.RELATIVE_DELTA_H),
  /** The Jacobian by representations. */
  GRADIENT(
      GradientMeter::new,
      MeterKind::nothing,
      size ->
          Cost.samples(size.factored() ? 0 : 3 * size.rows())
              .holding(2 * size.units() * size.probe(), 0),
      Observable.GRAD_H_NORM,
      Observable.GRADIENT_GROWTH),
  /** Whether representations moved down the loss. */
  USEFUL_UPDATE(
      UsefulUpdateMeter::new,
      size -> Cost.samples(size.probe()).holding(2 * size.units() * size.probe(), 0),
      MeterKind::nothing,
      Observable.USEFUL_UPDATE),
  /** Norms of weights: Lanczos products from nothing, then a few each time. */
  WEIGHT(
      WeightMeter::new,
      size -> Cost.passes(size.settings().observables().contains(Observable.W_OP) ? 60 : 0),
      size -> Cost.passes(12),
      Observable.W_FRO,
      Observable.W_OP,
      Observable.DELTA_W_FRO,
      Observable.DELTA_W_OP,
      Observable.DELTA_W_RMS,
      Observable.DELTA_W_RAW_RMS),
  /** How weights act on their inputs. */
  ALIGNMENT(
      AlignmentMeter::new,
      MeterKind::nothing,
      MeterKind::nothing,
      Observable.ALIGNMENT,
      Observable.ALIGNMENT_INIT,
      Observable.UPDATE_SHARE),
  /** How representations lie to one another. */
  GEOMETRY(
      GeometryMeter::new,
      MeterKind::nothing,
      size -> Cost.flops(4 * size.probe() * size.probe() * size.units()),
      Observable.H_PARTICIPATION_RATIO,
      Observable.DELTA_H_PARTICIPATION_RATIO,
      Observable.H_CKA,
      Observable.H_TARGET_ALIGNMENT,
      Observable.CLASS_VARIANCE_RATIO),
  /** Linear read-outs of representations. */
  READ_OUT(
      ReadOutMeter::new,
      MeterKind::nothing,
      size ->
          Cost.samples(size.settings().data().test())
              .holding(0, 4 * size.units() * size.settings().data().test()),
      Observable.READOUT_ACCURACY),
  /** Products with a block of vectors, there and back, for the outliers of a weight. */
  SPECTRUM(
      SpectrumMeter::new,
      MeterKind::nothing,
      size -> Cost.flops(12 * 2 * size.settings().data().outputs() * size.weights()),
      Observable.DELTA_W_OUTLIER_SHARE,
      Observable.DELTA_W_TARGET_OVERLAP),
  /** Second derivatives carried through a forward pass. */
  SECOND_ORDER(
      SecondOrderMeter::new,
      MeterKind::nothing,
      size -> Cost.samples(4 * size.probe()),
      Observable.SECOND_ORDER),
  /** Residual branches carried through once more. */
  BRANCH(
      BranchMeter::new,
      MeterKind::nothing,
      size -> Cost.samples(5 * size.probe()).holding(size.units() * size.probe(), 0),
      Observable.BRANCH_LINEARISATION_GAP),
  /** The linearised model, trained beside the trial's. */
  LINEARISATION(
      LinearisationMeter::new,
      size ->
          Cost.samples(3 * size.samples() * size.settings().data().outputs())
              .holding(0, 2 * size.units() * size.samples() * size.settings().data().outputs()),
      MeterKind::nothing,
      Observable.LINEARISATION_GAP),
  /** The tangent kernel of the probe batch. */
  KERNEL(
      KernelMeter::new,
      MeterKind::nothing,
      size ->
          Cost.samples(3 * size.probe())
              .holding(0, 2 * size.units() * size.probe() * size.settings().data().outputs()),
      Observable.NTK_CHANGE,
      Observable.KERNEL_TARGET_ALIGNMENT),
  /** Hessian products, each about three passes forward and back. */
  SHARPNESS(
      SharpnessMeter::new,
      MeterKind::nothing,
      size -> Cost.flops(30 * 6 * size.probe() * size.weights()),
      Observable.SHARPNESS),
  /** The same trial in the STP gauge. */
  GAUGE(GaugeMeter::new, size -> Cost.twin(), MeterKind::nothing, Observable.GAUGE_DIFFERENCE);

  /**
   * What costs depend on.
   *
   * @param trial the trial
   * @param weights number of weights
   * @param units numbers in all representations of a sample
   */
  private record Size(Trial trial, double weights, double units) {
    Settings settings() {
      return trial.settings();
    }

    double probe() {
      return settings().probe();
    }

    double samples() {
      return settings().data().samples();
    }

    boolean factored() {
      return trial.trainer() == TrainerKind.FACTORED;
    }

    /** Rows that pass through the network for the probe batch. */
    double rows() {
      return factored() ? Math.min(probe(), settings().data().inputs()) : probe();
    }
  }

  @SuppressWarnings("ImmutableEnumChecker") // functions without state
  private final Function<ProbeState, Meter> factory;

  @SuppressWarnings("ImmutableEnumChecker") // functions without state
  private final Function<Size, Cost> once;

  @SuppressWarnings("ImmutableEnumChecker") // functions without state
  private final Function<Size, Cost> eachTime;

  @SuppressWarnings("ImmutableEnumChecker") // never changed
  private final Set<Observable> observables;

  MeterKind(
      Function<ProbeState, Meter> factory,
      Function<Size, Cost> once,
      Function<Size, Cost> eachTime,
      Observable... observables) {
    this.factory = factory;
    this.once = once;
    this.eachTime = eachTime;
    this.observables = EnumSet.copyOf(Arrays.asList(observables));
  }

  private static Cost nothing(Size size) {
    return Cost.NONE;
  }

  Set<Observable> observables() {
    return observables;
  }

  Meter meter(ProbeState state) {
    return factory.apply(state);
  }

  /** Returns the meters that observables need, and that of the output. */
  static List<MeterKind> of(List<Observable> wanted) {
    return Arrays.stream(values())
        .filter(kind -> kind == OUTPUT || wanted.stream().anyMatch(kind.observables::contains))
        .toList();
  }

  /**
   * Returns what measuring a whole trial costs.
   *
   * @param trial the trial
   * @param units numbers in all representations of a sample
   * @return time summed over all measurements; memory at one time
   */
  public static Cost of(Trial trial, double units) {
    Blueprint blueprint = trial.blueprint();
    Size size = new Size(trial, blueprint.weights(), units);
    double measurements = trial.settings().measuredSteps().size();
    Cost sum = Cost.NONE;
    for (MeterKind kind : of(trial.settings().observables())) {
      sum = sum.and(kind.once.apply(size)).and(kind.eachTime.apply(size).times(measurements));
    }
    return sum;
  }
}
