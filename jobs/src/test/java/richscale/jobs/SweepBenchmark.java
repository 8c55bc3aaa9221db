package richscale.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Whole sweeps from the command to the page, on all cores of this machine: the time to the first
 * trial, how close the order of trials comes to the best possible one, and the share of trials that
 * measuring takes. Writes a table and JSON.
 */
final class SweepBenchmark {
  /** Two hundred trials of some ten milliseconds to half a second each. */
  private static final List<String> GRID =
      List.of("paper", "--set", "width=[1024, 2048, 3072, 4096]", "--set", "seed=0..9");

  /** The fused trainer, in batches as large as networks are trained with. */
  private static final List<String> RELU =
      List.of("paper", "--set", "activation=relu", "--set", "data.samples=128");

  private SweepBenchmark() {}

  /**
   * What one trial took.
   *
   * @param width n
   * @param start when it began
   * @param end when it had ended, not yet written
   * @param measureSeconds of it
   */
  private record Span(int width, Instant start, Instant end, double measureSeconds) {
    double seconds() {
      return between(start, end);
    }
  }

  public static void main(String[] args) throws Exception {
    Path json = Path.of(args[0]);
    System.out.printf(
        "%n%-44s %8s %12s %10s %12s%n",
        "sweep", "whole, s", "to trial 1, s", "trials, s", "of the best");
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("cores", Runtime.getRuntime().availableProcessors());
    result.put("sweeps", List.of(measure(List.of("paper")), measure(RELU), measure(GRID)));
    Files.createDirectories(json.getParent());
    new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(json.toFile(), result);
    System.out.println("\nJSON: " + json);
  }

  private static Map<String, Object> measure(List<String> sweep) throws Exception {
    Path directory = Files.createTempDirectory("richscale");
    try {
      // What the first submission after a build makes once.
      run(directory, "archive", List.of("quickstart", "--set", "seed=0"));
      Instant command = Instant.now();
      run(directory, "run", sweep);
      double whole = between(command, Instant.now());
      return print(sweep, command, whole, spans(directory.resolve("run")));
    } finally {
      FileUtils.deleteDirectory(directory.toFile());
    }
  }

  private static void run(Path directory, String out, List<String> sweep) throws Exception {
    List<String> args = new ArrayList<>(List.of("local", "sweep"));
    args.addAll(sweep);
    args.addAll(List.of("--out", directory.resolve(out).toString()));
    Submission submission =
        Submission.start("submit", directory, Map.of(), args.toArray(String[]::new));
    if (submission.await() != 0) {
      throw new IllegalStateException(submission.err());
    }
  }

  private static List<Span> spans(Path out) throws IOException {
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", "false")
            .getOrCreate()) {
      List<Row> rows =
          spark
              .read()
              .parquet(out.resolve("trials").toString())
              .select("width", "started_at", "ended_at", "measure_seconds")
              .collectAsList();
      return rows.stream()
          .map(
              row ->
                  new Span(
                      row.getInt(0),
                      row.getTimestamp(1).toInstant(),
                      row.getTimestamp(2).toInstant(),
                      row.getDouble(3)))
          .toList();
    }
  }

  private static Map<String, Object> print(
      List<String> sweep, Instant command, double whole, List<Span> spans) {
    Instant first = spans.stream().map(Span::start).min(Instant::compareTo).orElseThrow();
    Instant last = spans.stream().map(Span::end).max(Instant::compareTo).orElseThrow();
    double longest = spans.stream().mapToDouble(Span::seconds).max().orElseThrow();
    double all = spans.stream().mapToDouble(Span::seconds).sum();
    double lowerBound = Math.max(longest, all / Runtime.getRuntime().availableProcessors());
    double makespan = between(first, last);
    Map<Integer, Double> shares =
        new TreeMap<>(
            spans.stream()
                .collect(
                    Collectors.groupingBy(
                        Span::width,
                        Collectors.teeing(
                            Collectors.summingDouble(Span::measureSeconds),
                            Collectors.summingDouble(Span::seconds),
                            (measuring, seconds) -> measuring / seconds))));
    String name = String.join(" ", sweep).replace("--set ", "");
    System.out.printf(
        Locale.ROOT,
        "%-44s %8.1f %13.1f %10.1f %10.0f %%%n",
        name,
        whole,
        between(command, first),
        makespan,
        100 * lowerBound / makespan);
    shares.forEach(
        (width, share) ->
            System.out.printf(
                Locale.ROOT, "    measuring at width %-4d %.0f %%%n", width, 100 * share));
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("sweep", name);
    fields.put("trials", spans.size());
    fields.put("whole_seconds", whole);
    fields.put("seconds_to_first_trial", between(command, first));
    fields.put("makespan_seconds", makespan);
    fields.put("lower_bound_seconds", lowerBound);
    fields.put("scheduling_efficiency", lowerBound / makespan);
    fields.put("measuring_share", shares);
    return fields;
  }

  private static double between(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() / 1e9;
  }
}
