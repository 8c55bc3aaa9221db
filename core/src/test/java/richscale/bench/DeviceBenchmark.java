package richscale.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import richscale.data.DataSource;
import richscale.data.GatheredBatches;
import richscale.data.Samples;
import richscale.linalg.FloatingPoint;
import richscale.linalg.Matrix;
import richscale.linalg.OpenClDevice;
import richscale.linalg.Space;
import richscale.model.Network;
import richscale.observe.Beginnings;
import richscale.spec.SpecReader;
import richscale.spec.Trial;
import richscale.train.Trainer;
import richscale.trial.TrialResult;
import richscale.trial.TrialRunner;

/**
 * Updates and trials on the first OpenCL device: {@code updates}, microseconds an update beside the
 * peak of a matrix product; or {@code trials SPEC [KEY=VALUE...]}, all trials of a spec one after
 * another. Networks as in notebooks/peers/device_steps.py.
 */
final class DeviceBenchmark {
  private static final int ROUNDS = 5;

  private DeviceBenchmark() {}

  public static void main(String[] args) {
    if (args[0].equals("trials")) {
      trials(args[1], Arrays.asList(args).subList(2, args.length));
    } else {
      updates();
    }
  }

  private static void updates() {
    try (OpenClDevice device = OpenClDevice.open(0)) {
      Space space = new Space(FloatingPoint.FLOAT, Optional.of(device));
      double peak = peak(space, device, 8192);
      System.out.printf(
          Locale.ROOT, "%s: product of 8192 x 8192 %.3g GFLOP/s%n", device.name(), peak);
      for (int width : new int[] {256, 1024, 4096, 16_384}) {
        report(
            space,
            device,
            "dense",
            width,
            peak,
            "depth=4",
            "batchSize=128",
            "data={source=teacher,inputs=64,samples=1024,outputs=10}");
      }
      for (int width : new int[] {64, 256}) {
        report(
            space,
            device,
            "myrtle5",
            width,
            peak,
            "architecture=myrtle5",
            "batchSize=128",
            "data={source=digits,samples=1024}");
      }
    }
  }

  private static double peak(Space space, OpenClDevice device, int size) {
    try (Matrix a = space.allocate(size, size);
        Matrix b = space.allocate(size, size);
        Matrix c = space.allocate(size, size)) {
      a.ones();
      b.ones();
      double best = Double.POSITIVE_INFINITY;
      for (int round = 0; round < ROUNDS; round++) {
        device.await();
        long start = System.nanoTime();
        c.product(a, false, b, false, 1);
        device.await();
        best = Math.min(best, (System.nanoTime() - start) / 1e9);
      }
      return 2 * Math.pow(size, 3) / best / 1e9;
    }
  }

  private static void report(
      Space space, OpenClDevice device, String name, int width, double peak, String... overrides) {
    String[] common = {
      "width=" + width, "seed=0", "r=1/4", "activation=relu", "eta0=1e-4", "steps=100000"
    };
    List<String> all = Stream.concat(Arrays.stream(common), Arrays.stream(overrides)).toList();
    Trial trial = SpecReader.parse("trainer = fused", name, all).trials(1).get(0);
    Samples samples = DataSource.load(trial.settings().data());
    try (Network network = Network.initialise(trial, space);
        Trainer trainer = Trainer.of(network, samples, trial, new GatheredBatches())) {
      trainer.advance(5);
      int updates = width > 8000 ? 10 : 50;
      double[] seconds = new double[ROUNDS];
      for (int round = 0; round < ROUNDS; round++) {
        long start = System.nanoTime();
        trainer.advance(updates);
        device.await();
        seconds[round] = (System.nanoTime() - start) / 1e9 / updates;
      }
      Arrays.sort(seconds);
      double operations =
          6.0
              * trial.batchSize()
              * network.layers().stream()
                  .mapToDouble(layer -> layer.weight().size() * layer.shapes().z().positions())
                  .sum();
      System.out.printf(
          Locale.ROOT,
          "%-8s %6d  %10.1f us an update  %8.3g GFLOP/s  %4.0f %% of the product's%n",
          name,
          width,
          seconds[ROUNDS / 2] * 1e6,
          operations / seconds[ROUNDS / 2] / 1e9,
          100 * operations / seconds[ROUNDS / 2] / 1e9 / peak);
    }
  }

  private static void trials(String spec, List<String> overrides) {
    List<Trial> trials = SpecReader.read(spec, overrides).trials(1);
    Samples samples = DataSource.load(trials.get(0).settings().data());
    Beginnings beginnings = new Beginnings();
    for (int round = 0; round < 2; round++) {
      long start = System.nanoTime();
      int failed = 0;
      for (Trial trial : trials) {
        long began = System.nanoTime();
        TrialResult result = TrialRunner.run(trial, samples, beginnings, OptionalInt.empty());
        System.out.printf(
            Locale.ROOT,
            "width %6d: %.3f s, of them %.3f training, %.3f measuring%n",
            trial.width(),
            (System.nanoTime() - began) / 1e9,
            result.trainSeconds(),
            result.measureSeconds());
        if (result.reason().isPresent()) {
          failed++;
          System.out.println(result.reason().get());
        }
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "%s %s: %d trials, %d of them not completed, %.2f s, %.3g trials a second%n",
          spec,
          overrides,
          trials.size(),
          failed,
          seconds,
          trials.size() / seconds);
    }
  }
}
