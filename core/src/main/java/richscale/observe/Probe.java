package richscale.observe;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import richscale.data.Samples;
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
   * @param beginning what is known of the network already
   */
  public Probe(
      Network network, Trainer trainer, Samples samples, Trial trial, Beginning beginning) {
    state = new ProbeState(network, trainer, samples, trial, beginning);
    Set<Observable> wanted = EnumSet.noneOf(Observable.class);
    wanted.addAll(trial.settings().observables());
    recorder = new Recorder(wanted);
    MeterKind.of(trial.settings().observables()).forEach(kind -> meters.add(kind.meter(state)));
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

  /** {@return what was measured so far: measurements in the order taken} */
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
