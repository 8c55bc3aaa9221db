package richscale.observe;

import static richscale.theory.Observable.DELTA_H_NORM;
import static richscale.theory.Observable.H_NORM;
import static richscale.theory.Observable.RELATIVE_DELTA_H;

/** How long hidden representations are and how far they moved. */
final class RepresentationMeter implements Meter {
  private final ProbeState state;

  RepresentationMeter(ProbeState state) {
    this.state = state;
  }

  @Override
  public void measure(int step, Recorder recorder) {
    for (int l = 1; l < state.depth(); l++) {
      recorder.add(H_NORM, l, state.rms(state.forward.h(l).frobeniusNorm()));
      if (step > 0) {
        double deltaH = ProbeState.distance(state.forward.h(l), state.initialH(l));
        recorder.add(DELTA_H_NORM, l, state.rms(deltaH));
        double initial = state.initialH(l).frobeniusNorm();
        if (initial > 0) {
          recorder.add(RELATIVE_DELTA_H, l, deltaH / initial);
        }
      }
    }
  }
}
