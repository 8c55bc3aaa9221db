package richscale.observe;

import static richscale.theory.Observable.TEST_ACCURACY;
import static richscale.theory.Observable.TEST_LOSS;

import java.util.stream.IntStream;
import richscale.data.Samples;
import richscale.linalg.Matrix;
import richscale.model.Loss;

/** Loss and accuracy on the held-out samples, taken some at a time. */
final class TestMeter implements Meter {
  private final ProbeState state;
  private final Samples test;

  TestMeter(ProbeState state) {
    this.state = state;
    test = state.samples.test().orElseThrow(() -> new IllegalStateException("nothing is held out"));
  }

  @Override
  public void measure(int step, Recorder recorder) {
    int batch = Math.min(state.size(), test.count());
    double loss = 0;
    int correct = 0;
    int done = 0;
    while (done < test.count()) {
      int size = Math.min(batch, test.count() - done);
      int whole = (test.count() - done) / size * size;
      try (ForwardPass forward = new ForwardPass(state.network, size)) {
        for (int end = done + whole; done < end; done += size) {
          Samples chunk = test.select(IntStream.range(done, done + size).toArray());
          forward.load(chunk);
          forward.run();
          correct += correct(forward.f(), chunk);
          loss += size * loss(forward.f(), chunk);
        }
      }
    }
    recorder.add(TEST_LOSS, loss / test.count());
    if (test.outputs() > 1) {
      recorder.add(TEST_ACCURACY, (double) correct / test.count());
    }
  }

  private double loss(Matrix f, Samples chunk) {
    try (Matrix y = Matrix.of(f.precision(), f.rows(), f.cols(), chunk.y())) {
      return Loss.apply(state.trial.loss(), f, y);
    }
  }

  private static int correct(Matrix f, Samples chunk) {
    double[] outputs = f.toArray();
    int correct = 0;
    for (int i = 0; i < chunk.count(); i++) {
      int guess = 0;
      int truth = 0;
      for (int k = 1; k < chunk.outputs(); k++) {
        guess = outputs[k * chunk.count() + i] > outputs[guess * chunk.count() + i] ? k : guess;
        truth = chunk.y()[k * chunk.count() + i] > chunk.y()[truth * chunk.count() + i] ? k : truth;
      }
      correct += guess == truth ? 1 : 0;
    }
    return correct;
  }
}
