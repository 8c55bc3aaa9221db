package richscale.observe;

import static richscale.theory.Observable.DELTA_W_OUTLIER_SHARE;
import static richscale.theory.Observable.DELTA_W_TARGET_OVERLAP;

import java.util.Arrays;
import richscale.linalg.Matrix;
import richscale.linalg.TopSubspace;
import richscale.model.LayerStack;

/** Whether the change of weights is made of few directions, and whether these are the targets'. */
final class SpectrumMeter implements Meter {
  /** Relative to the largest, an eigenvalue that is rounding. */
  private static final double NEGLIGIBLE = 1e-10;

  private final ProbeState state;
  private final TopSubspace targets;

  /** Rank of the centred targets; 0 where all samples have the same. */
  private final int rank;

  SpectrumMeter(ProbeState state) {
    this.state = state;
    targets = Gram.of(state.targets).centred().top(state.samples.outputs());
    double largest = targets.values()[0];
    rank =
        (int)
            Arrays.stream(targets.values())
                .filter(value -> value > NEGLIGIBLE * largest && value > 0)
                .count();
  }

  @Override
  public void measure(int step, Recorder recorder) {
    for (int l = 1; step > 0 && l <= state.depth(); l++) {
      double frobenius = state.change(l).frobeniusNorm();
      if (frobenius > 0 && Double.isFinite(frobenius)) {
        if (recorder.wants(DELTA_W_OUTLIER_SHARE)) {
          recorder.add(DELTA_W_OUTLIER_SHARE, l, outliers(l) / (frobenius * frobenius));
        }
        if (recorder.wants(DELTA_W_TARGET_OVERLAP) && rank > 0) {
          recorder.add(DELTA_W_TARGET_OVERLAP, l, overlap(l));
        }
      }
    }
  }

  private double outliers(int layer) {
    try (TopSubspace top = TopSubspace.of(state.change(layer).dense(), state.samples.outputs())) {
      return Arrays.stream(top.values()).map(value -> value * value).sum();
    }
  }

  private double overlap(int layer) {
    try (Matrix pushed = state.forward.op(layer).z().allocate(state.network.space())) {
      state
          .forward
          .op(layer)
          .push(state.forward.entering(layer), state.change(layer).dense(), pushed);
      try (Matrix flat = LayerStack.flat(pushed, state.forward.op(layer).z());
          TopSubspace top = Gram.of(flat).centred().top(rank);
          Matrix cosines = top.vectors().like(rank, rank)) {
        cosines.product(top.vectors(), true, targets.vectors().columns(0, rank), false, 1);
        return cosines.dot(cosines) / rank;
      }
    }
  }

  @Override
  public void close() {
    targets.close();
  }
}
