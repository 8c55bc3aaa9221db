package richscale.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.SerializationFeature;
import richscale.data.DataSource;
import richscale.data.Samples;
import richscale.linalg.FloatingPoint;
import richscale.linalg.Matrix;
import richscale.model.Network;
import richscale.observe.Probe;
import richscale.spec.SpecReader;
import richscale.spec.Trial;
import richscale.theory.Observable;
import richscale.train.Dl4jStepper;
import richscale.train.Stepper;

/**
 * Microseconds an update takes at each width, beside the machine's GEMM peak and memory bandwidth
 * in the same process, and the share of a trial's time that measuring takes. Writes a table and
 * JSON.
 */
final class StepBenchmark {
  private static final int REPEATS = 7;
  private static final double MIN_SECONDS_A_REPEAT = 0.15;

  private StepBenchmark() {}

  /** One row of the result; times in microseconds, rates in GFLOP/s. */
  record Row(
      String data, int width, String stepper, double microseconds, double gflops, double share) {}

  public static void main(String[] args) throws IOException {
    Path json = Path.of(args[0]);
    List<Integer> widths = Arrays.stream(args[1].split(",", -1)).map(Integer::parseInt).toList();
    double peak = gemmPeak();
    double bandwidth = triadBandwidth();
    System.out.printf(
        Locale.ROOT,
        "GEMM peak %.1f GFLOP/s, triad %.1f GB/s, one thread, medians of %d%n%n",
        peak,
        bandwidth,
        REPEATS);
    System.out.printf(
        "%8s %6s %8s %12s %9s %8s %10s%n",
        "data", "width", "stepper", "us a step", "GFLOP/s", "of peak", "measuring");
    List<Row> rows = new ArrayList<>();
    for (String data : List.of("teacher", "digits")) {
      for (int width : widths) {
        Row row = measure(data, width);
        rows.add(row);
        System.out.printf(
            Locale.ROOT,
            "%8s %6d %8s %12.0f %9.1f %6.0f %% %8.1f %%%n",
            row.data(),
            row.width(),
            row.stepper(),
            row.microseconds(),
            row.gflops(),
            100 * row.gflops() / peak,
            100 * row.share());
      }
    }
    List<Map<String, Object>> costs = observableCosts();
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("observables", costs);
    result.put("gemm_peak_gflops", peak);
    result.put("triad_gbytes_per_second", bandwidth);
    result.put("repeats", REPEATS);
    result.put("rows", rows.stream().map(StepBenchmark::fields).toList());
    Files.createDirectories(json.getParent());
    new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(json.toFile(), result);
    System.out.println("\nJSON: " + json);
  }

  private static Map<String, Object> fields(Row row) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("data", row.data());
    fields.put("width", row.width());
    fields.put("stepper", row.stepper());
    fields.put("microseconds_per_step", row.microseconds());
    fields.put("gflops", row.gflops());
    fields.put("measuring_share", row.share());
    return fields;
  }

  private static Row measure(String data, int width, String... more) {
    // The paper's schedule: 50 updates, 7 measurements.
    String source =
        data.equals("teacher")
            ? "data { source = teacher, inputs = 32, samples = 128 }\nprobe = 32"
            : "data.source = digits";
    List<String> overrides =
        new ArrayList<>(List.of("width=" + width, "r=1/4", "seed=0", "eta0=0.1"));
    overrides.addAll(List.of(more));
    Trial trial = SpecReader.parse(source, data, overrides).trials(1).get(0);
    Samples samples = DataSource.load(trial.data());
    try (Network network = Network.initialise(trial);
        Probe probe = new Probe(network, samples, trial);
        Stepper stepper = new Dl4jStepper(network, samples, trial)) {
      double update = medianSeconds(stepper::step);
      double measurement = medianSeconds(() -> probe.measure(1));
      double measuring = measurement * trial.measuredSteps().size();
      double flop = updateFlop(trial);
      return new Row(
          data,
          width,
          "dl4j",
          update * 1e6,
          flop / update / 1e9,
          measuring / (measuring + update * trial.steps()));
    }
  }

  /**
   * Times each observable by itself, as a share of the time of a trial of 50 updates with 7
   * measurements.
   */
  private static List<Map<String, Object>> observableCosts() {
    int[] widths = {64, 512, 2048};
    System.out.printf(
        "%nShare of a trial that one observable takes alone (teacher, 50 updates, 7 measurements)%n");
    System.out.printf("%24s %9s %9s %9s%n", "width", 64, 512, 2048);
    List<Map<String, Object>> costs = new ArrayList<>();
    for (Observable observable : Observable.values()) {
      StringBuilder line = new StringBuilder("%24s".formatted(observable.id()));
      for (int width : widths) {
        double share = measure("teacher", width, "observables=" + observable.id()).share();
        line.append(String.format(Locale.ROOT, " %7.1f %%", 100 * share));
        costs.add(Map.of("observable", observable.id(), "width", width, "share", share));
      }
      System.out.println(line);
    }
    return costs;
  }

  /** Arithmetic of an update by three GEMMs a layer, the read-in without an input gradient. */
  private static double updateFlop(Trial trial) {
    double n = trial.width();
    double weights = n * (trial.data().inputs() + n + trial.data().outputs());
    return trial.batchSize() * (6 * weights - 2 * n * trial.data().inputs());
  }

  private static double gemmPeak() {
    int n = 1024;
    try (Matrix a = Matrix.of(FloatingPoint.FLOAT, n, n, ones(n * n));
        Matrix b = Matrix.of(FloatingPoint.FLOAT, n, n, ones(n * n));
        Matrix c = Matrix.allocate(FloatingPoint.FLOAT, n, n)) {
      return 2.0 * n * n * n / medianSeconds(() -> c.product(a, false, b, false, 1)) / 1e9;
    }
  }

  private static double triadBandwidth() {
    int n = 32 << 20;
    try (Matrix a = Matrix.of(FloatingPoint.FLOAT, n, 1, ones(n));
        Matrix b = Matrix.of(FloatingPoint.FLOAT, n, 1, ones(n))) {
      // Reads both, writes one.
      return 12.0 * n / medianSeconds(() -> a.add(1e-9f, b)) / 1e9;
    }
  }

  private static float[] ones(int length) {
    float[] ones = new float[length];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static double medianSeconds(Runnable work) {
    int calls = 1;
    while (seconds(work, calls) < MIN_SECONDS_A_REPEAT / 4) {
      calls *= 2;
    }
    calls = Math.max(1, (int) (calls * MIN_SECONDS_A_REPEAT / seconds(work, calls)));
    double[] times = new double[REPEATS];
    for (int i = 0; i < REPEATS; i++) {
      times[i] = seconds(work, calls) / calls;
    }
    Arrays.sort(times);
    return times[REPEATS / 2];
  }

  private static double seconds(Runnable work, int calls) {
    long start = System.nanoTime();
    for (int i = 0; i < calls; i++) {
      work.run();
    }
    return (System.nanoTime() - start) / 1e9;
  }
}
