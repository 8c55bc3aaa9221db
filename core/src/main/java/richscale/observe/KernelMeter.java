package richscale.observe;

import static richscale.theory.Observable.KERNEL_TARGET_ALIGNMENT;
import static richscale.theory.Observable.NTK_CHANGE;

import java.util.Arrays;
import richscale.linalg.Matrix;

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
    samples = samples(state.size(), outputs);
    initial = TangentKernel.of(state.network, state.forward, samples);
  }

  /** Returns how many of the probe samples a kernel is taken of. */
  static int samples(int probe, int outputs) {
    return Math.min(probe, Math.max(1, MAX_ROWS / outputs));
  }

  @Override
  public void measure(int step, Recorder recorder) {
    double[] kernel = step == 0 ? initial : TangentKernel.of(state.network, state.forward, samples);
    record(step, initial, kernel, samples, outputs, state.targets, recorder);
  }

  /**
   * Records how far a kernel moved, and how well it fits the targets.
   *
   * @param step updates done
   * @param initial the kernel at initialisation, sample after sample with the outputs of each
   * @param kernel the kernel now
   * @param samples how many it is of
   * @param outputs k
   * @param targets of at least these samples
   * @param recorder receives the values
   */
  static void record(
      int step,
      double[] initial,
      double[] kernel,
      int samples,
      int outputs,
      Matrix targets,
      Recorder recorder) {
    if (step > 0) {
      double[] change = new double[kernel.length];
      Arrays.setAll(change, i -> kernel[i] - initial[i]);
      int rows = samples * outputs;
      recorder.add(NTK_CHANGE, new Gram(change, rows).norm() / new Gram(initial, rows).norm());
    }
    Gram mine = new Gram(traced(kernel, samples, outputs), samples).centred();
    Gram target = Gram.of(targets).first(samples).centred();
    double scale = mine.norm() * target.norm();
    if (scale > 0) {
      recorder.add(KERNEL_TARGET_ALIGNMENT, mine.dot(target) / scale);
    }
  }

  private static double[] traced(double[] kernel, int samples, int outputs) {
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
