package richscale.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import richscale.spec.TrialField;

/** Sweeps in processes of their own, and a Spark in this one that reads what they wrote. */
abstract class SubmittedSweeps {
  /** Columns that tell when and where, not what. */
  private static final String[] VOLATILE = {
    "executor",
    "host",
    "started_at",
    "ended_at",
    "queue_seconds",
    "load_seconds",
    "train_seconds",
    "measure_seconds",
    "write_seconds"
  };

  static SparkSession spark;
  private final List<Submission> submissions = new ArrayList<>();
  @TempDir Path directory;

  @BeforeAll
  static void startReader() {
    spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "1")
            .getOrCreate();
  }

  @AfterAll
  static void stopReader() {
    spark.stop();
  }

  @AfterEach
  void killWhatIsLeft() throws InterruptedException {
    for (Submission submission : submissions) {
      submission.kill();
    }
    // What a killed script had started outlives it.
    Submission.below(directory).forEach(ProcessHandle::destroyForcibly);
  }

  /**
   * jobs/README.md names every column of a table, in the paragraph that the table's name begins.
   */
  void assertDocumented(String out, String name) throws IOException {
    String text = Files.readString(Path.of("README.md"));
    int start = text.indexOf("\n**%s**".formatted(name));
    assertThat(start).as("a description of " + name).isNotNegative();
    int end = text.indexOf("\n**", start + 1);
    List<String> words =
        List.of(text.substring(start, end < 0 ? text.length() : end).split("[^a-z0-9_]+", -1));
    List<String> columns = new ArrayList<>(List.of(table(out, name).columns()));
    if (words.contains("configuration")) {
      columns.removeAll(TrialField.configuration().stream().map(TrialField::column).toList());
    }
    assertThat(words).as("columns of " + name).containsAll(columns);
  }

  Submission start(Map<String, String> environment, String... args) throws IOException {
    return start("submit", environment, args);
  }

  Submission start(String script, Map<String, String> environment, String... args)
      throws IOException {
    Submission submission = Submission.start(script, directory, environment, args);
    submissions.add(submission);
    return submission;
  }

  Submission startPlain(Map<String, String> environment, List<String> options, String... args)
      throws IOException {
    Submission submission = Submission.startPlain(directory, environment, options, args);
    submissions.add(submission);
    return submission;
  }

  static String spec(Path directory) throws IOException {
    return Files.writeString(
            directory.resolve("small.conf"),
            """
            width = 16..128 x 2
            r = [0, 1/2]
            seed = 0..2
            steps = 10
            data { source = teacher, samples = 16, inputs = 8 }
            """)
        .toString();
  }

  Submission sweep(String target, String out, String... more) throws IOException {
    String[] args =
        Stream.concat(
                Stream.of(target, "sweep", spec(directory), "--out", out(out)), Stream.of(more))
            .toArray(String[]::new);
    return start(Map.of(), args);
  }

  String out(String name) {
    return directory.resolve(name).toString();
  }

  Dataset<Row> table(String out, String name) {
    return spark.read().parquet(directory.resolve(out).resolve(name).toString());
  }

  /** Returns when each trial in the table began: the same as before unless it was trained again. */
  Map<String, Instant> starts(String out) {
    return table(out, "trials").select("trial_id", "started_at").collectAsList().stream()
        .collect(Collectors.toMap(row -> row.getString(0), row -> row.getTimestamp(1).toInstant()));
  }

  /** Compares all tables bit for bit, in whatever order compaction left the rows. */
  void assertSameNumbers(String out, String other) {
    for (String name : List.of("fits", "measurements", "trials")) {
      assertThat(rows(out, name)).as(name).isNotEmpty().isEqualTo(rows(other, name));
    }
  }

  private List<Row> rows(String out, String name) {
    Dataset<Row> stable = table(out, name).drop(VOLATILE);
    return stable
        .orderBy(Stream.of(stable.columns()).map(functions::col).toArray(Column[]::new))
        .collectAsList();
  }

  /** Waits until a running sweep has finished so many trials. */
  void awaitTrials(int count, String out, Submission sweep) throws Exception {
    while (finishedTrials(out) < count) {
      assertThat(sweep.handle().isAlive()).as(sweep.err()).isTrue();
      Thread.sleep(20);
    }
  }

  long finishedTrials(String out) throws IOException {
    Path trials = directory.resolve(out).resolve("_trials");
    if (!Files.exists(trials)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(trials)) {
      return files.filter(file -> file.toString().endsWith(".parquet")).count();
    }
  }
}
