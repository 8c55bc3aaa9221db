package richscale.observe;

import static richscale.theory.Observable.KERNEL_TARGET_ALIGNMENT;
import static richscale.theory.Observable.NTK_CHANGE;

import java.util.Arrays;

/** The tangent kernel on the probe batch: how far it moved, and how well it fits the targets. */
final class KernelMeter implements Meter {
  /** Rows of the largest kernel: samples times outputs. */
  private static final int MAX_ROWS = 512;

  private final ProbeState state;
  private final int samples;
  private final int outputs;
  private final double[] initial;

  KernelMeter(ProbeState state) {
    this.state = state;
    outputs = state.samples.outputs();
    samples = Math.min(state.size(), Math.max(1, MAX_ROWS / outputs));
    initial = TangentKernel.of(state.network, state.forward, samples);
  }

  @Override
  public void measure(int step, Recorder recorder) {
    double[] kernel = step == 0 ? initial : TangentKernel.of(state.network, state.forward, samples);
    if (step > 0) {
      double[] change = new double[kernel.length];
      Arrays.setAll(change, i -> kernel[i] - initial[i]);
      int rows = samples * outputs;
      recorder.add(NTK_CHANGE, new Gram(change, rows).norm() / new Gram(initial, rows).norm());
    }
    Gram mine = new Gram(traced(kernel), samples).centred();
    Gram target = Gram.of(state.targets).first(samples).centred();
    double scale = mine.norm() * target.norm();
    if (scale > 0) {
      recorder.add(KERNEL_TARGET_ALIGNMENT, mine.dot(target) / scale);
    }
  }

  private double[] traced(double[] kernel) {
    double[] traced = new double[samples * samples];
    int rows = samples * outputs;
    for (int j = 0; j < samples; j++) {
      for (int i = 0; i < samples; i++) {
        for (int a = 0; a < outputs; a++) {
          traced[j * samples + i] += kernel[(j * outputs + a) * rows + i * outputs + a];
        }
      }
    }
    return traced;
  }
}
