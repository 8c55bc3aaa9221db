package richscale.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import richscale.data.DataSource;
import richscale.data.MemoryFiles;
import richscale.data.RecordReader;
import richscale.data.Samples;
import richscale.linalg.FloatingPoint;
import richscale.linalg.Matrix;
import richscale.model.Network;
import richscale.spec.SpecReader;
import richscale.spec.Trial;
import richscale.train.Trainer;
import richscale.trial.TrialResult;
import richscale.trial.TrialRunner;

/**
 * What an update takes, what a whole trial takes and how much of it is measuring, and what one core
 * of the machine can do at best, in single precision.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 150, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 150, timeUnit = TimeUnit.MILLISECONDS)
public class StepBenchmark {
  /** A trial of 50 updates and 7 measurements, as the paper has them. */
  @State(Scope.Thread)
  public static class Task {
    /**
     * teacher (batch 128, d = 32, k = 1), digits (full batch 1797, d = 64, k = 10), images (myrtle5
     * on 64 images of 3 x 32 x 32), or the teacher for muon (Newton-Schulz) or resmlp (8 branches
     * of two layers).
     */
    @Param("teacher")
    String data;

    private static final String TEACHER =
        "data { source = teacher, inputs = 32, samples = 128 }\nprobe = 32";

    @Param("identity")
    String activation;

    @Param("64")
    int width;

    @Param("fused")
    String trainer;

    @Param("default")
    String observables;

    Trial trial;
    Samples samples;

    static Trial trial(
        String data, String activation, int width, String trainer, String observables) {
      String source =
          switch (data) {
            case "teacher" -> TEACHER;
            case "muon" -> TEACHER + "\noptimizer = muon";
            case "resmlp" -> TEACHER + "\narchitecture = resmlp\ndepth = 18";
            case "images" ->
                "data { source = cifar10, path = cifar }\narchitecture = myrtle5\nprobe = 32";
            default -> "data.source = digits";
          };
      List<String> overrides =
          new ArrayList<>(
              List.of(
                  "width=" + width,
                  "activation=" + activation,
                  "trainer=" + trainer,
                  "r=1/4",
                  "seed=0",
                  // So small that weights stay what they are however often it is timed.
                  "eta0=1e-6",
                  "observables=" + observables));
      return SpecReader.parse(
              source, data, overrides, RecordReader.inspector(MemoryFiles.cifar(32)))
          .trials(1)
          .get(0);
    }

    @Setup
    public void read() {
      trial = trial(data, activation, width, trainer, observables);
      samples = DataSource.load(trial.settings().data(), MemoryFiles.cifar(32));
    }
  }

  /** A network in training. */
  @State(Scope.Thread)
  public static class Training {
    private Network network;
    private Trainer trainer;

    @Setup
    public void begin(Task task) {
      network = Network.initialise(task.trial);
      trainer = Trainer.of(network, task.samples, task.trial);
    }

    @TearDown
    public void end() {
      trainer.close();
      network.close();
    }
  }

  /** What measuring took, beside the time of the trial. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Measuring {
    /** Microseconds, summed over iterations. */
    public long measuring;

    @Setup(Level.Iteration)
    public void clear() {
      measuring = 0;
    }
  }

  /** Two square matrices and their product. */
  @State(Scope.Thread)
  public static class Square {
    static final int SIZE = 1024;
    private final Matrix a = ones(SIZE, SIZE);
    private final Matrix b = ones(SIZE, SIZE);
    private final Matrix c = Matrix.allocate(FloatingPoint.FLOAT, SIZE, SIZE);
  }

  /** Two vectors. */
  @State(Scope.Thread)
  public static class Vectors {
    @Param("1000")
    int entries;

    private Matrix a;
    private Matrix b;

    @Setup
    public void fill() {
      a = ones(entries, 1);
      b = ones(entries, 1);
    }

    @TearDown
    public void free() {
      a.close();
      b.close();
    }
  }

  @Benchmark
  public double update(Training training) {
    return training.trainer.step();
  }

  @Benchmark
  @BenchmarkMode(Mode.SingleShotTime)
  @Warmup(iterations = 2)
  @Measurement(iterations = 7)
  public TrialResult trial(Task task, Measuring measuring) {
    TrialResult result = TrialRunner.run(task.trial, task.samples);
    measuring.measuring += Math.round(1e6 * result.measureSeconds());
    return result;
  }

  /** The peak: 2 SIZE^3 operations. */
  @Benchmark
  public void gemm(Square square) {
    square.c.product(square.a, false, square.b, false, 1);
  }

  /** The memory's bandwidth: reads both vectors and writes one. */
  @Benchmark
  public void triad(Vectors vectors) {
    vectors.a.add(1e-9, vectors.b);
  }

  private static Matrix ones(int rows, int cols) {
    float[] ones = new float[rows * cols];
    Arrays.fill(ones, 1);
    return Matrix.of(FloatingPoint.FLOAT, rows, cols, ones);
  }
}
