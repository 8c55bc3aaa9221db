package richscale.jobs.run;

import java.io.Serializable;
import java.util.List;
import richscale.architecture.Blueprint;
import richscale.data.DataSource;
import richscale.data.Samples;
import richscale.limit.InfiniteWidth;
import richscale.linalg.FloatingPoint;
import richscale.linalg.Matrix;
import richscale.linalg.NativeMemory;
import richscale.linalg.OperatorNorm;
import richscale.observe.Cost;
import richscale.observe.KernelLearner;
import richscale.observe.MeterKind;
import richscale.optimizer.Optimizer;
import richscale.spec.DataSpec;
import richscale.spec.LearnerKind;
import richscale.spec.SpecReader;
import richscale.spec.TrainerKind;
import richscale.spec.Trial;
import richscale.train.UpdateFactors;
import richscale.trial.TrialRunner;

/**
 * What a trial costs, to order trials and to foretell time and memory, from a machine's rates.
 *
 * @param flops GEMM, in FLOP/s of one trial's threads
 * @param cachedBytes passes over a matrix that stays in the cache, in bytes/s
 * @param memoryBytes passes over a larger one, in bytes/s
 * @param drawSeconds time to draw one initial weight
 * @param trialSeconds time a trial of almost no width and updates takes, of three layers
 * @param updateSeconds time an update takes at almost no width, of three layers
 */
