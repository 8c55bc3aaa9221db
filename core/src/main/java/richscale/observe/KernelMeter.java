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
      recorder.add(NTK_CHANGE, norm(change) / norm(initial));
    }
    double[] mine = centred(traced(kernel));
    double[] target = centred(targetKernel());
    double scale = norm(mine) * norm(target);
    if (scale > 0) {
      recorder.add(KERNEL_TARGET_ALIGNMENT, dot(mine, target) / scale);
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

  private double[] targetKernel() {
    double[] y = state.targets.toArray();
    double[] kernel = new double[samples * samples];
    for (int a = 0; a < outputs; a++) {
      for (int j = 0; j < samples; j++) {
        for (int i = 0; i < samples; i++) {
          kernel[j * samples + i] += y[a * state.size() + i] * y[a * state.size() + j];
        }
      }
    }
    return kernel;
  }

  private double[] centred(double[] kernel) {
    double[] means = new double[samples];
    for (int i = 0; i < kernel.length; i++) {
      means[i / samples] += kernel[i] / samples;
    }
    double mean = Arrays.stream(means).average().orElseThrow();
    double[] centred = new double[kernel.length];
    Arrays.setAll(centred, i -> kernel[i] - means[i / samples] - means[i % samples] + mean);
    return centred;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double norm(double[] entries) {
    return Math.sqrt(dot(entries, entries));
  }
}
