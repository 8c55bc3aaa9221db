package richscale.observe;

import static richscale.theory.Observable.DELTA_W_FRO;
import static richscale.theory.Observable.DELTA_W_OP;
import static richscale.theory.Observable.DELTA_W_RAW_RMS;
import static richscale.theory.Observable.DELTA_W_RMS;
import static richscale.theory.Observable.W_FRO;
import static richscale.theory.Observable.W_OP;

import richscale.linalg.Matrix;
import richscale.linalg.OperatorNorm;

/** Norms of weights and of their changes. */
final class WeightMeter implements Meter {
  private final ProbeState state;

  WeightMeter(ProbeState state) {
    this.state = state;
  }

  @Override
  public void measure(int step, Recorder recorder) {
    for (int l = 1; l <= state.depth(); l++) {
      Matrix weight = state.layer(l).weight();
      double g = state.multiplier(l);
      double frobenius = weight.frobeniusNorm();
      recorder.add(W_FRO, l, g * frobenius);
      if (recorder.wants(W_OP) && Double.isFinite(frobenius)) {
        recorder.add(W_OP, l, g * OperatorNorm.of(weight));
      }
      if (step > 0) {
        Matrix delta = state.delta(l);
        double deltaFrobenius = delta.frobeniusNorm();
        double rms = deltaFrobenius / Math.sqrt((double) delta.size());
        recorder.add(DELTA_W_FRO, l, g * deltaFrobenius);
        recorder.add(DELTA_W_RMS, l, g * rms);
        recorder.add(DELTA_W_RAW_RMS, l, rms);
        if (recorder.wants(DELTA_W_OP) && Double.isFinite(deltaFrobenius)) {
          recorder.add(DELTA_W_OP, l, g * OperatorNorm.of(delta));
        }
      }
    }
  }
}
