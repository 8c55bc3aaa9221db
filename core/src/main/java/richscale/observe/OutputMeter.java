package richscale.observe;

import static richscale.theory.Observable.DELTA_F_RMS;
import static richscale.theory.Observable.F_RMS;
import static richscale.theory.Observable.LOSS;
import static richscale.theory.Observable.LOSS_DECREASE;

import richscale.linalg.Matrix;
import richscale.model.Loss;

/** The output and the loss. */
final class OutputMeter implements Meter {
  private final ProbeState state;
  private final double initialLoss;

  OutputMeter(ProbeState state) {
    this.state = state;
    initialLoss = loss();
  }

  @Override
  public void measure(int step, Recorder recorder) {
    double loss = loss();
    if (step > 0 || !state.trial.settings().centred()) {
      recorder.add(F_RMS, state.rms(state.f().frobeniusNorm()));
    }
    recorder.add(LOSS, loss);
    if (step > 0) {
      recorder.add(LOSS_DECREASE, (initialLoss - loss) / step);
      double deltaF = ProbeState.distance(state.forward.f(), state.initialH(state.depth()));
      recorder.add(DELTA_F_RMS, state.rms(deltaF));
    }
  }

  private double loss() {
    try (Matrix error = state.f().copy()) {
      return Loss.apply(state.trial.settings().loss(), error, state.targets);
    }
  }
}
