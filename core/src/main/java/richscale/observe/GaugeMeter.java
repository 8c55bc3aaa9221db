package richscale.observe;

import static richscale.theory.Observable.GAUGE_DIFFERENCE;

import java.util.Optional;
import richscale.linalg.Matrix;
import richscale.model.LayerStack;
import richscale.model.Network;
import richscale.theory.Gauge;
import richscale.train.Trainer;

/** The same trial trained beside it in the STP gauge, and how far the outputs are apart. */
final class GaugeMeter implements Meter {
  private final ProbeState state;
  private final Network twin;
  private final Trainer trainer;
  private final LayerStack forward;

  /** Its output at initialisation, where that is subtracted. */
  private final Optional<Matrix> initial;

  private int done;

  GaugeMeter(ProbeState state) {
    this.state = state;
    twin = Network.initialise(state.trial.in(Gauge.STP), state.network.space());
    trainer = Trainer.of(twin, state.samples, state.trial);
    forward = LayerStack.toLookAt(twin, state.size());
    forward.h(0).copyFrom(state.forward.h(0));
    if (state.trial.settings().centred()) {
      forward.run();
      initial = Optional.of(forward.f().copy());
    } else {
      initial = Optional.empty();
    }
  }

  @Override
  public void measure(int step, Recorder recorder) {
    for (; done < step; done++) {
      trainer.step();
    }
    trainer.settle();
    forward.run();
    initial.ifPresent(before -> forward.f().add(-1, before));
    try (Matrix difference = state.f().copy()) {
      difference.add(-1, forward.f());
      double size = state.rms(forward.f().frobeniusNorm());
      if (size > 0) {
        recorder.add(GAUGE_DIFFERENCE, largest(difference) / size);
      }
    }
  }

  private static double largest(Matrix matrix) {
    double largest = 0;
    for (double entry : matrix.toArray()) {
      largest = Math.max(largest, Math.abs(entry));
    }
    return largest;
  }

  @Override
  public void close() {
    initial.ifPresent(Matrix::close);
    forward.close();
    trainer.close();
    twin.close();
  }
}
