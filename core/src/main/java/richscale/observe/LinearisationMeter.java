package richscale.observe;

import static richscale.theory.Observable.LINEARISATION_GAP;

import java.util.stream.IntStream;
import richscale.model.LayerStack;
import richscale.train.BatchOrder;

/**
 * The model linearised at initialisation, trained beside the real one on the same batches. Its
 * outputs on all samples change by -K (f_lin - y) / B over the samples of a batch, with the tangent
 * kernel K at initialisation, so that no parameters are needed.
 */
final class LinearisationMeter implements Meter {
  private final ProbeState state;
  private final int outputs;
  private final double[] kernel;
  private final double[] residual;
  private final double[] y;
  private final BatchOrder order;
  private int done;

  LinearisationMeter(ProbeState state) {
    this.state = state;
    outputs = state.samples.outputs();
    int count = state.samples.count();
    order = new BatchOrder(state.trial.seed(), count);
    y = new double[count * outputs];
    residual = new double[count * outputs];
    try (LayerStack forward = LayerStack.toLookAt(state.network, count)) {
      forward.load(state.samples);
      forward.run();
      kernel = TangentKernel.of(state.network, forward, count);
      double[] f = forward.f().toArray();
      for (int i = 0; i < count; i++) {
        for (int a = 0; a < outputs; a++) {
          y[i * outputs + a] = state.samples.y()[a * count + i];
          residual[i * outputs + a] =
              (state.trial.settings().centred() ? 0 : f[a * count + i]) - y[i * outputs + a];
        }
      }
    }
  }

  @Override
  public void measure(int step, Recorder recorder) {
    for (; done < step; done++) {
      update();
    }
    if (step > 0) {
      double[] f = state.f().toArray();
      double squares = 0;
      for (int i = 0; i < state.size(); i++) {
        for (int a = 0; a < outputs; a++) {
          int row = i * outputs + a;
          squares += Math.pow(f[a * state.size() + i] - (residual[row] + y[row]), 2);
        }
      }
      recorder.add(LINEARISATION_GAP, Math.sqrt(squares / state.size()));
    }
  }

  private void update() {
    int batchSize = state.trial.batchSize();
    int[] batch =
        batchSize == state.samples.count()
            ? IntStream.range(0, batchSize).toArray()
            : order.next(batchSize);
    double[] step = new double[residual.length];
    for (int sample : batch) {
      for (int a = 0; a < outputs; a++) {
        int column = sample * outputs + a;
        double weight = residual[column] / batchSize;
        for (int row = 0; row < step.length; row++) {
          step[row] += kernel[column * step.length + row] * weight;
        }
      }
    }
    for (int row = 0; row < step.length; row++) {
      residual[row] -= step[row];
    }
  }
}
