package richscale.observe;

import static richscale.theory.Observable.USEFUL_UPDATE;

import richscale.linalg.Matrix;
import richscale.model.BackwardPass;
import richscale.model.Loss;

/** Whether representations moved down the loss: minus the cosine of Delta h_l and dL/dh_l. */
final class UsefulUpdateMeter implements Meter {
  private final ProbeState state;
  private final BackwardPass initialGradient;

  UsefulUpdateMeter(ProbeState state) {
    this.state = state;
    initialGradient = BackwardPass.toLookAt(state.network, state.size(), 1);
    Matrix error = initialGradient.cotangents();
    error.copyFrom(state.f());
    Loss.apply(state.trial.settings().loss(), error, state.targets);
    initialGradient.run(state.forward);
  }

  @Override
  public void measure(int step, Recorder recorder) {
    for (int l = 1; step > 0 && l < state.depth(); l++) {
      Matrix gradient = initialGradient.byH(l);
      try (Matrix delta = state.forward.h(l).copy()) {
        delta.add(-1, state.initialH(l));
        double scale = delta.frobeniusNorm() * gradient.frobeniusNorm();
        if (scale > 0) {
          recorder.add(USEFUL_UPDATE, l, -delta.dot(gradient) / scale);
        }
      }
    }
  }

  @Override
  public void close() {
    initialGradient.close();
  }
}
