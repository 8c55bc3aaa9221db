package richscale.observe;

import static richscale.theory.Observable.DELTA_W_OUTLIER_SHARE;
import static richscale.theory.Observable.DELTA_W_TARGET_OVERLAP;

import java.util.Arrays;
import richscale.linalg.Matrix;
import richscale.linalg.TopEigenpairs;
import richscale.linalg.TopSingularValues;

/** Whether the change of weights is made of few directions, and whether these are the targets'. */
final class SpectrumMeter implements Meter {
  /** Relative to the largest, an eigenvalue that is rounding. */
  private static final double NEGLIGIBLE = 1e-10;

  private final ProbeState state;
  private final TopEigenpairs targets;
  private final int rank;

  SpectrumMeter(ProbeState state) {
    this.state = state;
    Gram gram = Gram.of(state.targets).centred();
    int most = Math.min(state.size(), state.samples.outputs());
    targets = TopEigenpairs.of(gram.entries(), state.size(), state.size(), most);
    rank =
        (int)
            Arrays.stream(targets.values())
                .filter(value -> value > NEGLIGIBLE * targets.largest() && value > 0)
                .count();
  }

  @Override
  public void measure(int step, Recorder recorder) {
    for (int l = 1; step > 0 && l <= state.depth(); l++) {
      WeightChange change = state.change(l);
      double frobenius = change.frobeniusNorm();
      if (frobenius > 0 && Double.isFinite(frobenius)) {
        if (recorder.wants(DELTA_W_OUTLIER_SHARE)) {
          double[] top = TopSingularValues.of(change.dense(), state.samples.outputs());
          double share = Arrays.stream(top).map(value -> value * value).sum();
          recorder.add(DELTA_W_OUTLIER_SHARE, l, share / (frobenius * frobenius));
        }
        if (recorder.wants(DELTA_W_TARGET_OVERLAP) && rank > 0) {
          recorder.add(DELTA_W_TARGET_OVERLAP, l, overlap(l));
        }
      }
    }
  }

  private double overlap(int layer) {
    try (Matrix pushed = state.forward.layer(layer).z().allocate(state.precision())) {
      state
          .forward
          .layer(layer)
          .push(state.forward.h(layer - 1), state.change(layer).dense(), pushed);
      try (Matrix flat = ForwardPass.flat(pushed, state.forward.layer(layer).z())) {
        int size = state.size();
        TopEigenpairs top = TopEigenpairs.of(Gram.of(flat).centred().entries(), size, size, rank);
        double[] theirs = targets.vectors();
        int skipped = theirs.length / size - rank;
        double sum = 0;
        for (int a = 0; a < rank; a++) {
          for (int b = 0; b < rank; b++) {
            double cosine = 0;
            for (int i = 0; i < size; i++) {
              cosine += top.vectors()[a * size + i] * theirs[(skipped + b) * size + i];
            }
            sum += cosine * cosine;
          }
        }
        return sum / rank;
      }
    }
  }
}
