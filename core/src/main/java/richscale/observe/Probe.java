package richscale.observe;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import richscale.data.Samples;
import richscale.linalg.OperatorNorm;
import richscale.model.Network;
import richscale.spec.Trial;
import richscale.theory.Observable;
import richscale.train.Trainer;

/**
 * Measures a network on a fixed probe batch, against its state when the probe was made.
 *
 * <p>Passes run in the precision of training, since it is the trained network that is measured;
 * norms and ratios are taken in double precision.
 */
public final class Probe implements AutoCloseable {
  private final ProbeState state;
  private final Recorder recorder;
  private final List<Meter> meters = new ArrayList<>();

  /**
   * Remembers the network as it is now, at initialisation.
   *
   * @param network the network of the trial
   * @param trainer what will train it, not begun
   * @param samples all samples; the first are the probe batch
   * @param trial says what to measure, and on how many samples
   * @param starts where the operator norms of a layer start, for layers where that is known
   */
  public Probe(
      Network network,
      Trainer trainer,
      Samples samples,
      Trial trial,
      Map<Integer, OperatorNorm.Start> starts) {
    state = new ProbeState(network, trainer, samples, trial);
    Set<Observable> wanted = EnumSet.noneOf(Observable.class);
    wanted.addAll(trial.settings().observables());
    recorder = new Recorder(wanted);
    // The output is always looked at: that is how divergence shows.
    meters.add(new OutputMeter(state));
    factories(starts)
        .forEach(
            (observables, factory) -> {
              if (observables.stream().anyMatch(wanted::contains)) {
                meters.add(factory.apply(state));
              }
            });
  }

  /** Returns what makes each meter, the cheap ones first. */
  private static Map<Set<Observable>, Function<ProbeState, Meter>> factories(
      Map<Integer, OperatorNorm.Start> starts) {
    Map<Set<Observable>, Function<ProbeState, Meter>> factories = new LinkedHashMap<>();
    factories.put(EnumSet.of(Observable.TEST_LOSS, Observable.TEST_ACCURACY), HeldOutMeter::ofTest);
    factories.put(
        EnumSet.of(Observable.VALIDATION_LOSS, Observable.VALIDATION_ACCURACY),
        HeldOutMeter::ofValidation);
    factories.put(
        EnumSet.of(Observable.H_NORM, Observable.DELTA_H_NORM, Observable.RELATIVE_DELTA_H),
        RepresentationMeter::new);
    factories.put(
        EnumSet.of(Observable.GRAD_H_NORM, Observable.GRADIENT_GROWTH), GradientMeter::new);
    factories.put(EnumSet.of(Observable.USEFUL_UPDATE), UsefulUpdateMeter::new);
    factories.put(
        EnumSet.of(
            Observable.W_FRO,
            Observable.W_OP,
            Observable.DELTA_W_FRO,
            Observable.DELTA_W_OP,
            Observable.DELTA_W_RMS,
            Observable.DELTA_W_RAW_RMS),
        state -> new WeightMeter(state, starts));
    factories.put(
        EnumSet.of(Observable.ALIGNMENT, Observable.ALIGNMENT_INIT, Observable.UPDATE_SHARE),
        AlignmentMeter::new);
    factories.put(
        EnumSet.of(
            Observable.H_PARTICIPATION_RATIO,
            Observable.DELTA_H_PARTICIPATION_RATIO,
            Observable.H_CKA,
            Observable.H_TARGET_ALIGNMENT,
            Observable.CLASS_VARIANCE_RATIO),
        GeometryMeter::new);
    factories.put(EnumSet.of(Observable.READOUT_ACCURACY), ReadOutMeter::new);
    factories.put(
        EnumSet.of(Observable.DELTA_W_OUTLIER_SHARE, Observable.DELTA_W_TARGET_OVERLAP),
        SpectrumMeter::new);
    factories.put(EnumSet.of(Observable.SECOND_ORDER), SecondOrderMeter::new);
    factories.put(EnumSet.of(Observable.LINEARISATION_GAP), LinearisationMeter::new);
    factories.put(
        EnumSet.of(Observable.NTK_CHANGE, Observable.KERNEL_TARGET_ALIGNMENT), KernelMeter::new);
    factories.put(EnumSet.of(Observable.SHARPNESS), SharpnessMeter::new);
    factories.put(EnumSet.of(Observable.GAUGE_DIFFERENCE), GaugeMeter::new);
    return factories;
  }

  /**
   * Measures the trial's observables.
   *
   * @param step updates done so far; at 0 the Delta quantities are left out, being undefined
   * @return whether all values were finite; those that were not are left out
   */
  public boolean measure(int step) {
    recorder.begin(step);
    if (step > 0) {
      state.update();
    }
    for (Meter meter : meters) {
      meter.measure(step, recorder);
      if (!recorder.finite()) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns what was measured so far.
   *
   * @return measurements in the order taken
   */
  public List<Measurement> measurements() {
    return recorder.measurements();
  }

  /** Frees the buffers; the network stays. */
  @Override
  public void close() {
    meters.forEach(Meter::close);
    state.close();
  }
}
