package richscale.observe;

import static richscale.theory.Observable.DELTA_W_OUTLIER_SHARE;
import static richscale.theory.Observable.DELTA_W_TARGET_OVERLAP;

import java.util.Arrays;
import java.util.Optional;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.RealMatrix;
import richscale.linalg.Matrix;
import richscale.linalg.TopSingularValues;

/** Whether the change of weights is made of few directions, and whether these are the targets'. */
final class SpectrumMeter implements Meter {
  /** Relative to the largest, an eigenvalue that is rounding. */
  private static final double NEGLIGIBLE = 1e-10;

  private final ProbeState state;

  /** An orthonormal basis of the centred targets; absent where all samples have the same. */
  private final Optional<RealMatrix> targets;

  SpectrumMeter(ProbeState state) {
    this.state = state;
    Gram gram = Gram.of(state.targets).centred();
    EigenDecompositionSymmetric eigen = gram.eigen();
    double largest = eigen.getEigenvalue(0);
    int rank =
        (int)
            Arrays.stream(eigen.getEigenvalues())
                .filter(value -> value > NEGLIGIBLE * largest && value > 0)
                .count();
    targets = rank == 0 ? Optional.empty() : Optional.of(first(eigen, rank));
  }

  /** Returns the eigenvectors of the largest eigenvalues as columns. */
  private static RealMatrix first(EigenDecompositionSymmetric eigen, int count) {
    RealMatrix vectors = eigen.getV();
    return vectors.getSubMatrix(0, vectors.getRowDimension() - 1, 0, count - 1);
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
        if (recorder.wants(DELTA_W_TARGET_OVERLAP) && targets.isPresent()) {
          recorder.add(DELTA_W_TARGET_OVERLAP, l, overlap(l, targets.get()));
        }
      }
    }
  }

  private double overlap(int layer, RealMatrix basis) {
    try (Matrix pushed = state.forward.layer(layer).z().allocate(state.precision())) {
      state
          .forward
          .layer(layer)
          .push(state.forward.h(layer - 1), state.change(layer).dense(), pushed);
      try (Matrix flat = ForwardPass.flat(pushed, state.forward.layer(layer).z())) {
        RealMatrix top = first(Gram.of(flat).centred().eigen(), basis.getColumnDimension());
        return Math.pow(top.transpose().multiply(basis).getFrobeniusNorm(), 2)
            / basis.getColumnDimension();
      }
    }
  }
}
