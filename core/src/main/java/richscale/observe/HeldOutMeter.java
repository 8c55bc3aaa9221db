package richscale.observe;

import java.util.Optional;
import java.util.stream.IntStream;
import richscale.data.Samples;
import richscale.linalg.Indices;
import richscale.linalg.Matrix;
import richscale.model.LayerStack;
import richscale.model.Loss;
import richscale.spec.LossKind;
import richscale.theory.Observable;

/** Loss and accuracy on held-out samples, taken some at a time. */
final class HeldOutMeter implements Meter {
  private final ProbeState state;
  private final Samples heldOut;
  private final Observable lossName;
  private final Observable accuracyName;

  /** The outputs at initialisation, where they are subtracted. */
  private final Optional<Matrix> initial;

  private HeldOutMeter(
      ProbeState state, Samples heldOut, Observable lossName, Observable accuracyName) {
    this.state = state;
    this.heldOut = heldOut;
    this.lossName = lossName;
    this.accuracyName = accuracyName;
    initial =
        state.trial.settings().centred()
            ? Optional.of(
                LayerStack.outputs(
                    state.network,
                    heldOut,
                    Math.min(state.size(), heldOut.count()),
                    state.beginning.batches()))
            : Optional.empty();
  }

  static HeldOutMeter ofTest(ProbeState state) {
    return new HeldOutMeter(
        state, state.samples.test().orElseThrow(), Observable.TEST_LOSS, Observable.TEST_ACCURACY);
  }

  static HeldOutMeter ofValidation(ProbeState state) {
    return new HeldOutMeter(
        state,
        state.samples.validation().orElseThrow(),
        Observable.VALIDATION_LOSS,
        Observable.VALIDATION_ACCURACY);
  }

  /**
   * What outputs are worth, summed over samples.
   *
   * @param loss sum of the losses of single samples
   * @param correct samples whose largest output is that of their class
   */
  record Score(double loss, int correct) {
    /** Scores outputs, which are overwritten. */
    static Score of(Matrix f, Samples samples, LossKind loss) {
      return of(f, samples, IntStream.range(0, samples.count()).toArray(), loss);
    }

    /** Scores outputs for chosen samples, which are overwritten. */
    static Score of(Matrix f, Samples samples, int[] which, LossKind loss) {
      try (Matrix y = f.like(f.rows(), f.cols())) {
        y.setRows(samples.y(), samples.count(), which);
        int[] guesses = Classes.of(f);
        int[] truths = Classes.of(y);
        int correct =
            (int) IntStream.range(0, f.rows()).filter(i -> guesses[i] == truths[i]).count();
        return new Score(f.rows() * Loss.apply(loss, f, y), correct);
      }
    }

    Score plus(Score other) {
      return new Score(loss + other.loss, correct + other.correct);
    }
  }

  @Override
  public void measure(int step, Recorder recorder) {
    Score score = step == 0 ? state.beginning.score(lossName, this::score) : score();
    recorder.add(lossName, score.loss() / heldOut.count());
    recorder.add(accuracyName, (double) score.correct() / heldOut.count());
  }

  private Score score() {
    Score[] sum = {new Score(0, 0)};
    LayerStack.forEachOutput(
        state.network,
        heldOut,
        Math.min(state.size(), heldOut.count()),
        state.beginning.batches(),
        (which, f) -> {
          initial.ifPresent(all -> subtract(f, all, which));
          sum[0] = sum[0].plus(Score.of(f, heldOut, which, state.trial.settings().loss()));
        });
    return sum[0];
  }

  private static void subtract(Matrix f, Matrix initial, int[] which) {
    try (Matrix before = f.like(f.rows(), f.cols())) {
      before.takeRows(initial, Indices.of(which), 1);
      f.add(-1, before);
    }
  }

  @Override
  public void close() {
    initial.ifPresent(Matrix::close);
  }
}