public record CostModel(
    double flops,
    double cachedBytes,
    double memoryBytes,
    double drawSeconds,
    double trialSeconds,
    double updateSeconds)
    implements Serializable {
  /** A slow core: what plans reckon with where nothing was timed. */
  public static final CostModel NOMINAL = new CostModel(4e10, 4e10, 1e10, 1e-8, 5e-3, 1e-5);

  private static final double CACHE_BYTES = 16e6;

  /** Channels at which products of maps reach half the speed of large ones, by the benchmark. */
  private static final double HALF_SPEED_CHANNELS = 24;

  /** Passes over the maps of a layer besides its product. */
  private static final double MAP_PASSES = 6;

  /** What DL4J's own fit takes besides, measured with the benchmark. */
  private static final double DL4J_UPDATE_SECONDS = 1e-3;

  private static final double DL4J_FACTOR = 1.5;

  /** Arithmetic in double precision against that in float. */
  private static final double DOUBLE_COST = 2;

  /**
   * Times a few products and tiny trials on this machine, which takes half a second.
   *
   * @return the model of this machine
   */
  public static CostModel calibrated() {
    int n = 512;
    double flops;
    double cached;
    try (Matrix a = Matrix.allocate(FloatingPoint.FLOAT, n, n);
        Matrix b = Matrix.allocate(FloatingPoint.FLOAT, n, n);
        Matrix c = Matrix.allocate(FloatingPoint.FLOAT, n, n)) {
      a.ones();
      b.ones();
      flops = 2.0 * n * n * n / best(() -> c.product(a, false, b, false, 1), 5);
      cached =
          4.0
              * n
              * n
              / best(() -> c.columns(0, 1).product(a, false, b.columns(0, 1), false, 1), 20);
    }
    // A matrix larger than caches, as far as memory allows.
    int wide = (int) Math.min(4096, Math.sqrt(NativeMemory.limit() / 16.0));
    double memory;
    try (Matrix a = Matrix.allocate(FloatingPoint.FLOAT, wide, wide);
        Matrix b = Matrix.allocate(FloatingPoint.FLOAT, wide, 1);
        Matrix c = Matrix.allocate(FloatingPoint.FLOAT, wide, 1)) {
      a.ones();
      b.ones();
      memory = 4.0 * wide * wide / best(() -> c.product(a, false, b, false, 1), 3);
    }
    Trial few = tiny(1);
    Trial many = tiny(1001);
    Samples samples = DataSource.load(few.settings().data());
    double trial = best(() -> TrialRunner.run(few, samples), 10);
    double update = (best(() -> TrialRunner.run(many, samples), 3) - trial) / 1000;
    Trial drawn = few.cell(256, 0);
    double draw = best(() -> TrialRunner.run(drawn, samples), 3) / (256 * 256);
    return new CostModel(
        flops, cached, memory, Math.min(draw, NOMINAL.drawSeconds), trial, Math.max(update, 1e-7));
  }

  private static Trial tiny(int steps) {
    return SpecReader.parse(
            "data { source = teacher, inputs = 4, samples = 8 }\nmeasure.points = 0",
            "calibration",
            List.of("width=16", "r=0", "seed=0", "eta0=1e-3", "steps=" + steps))
        .trials(1)
        .get(0);
  }

  private static double best(Runnable work, int repeats) {
    double best = Double.POSITIVE_INFINITY;
    for (int i = 0; i <= repeats; i++) {
      long start = System.nanoTime();
      work.run();
      best = Math.min(best, (System.nanoTime() - start) / 1e9);
    }
    return best;
  }

  /**
   * Returns the time of a trial.
   *
   * @param trial the trial
   * @return seconds, on the threads of one trial
   */
  public double seconds(Trial trial) {
    Blueprint blueprint = trial.blueprint();
    if (trial.settings().learner() == LearnerKind.LIMIT) {
      return trialSeconds
          + DOUBLE_COST
              * InfiniteWidth.flops(
                  trial.depth(),
                  trial.settings().steps(),
                  coordinates(trial),
                  trial.settings().data().outputs())
              / flops;
    }
    if (trial.settings().learner().kernel()) {
      return trialSeconds + drawSeconds * blueprint.weights() + kernelFlops(trial) / flops;
    }
    double weights = blueprint.weights();
    double pass = passSeconds(trial, weights);
    Cost cost = MeterKind.of(trial, blueprint.units());
    double measuring =
        cost.samples() * forwardSeconds(trial, blueprint)
            + cost.passes() * pass
            + cost.flops() / flops;
    double updating =
        (1 + cost.twins()) * trial.settings().steps() * updateSeconds(trial, blueprint);
    double centring =
        trial.settings().centred()
            ? (trial.settings().data().samples() + heldOut(trial.settings().data()))
                * forwardSeconds(trial, blueprint)
            : 0;
    return depth(blueprint) * trialSeconds
        + drawSeconds * weights
        + updating
        + centring
        + measuring;
  }

  /** Most dimensions in which training inputs can lie. */
  private static int coordinates(Trial trial) {
    return Math.min(trial.settings().data().inputs(), trial.settings().data().samples());
  }

  /** Calls for a layer are the same at every width; those of three layers are what is timed. */
  private static double depth(Blueprint blueprint) {
    return blueprint.layers().size() / 3.0;
  }

  private static double heldOut(DataSpec data) {
    return (double) data.test() + data.validation();
  }

  /** Rows of a kernel of all samples, held-out ones included. */
  private static double allRows(Trial trial) {
    return trial.settings().learner().rows(trial.settings().data())
        * (1 + heldOut(trial.settings().data()) / trial.settings().data().samples());
  }

  /** The kernel of all samples with those of training, and a factorisation for every ridge. */
  private static double kernelFlops(Trial trial) {
    double rows = trial.settings().learner().rows(trial.settings().data());
    double all = allRows(trial);
    return 2 * all * rows * trial.blueprint().units()
        + KernelLearner.RIDGE_COUNT * DOUBLE_COST * rows * rows * rows / 3;
  }

  private static double kernelBytes(Trial trial) {
    double rows = trial.settings().learner().rows(trial.settings().data());
    double all = allRows(trial);
    // The kernel, its factor and the values of held-out samples, and the Jacobians behind them.
    return 8 * (2 * rows * rows + all * rows)
        + trial.settings().dataType().bytes() * (2 * all * trial.blueprint().units());
  }

  /** One sample through the network. */
  private double forwardSeconds(Trial trial, Blueprint blueprint) {
    double seconds = 2 * blueprint.multiplications() / flops;
    if (blueprint.dense()) {
      return seconds;
    }
    // Products of few channels are slower, and maps take a pass for each nonlinearity.
    double efficiency = trial.width() / (trial.width() + HALF_SPEED_CHANNELS);
    return seconds / efficiency
        + MAP_PASSES * trial.settings().dataType().bytes() * blueprint.units() / memoryBytes;
  }

  private double updateSeconds(Trial trial, Blueprint blueprint) {
    double weights = blueprint.weights();
    Blueprint.Shapes readIn = blueprint.layers().get(0);
    double readInPart = readIn.weights() * readIn.z().positions() / blueprint.multiplications();
    // Forward, weight gradients and input gradients, the last not for the read-in.
    double full = trial.batchSize() * (3 - readInPart) * forwardSeconds(trial, blueprint);
    Optimizer optimizer = trial.settings().rule();
    double rule =
        optimizer.passes() * passSeconds(trial, weights)
            + blueprint.layers().stream()
                    .mapToDouble(layer -> optimizer.flops(layer.fanIn(), layer.plan().fanOut()))
                    .sum()
                / flops;
    return switch (trial.trainer()) {
      case DL4J -> DL4J_UPDATE_SECONDS + DL4J_FACTOR * full + rule;
      case FUSED -> depth(blueprint) * updateSeconds + full + rule;
      case FACTORED ->
          depth(blueprint) * updateSeconds
              + Math.max(
                  3 * passSeconds(trial, weights),
                  12 * trial.settings().data().outputs() * weights / flops);
    };
  }

  private double passSeconds(Trial trial, double weights) {
    double bytes = trial.settings().dataType().bytes() * weights;
    return bytes / (bytes < CACHE_BYTES ? cachedBytes : memoryBytes);
  }

  /**
   * Returns the native memory of a trial.
   *
   * @param trial the trial
   * @return bytes: parameters and what the update rule keeps; initial and changed weights;
   *     representations of batch and probe with their gradients; the samples
   */
  public static long bytes(Trial trial) {
    Blueprint blueprint = trial.blueprint();
    if (trial.settings().learner() == LearnerKind.LIMIT) {
      DataSpec data = trial.settings().data();
      return InfiniteWidth.bytes(
              trial.depth(), trial.settings().steps(), coordinates(trial), data.outputs())
          + 2L * Double.BYTES * (data.samples() + data.test()) * (data.inputs() + data.outputs());
    }
    if (trial.settings().learner().kernel()) {
      return (long)
          (kernelBytes(trial) + trial.settings().dataType().bytes() * blueprint.weights());
    }
    double units = padded(blueprint);
    double sides =
        blueprint.layers().stream().mapToDouble(l -> l.fanIn() + l.plan().fanOut()).sum();
    boolean factored = trial.trainer() == TrainerKind.FACTORED;
    boolean thin =
        factored && UpdateFactors.hold(trial.settings().steps(), trial.settings().data().outputs());
    Cost cost = MeterKind.of(trial, units);
    Optimizer rule = trial.settings().rule();
    DataSpec data = trial.settings().data();
    double copies = 1;
    copies += trial.trainer() == TrainerKind.DL4J ? 2 : 0;
    // What the rule keeps, and the gradient that DL4J holds beside it.
    copies += rule.plain() ? 0 : rule.state() + 1;
    copies += thin ? 0 : 2;
    copies *= 1 + cost.twins();
    double numbers =
        copies * blueprint.weights()
            + (factored ? 0 : 3 * units * trial.batchSize())
            // Factors of updates, and bases of operator norms with their images.
            + (UpdateFactors.MAX_RANK + OperatorNorm.CAPACITY) * sides
            + cost.kept()
            + cost.transientNumbers()
            + 2.0 * data.samples() * (data.inputs() + data.outputs());
    return (long) (trial.settings().dataType().bytes() * numbers);
  }

  /**
   * Returns what a trial holds on a device at least.
   *
   * @param trial the trial
   * @return bytes: parameters and what the update rule keeps, a batch with its representations and
   *     their gradients; without what measuring needs
   */
  static double leastDeviceBytes(Trial trial) {
    Blueprint blueprint = trial.blueprint();
    Optimizer rule = trial.settings().rule();
    boolean factored = trial.trainer() == TrainerKind.FACTORED;
    double copies = 1 + (rule.plain() ? 0 : rule.state() + 1);
    double numbers =
        copies * blueprint.weights()
            + (factored ? 0 : 2 * padded(blueprint) * trial.batchSize())
            + (double) trial.batchSize() * trial.settings().data().inputs();
    return trial.settings().dataType().bytes() * numbers;
  }

  /** Returns the numbers of a sample in all layers, zeros around maps included. */
  private static double padded(Blueprint blueprint) {
    double pad = blueprint.pad();
    return blueprint.layers().stream()
        .mapToDouble(
            layer ->
                (layer.plan().branch().isPresent() ? 2 : 1)
                        * (layer.z().height() + pad)
                        * (layer.z().width() + pad)
                        * layer.z().channels()
                    + layer.output().size())
        .sum();
  }
}
