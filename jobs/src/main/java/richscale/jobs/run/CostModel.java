package richscale.jobs.run;

import richscale.spec.Trial;

/** What a trial costs, to order trials and to foretell time and memory. */
public final class CostModel {
  /**
   * Fixed work of an update, in FLOP: about 0.8 ms of DL4J's own at some 40 GFLOP/s, measured with
   * the benchmarks. It only weighs narrow trials against wide ones.
   */
  private static final double UPDATE_OVERHEAD = 3e7;

  /**
   * Passes over a weight matrix that its norms take at one measurement, mostly Lanczos products.
   */
  private static final double NORM_PASSES = 60;

  private CostModel() {}

  /**
   * Returns the arithmetic of a trial.
   *
   * @param trial the trial
   * @return FLOP of its updates and measurements
   */
  public static double flop(Trial trial) {
    double weights = weights(trial);
    double readIn = (double) trial.data().inputs() * trial.width();
    // Forward, weight gradients and input gradients, the last not for the read-in.
    double update = trial.batchSize() * (6 * weights - 2 * readIn);
    double measurement = 6.0 * trial.probe() * weights + 2 * NORM_PASSES * weights;
    return trial.steps() * update + trial.measuredSteps().size() * measurement;
  }

  /**
   * Returns the relative time of a trial.
   *
   * @param trial the trial
   * @return FLOP, overheads included
   */
  public static double cost(Trial trial) {
    return flop(trial) + trial.steps() * UPDATE_OVERHEAD;
  }

  /**
   * Returns the native memory of a trial.
   *
   * @param trial the trial
   * @return bytes: parameters, gradients, initial and changed weights; representations of batch and
   *     probe with their gradients; the samples
   */
  public static long bytes(Trial trial) {
    double units = (double) trial.depth() * trial.width();
    double numbers =
        4 * weights(trial)
            + 3 * units * trial.batchSize()
            + 4 * units * trial.probe()
            + 2.0 * trial.data().samples() * (trial.data().inputs() + trial.data().outputs());
    return (long) (trial.dataType().bytes() * numbers);
  }

  private static double weights(Trial trial) {
    double n = trial.width();
    return n * trial.data().inputs() + (trial.depth() - 2) * n * n + n * trial.data().outputs();
  }
}
