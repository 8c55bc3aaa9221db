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
import richscale.architecture.Blueprint;
import richscale.data.DataSource;
import richscale.data.MemoryFiles;
import richscale.data.RecordReader;
import richscale.data.Samples;
import richscale.model.Network;
import richscale.spec.SpecReader;
import richscale.spec.TrainerKind;
import richscale.spec.Trial;
import richscale.theory.Observable;
import richscale.train.Trainer;
import richscale.trial.TrialResult;
import richscale.trial.TrialRunner;

/**
 * Microseconds an update takes with every trainer at each width, beside the machine's GEMM peak and
 * memory bandwidth in the same process, and the share of a trial's time that measuring takes.
 * Writes a table and JSON.
 */
final class StepBenchmark {
  private static final String IMAGES = "images";

  private StepBenchmark() {}

  /**
   * One row of the result.
   *
   * @param data teacher (batch 128, d = 32, k = 1), digits (full batch 1797, d = 64, k = 10) or
   *     images (myrtle5 on 64 images of 3 x 32 x 32)
   * @param activation between the layers
   * @param width n
   * @param trainer what did the updates
   * @param microseconds an update took
   * @param gflops GFLOP/s if the update were three GEMMs a layer
   * @param gbytes GB/s if the update read every weight twice and wrote it once
   * @param triad GB/s of a triad that moves the same bytes
   * @param share of a trial's time that the default measurements take
   */
  record Row(
      String data,
      String activation,
      int width,
      String trainer,
      double microseconds,
      double gflops,
      double gbytes,
      double triad,
      double share) {}

  public static void main(String[] args) throws IOException {
    Path json = Path.of(args[0]);
    List<Integer> widths =
        args[1].equals("none")
            ? List.of()
            : Arrays.stream(args[1].split(",", -1)).map(Integer::parseInt).toList();
    double peak = Machine.gemmPeak();
    System.out.printf(
        Locale.ROOT, "GEMM peak %.1f GFLOP/s, one thread, medians of %d%n%n", peak, Timing.REPEATS);
    System.out.printf(
        "%8s %9s %6s %9s %10s %9s %8s %7s %9s %10s%n",
        "data",
        "",
        "width",
        "trainer",
        "us a step",
        "GFLOP/s",
        "of peak",
        "GB/s",
        "of triad",
        "measuring");
    List<Row> rows = new ArrayList<>();
    for (String data : List.of("teacher", "digits")) {
      for (String activation : List.of("identity", "relu")) {
        for (int width : widths) {
          for (TrainerKind trainer : TrainerKind.values()) {
            if (activation.equals("identity") || trainer != TrainerKind.FACTORED) {
              rows.add(print(measure(data, activation, width, trainer), peak));
            }
          }
        }
      }
    }
    for (String channels : args[3].equals("none") ? new String[0] : args[3].split(",", -1)) {
      for (TrainerKind trainer : List.of(TrainerKind.DL4J, TrainerKind.FUSED)) {
        rows.add(print(measure(IMAGES, "relu", Integer.parseInt(channels), trainer), peak));
      }
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("gemm_peak_gflops", peak);
    result.put("repeats", Timing.REPEATS);
    result.put("rows", rows.stream().map(StepBenchmark::fields).toList());
    if (Boolean.parseBoolean(args[2])) {
      result.put("observables", observableCosts());
    }
    Files.createDirectories(json.getParent());
    new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(json.toFile(), result);
    System.out.println("\nJSON: " + json);
  }

  private static Row print(Row row, double peak) {
    System.out.printf(
        Locale.ROOT,
        "%8s %9s %6d %9s %10.0f %9.1f %6.0f %% %7.1f %7.0f %% %8.1f %%%n",
        row.data(),
        row.activation(),
        row.width(),
        row.trainer(),
        row.microseconds(),
        row.gflops(),
        100 * row.gflops() / peak,
        row.gbytes(),
        100 * row.gbytes() / row.triad(),
        100 * row.share());
    return row;
  }

  private static Map<String, Object> fields(Row row) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("data", row.data());
    fields.put("activation", row.activation());
    fields.put("width", row.width());
    fields.put("trainer", row.trainer());
    fields.put("microseconds_per_step", row.microseconds());
    fields.put("gflops", row.gflops());
    fields.put("gbytes_per_second", row.gbytes());
    fields.put("triad_gbytes_per_second", row.triad());
    fields.put("measuring_share", row.share());
    return fields;
  }

