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
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import richscale.architecture.Blueprint;
import richscale.spec.TrainerKind;
import richscale.spec.Trial;
import richscale.theory.Need;
import richscale.theory.Observable;

/**
 * Runs {@link StepBenchmark} for every trainer at each width and writes a table and JSON: medians,
 * beside the machine's GEMM peak and memory bandwidth.
 */
final class Benchmarks {
  private static final double MICROSECONDS = 1e6;

  private Benchmarks() {}

  /**
   * One row of the result.
   *
   * @param microseconds an update took
   * @param gflops GFLOP/s if the update were three GEMMs a layer
   * @param gbytes GB/s if the update read every weight twice and wrote it once
   * @param triad GB/s of a triad that moves the same bytes
   * @param share of a trial's time that the default measurements take
   */
  private record Row(
      String data,
      String activation,
      int width,
      String trainer,
      double microseconds,
      double gflops,
      double gbytes,
      double triad,
      double share) {}

  public static void main(String[] args) throws IOException, RunnerException {
    Path json = Path.of(args[0]);
    double peak = 2 * Math.pow(StepBenchmark.Square.SIZE, 3) / seconds("gemm", Map.of()) / 1e9;
    System.out.printf(Locale.ROOT, "GEMM peak %.1f GFLOP/s, one thread, medians%n%n", peak);
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
    for (String data : args[4].split(",", -1)) {
      boolean plain = data.equals("teacher") || data.equals("digits");
      for (String activation : plain ? List.of("identity", "relu") : List.of("relu")) {
        for (int width : numbers(args[1])) {
          for (TrainerKind trainer : TrainerKind.values()) {
            boolean covered =
                switch (trainer) {
                  case FACTORED -> activation.equals("identity");
                  case DL4J -> !data.equals("muon");
                  case FUSED -> true;
                };
            if (covered) {
              rows.add(print(measure(data, activation, width, trainer), peak));
            }
          }
        }
      }
    }
    for (int channels : numbers(args[3])) {
      for (TrainerKind trainer : List.of(TrainerKind.DL4J, TrainerKind.FUSED)) {
        rows.add(print(measure("images", "relu", channels, trainer), peak));
      }
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("gemm_peak_gflops", peak);
    result.put("rows", rows.stream().map(Benchmarks::fields).toList());
    if (Boolean.parseBoolean(args[2])) {
      result.put("observables", observableCosts());
    }
    Files.createDirectories(json.getParent());
    new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(json.toFile(), result);
    System.out.println("\nJSON: " + json);
  }

  private static List<Integer> numbers(String argument) {
    return argument.equals("none")
        ? List.of()
        : Arrays.stream(argument.split(",", -1)).map(Integer::parseInt).toList();
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

  private static Row measure(String data, String activation, int width, TrainerKind trainer)
      throws RunnerException {
    Map<String, String> task =
        Map.of(
            "data",
            data,
            "activation",
            activation,
            "width",
            String.valueOf(width),
            "trainer",
            trainer.id());
    double update = seconds("update", task);
    Trial trial = StepBenchmark.Task.trial(data, activation, width, trainer.id(), "default");
    Blueprint blueprint = trial.blueprint();
    double weights = blueprint.weights();
    Blueprint.Shapes readIn = blueprint.layers().get(0);
    // Three products a layer, the read-in without an input gradient.
    double flop =
        trial.batchSize()
            * (6 * blueprint.multiplications() - 2.0 * readIn.weights() * readIn.z().positions());
    double triad = seconds("triad", Map.of("entries", String.valueOf((int) weights)));
    return new Row(
        data,
        activation,
        width,
        trainer.id(),
        update * MICROSECONDS,
        flop / update / 1e9,
        12 * weights / update / 1e9,
        12 * weights / triad / 1e9,
        measuringShare(task, update * trial.settings().steps() > 1));
  }

  /** Trials of minutes run once. */
  private static double measuringShare(Map<String, String> task, boolean slow)
      throws RunnerException {
    ChainedOptionsBuilder options = options("trial", task);
    if (slow) {
      options.warmupIterations(0).measurementIterations(1);
    }
    RunResult result = new Runner(options.build()).runSingle();
    Result<?> measuring = result.getSecondaryResults().get("measuring");
    return measuring.getScore() / result.getPrimaryResult().getStatistics().getSum();
  }

  private static double seconds(String benchmark, Map<String, String> parameters)
      throws RunnerException {
    RunResult result = new Runner(options(benchmark, parameters).build()).runSingle();
    return result.getPrimaryResult().getStatistics().getPercentile(50) / MICROSECONDS;
  }

  private static ChainedOptionsBuilder options(String benchmark, Map<String, String> parameters) {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("\\." + StepBenchmark.class.getSimpleName() + "\\." + benchmark + "$")
            .verbosity(VerboseMode.SILENT)
            .shouldFailOnError(true)
            // DL4J's log, which goes nowhere here.
            .jvmArgsAppend("-Dslf4j.internal.verbosity=ERROR");
    parameters.forEach(options::param);
    return options;
  }

  private static List<Observable> ofDenseNetworks() {
    return Arrays.stream(Observable.values())
        .filter(observable -> !observable.needs(Need.DENSE_BRANCHES))
        .toList();
  }

  /**
   * Times each observable by itself, as a share of the time of a trial of 50 updates with 7
   * measurements.
   */
  private static List<Map<String, Object>> observableCosts() throws RunnerException {
    int[] widths = {64, 512, 2048};
    System.out.printf(
        "%nShare of a trial that one observable takes alone (teacher, relu, fused)%n");
    System.out.printf("%24s %9s %9s %9s%n", "width", 64, 512, 2048);
    List<Map<String, Object>> costs = new ArrayList<>();
    for (Observable observable : ofDenseNetworks()) {
      StringBuilder line = new StringBuilder("%24s".formatted(observable.id()));
      for (int width : widths) {
        double share =
            measuringShare(
                Map.of(
                    "data",
                    "teacher",
                    "activation",
                    "relu",
                    "width",
                    String.valueOf(width),
                    "observables",
                    observable.id()),
                false);
        line.append(String.format(Locale.ROOT, " %7.1f %%", 100 * share));
        costs.add(Map.of("observable", observable.id(), "width", width, "share", share));
      }
      System.out.println(line);
    }
    return costs;
  }
}
