package richscale.observe;

import static richscale.theory.Observable.ALIGNMENT;
import static richscale.theory.Observable.ALIGNMENT_INIT;
import static richscale.theory.Observable.UPDATE_SHARE;

import richscale.linalg.Matrix;

/** How weights and their changes act on the inputs of their layer. */
final class AlignmentMeter implements Meter {
  private final ProbeState state;

  AlignmentMeter(ProbeState state) {
    this.state = state;
  }

  @Override
  public void measure(int step, Recorder recorder) {
    for (int l = 1; l <= state.depth(); l++) {
      Matrix h = state.forward.entering(l);
      double inputs = state.forward.op(l).coveredNorm(h);
      if (step == 0 && recorder.wants(ALIGNMENT_INIT)) {
        double scale = state.multiplier(l) * state.layer(l).weight().frobeniusNorm() * inputs;
        recorder.addRatio(ALIGNMENT_INIT, l, state.forward.z(l).frobeniusNorm(), scale);
      } else if (step > 0 && recorder.wantsAny(ALIGNMENT, UPDATE_SHARE)) {
        double pushed = state.change(l).pushedNorm(h);
        recorder.addRatio(ALIGNMENT, l, pushed, state.change(l).frobeniusNorm() * inputs);
        if (recorder.wants(UPDATE_SHARE)) {
          double deltaZ = ProbeState.distance(state.forward.z(l), state.initialZ(l));
          recorder.addRatio(UPDATE_SHARE, l, state.multiplier(l) * pushed, deltaZ);
        }
      }
    }
  }
}
