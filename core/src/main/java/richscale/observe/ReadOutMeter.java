package richscale.observe;

import static richscale.theory.Observable.READOUT_ACCURACY;

import java.util.Optional;
import java.util.stream.IntStream;
import richscale.data.Samples;
import richscale.linalg.Cholesky;
import richscale.linalg.FloatingPoint;
import richscale.linalg.Matrix;
import richscale.model.LayerStack;

/** What a linear read-out of each hidden representation gets right on the held-out samples. */
final class ReadOutMeter implements Meter {
  private static final int MAX_SAMPLES = 512;

  /** In units of the mean eigenvalue of the representation's kernel. */
  private static final double RIDGE = 1e-3;

  private final ProbeState state;
  private final Samples training;
  private final Samples test;

  ReadOutMeter(ProbeState state) {
    this.state = state;
    int count = Math.min(MAX_SAMPLES, state.samples.count());
    training = state.samples.select(IntStream.range(0, count).toArray());
    test = state.samples.test().orElseThrow();
  }

  @Override
  public void measure(int step, Recorder recorder) {
    try (LayerStack fitted = LayerStack.of(state.network, training);
        LayerStack tested = LayerStack.of(state.network, test)) {
      for (int l = 1; l < state.depth(); l++) {
        try (Matrix h = fitted.flat(l);
            Matrix theirs = tested.flat(l)) {
          int layer = l;
          correct(h, theirs)
              .ifPresent(
                  correct ->
                      recorder.add(READOUT_ACCURACY, layer, (double) correct / test.count()));
        }
      }
    }
  }

  /** Returns how many test samples are read right; absent if the representation is 0. */
  private Optional<Integer> correct(Matrix h, Matrix theirs) {
    int count = training.count();
    try (Matrix kernel = h.like(count, count);
        Matrix y = Matrix.of(FloatingPoint.DOUBLE, count, training.outputs(), training.y());
        Matrix toTest = h.like(test.count(), count);
        Matrix f = h.like(test.count(), training.outputs())) {
      kernel.product(h, false, h, true, 1);
      toTest.product(theirs, false, h, true, 1);
      return Cholesky.solve(kernel, RIDGE * kernel.trace() / count, y)
          .map(
              solved -> {
                try (Matrix coefficients = solved) {
                  f.product(toTest, false, coefficients, false, 1);
                  return HeldOutMeter.Score.of(f, test, state.trial.settings().loss()).correct();
                }
              });
    }
  }
}