  private static Row measure(
      String data, String activation, int width, TrainerKind trainer, String... more) {
    // The paper's schedule: 50 updates, 7 measurements.
    String source =
        switch (data) {
          case "teacher" -> "data { source = teacher, inputs = 32, samples = 128 }\nprobe = 32";
          case IMAGES ->
              "data { source = cifar10, path = cifar }\narchitecture = myrtle5\nprobe = 32";
          default -> "data.source = digits";
        };
    List<String> overrides =
        new ArrayList<>(
            List.of(
                "width=" + width,
                "activation=" + activation,
                "trainer=" + trainer.id(),
                "r=1/4",
                "seed=0",
                // So small that weights stay what they are however often it is timed.
                "eta0=1e-6"));
    overrides.addAll(List.of(more));
    MemoryFiles images = MemoryFiles.cifar(32);
    Trial trial =
        SpecReader.parse(source, data, overrides, RecordReader.inspector(images)).trials(1).get(0);
    Samples samples = DataSource.load(trial.settings().data(), images);
    double update = updateSeconds(trial, samples);
    Blueprint blueprint = trial.blueprint();
    double weights = blueprint.weights();
    Blueprint.Shapes readIn = blueprint.layers().get(0);
    // Three products a layer, the read-in without an input gradient.
    double flop =
        trial.batchSize()
            * (6 * blueprint.multiplications() - 2.0 * readIn.weights() * readIn.z().positions());
    return new Row(
        data,
        activation,
        width,
        trainer.id(),
        update * 1e6,
        flop / update / 1e9,
        12 * weights / update / 1e9,
        Machine.triad((int) weights),
        measuringShare(trial, samples, update));
  }

  private static double updateSeconds(Trial trial, Samples samples) {
    try (Network network = Network.initialise(trial);
        Trainer training = Trainer.of(network, samples, trial)) {
      return Timing.median(training::step);
    }
  }

  /** Runs whole trials, of 50 updates and 7 measurements; the median of what measuring took. */
  private static double measuringShare(Trial trial, Samples samples, double update) {
    int runs = update * trial.settings().steps() > 1 ? 1 : Timing.REPEATS;
    double[] shares = new double[runs];
    for (int i = -Math.min(2, runs - 1); i < runs; i++) {
      long start = System.nanoTime();
      TrialResult result = TrialRunner.run(trial, samples);
      double seconds = (System.nanoTime() - start) / 1e9;
      if (i >= 0) {
        shares[i] = result.measureSeconds() / seconds;
      }
    }
    Arrays.sort(shares);
    return shares[runs / 2];
  }

  /**
   * Times each observable by itself, as a share of the time of a trial of 50 updates with 7
   * measurements.
   */
  private static List<Map<String, Object>> observableCosts() {
    int[] widths = {64, 512, 2048};
    System.out.printf(
        "%nShare of a trial that one observable takes alone (teacher, relu, fused)%n");
    System.out.printf("%24s %9s %9s %9s%n", "width", 64, 512, 2048);
    List<Map<String, Object>> costs = new ArrayList<>();
    for (Observable observable : Observable.values()) {
      StringBuilder line = new StringBuilder("%24s".formatted(observable.id()));
      for (int width : widths) {
        double share =
            measure("teacher", "relu", width, TrainerKind.FUSED, "observables=" + observable.id())
                .share();
        line.append(String.format(Locale.ROOT, " %7.1f %%", 100 * share));
        costs.add(Map.of("observable", observable.id(), "width", width, "share", share));
      }
      System.out.println(line);
    }
    return costs;
  }
}
