package richscale.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import richscale.data.DataSource;
import richscale.jobs.store.OutputDirectory;
import richscale.jobs.store.TrialRecord;
import richscale.jobs.store.TrialStore;
import richscale.spec.SpecReader;
import richscale.spec.Trial;
import richscale.trial.TrialResult;
import richscale.trial.TrialRunner;
import richscale.trial.TrialStatus;

/** What somebody who runs sweeps sees and mends. */
class OperationsIT extends SubmittedSweeps {
  private List<Trial> trials() throws IOException {
    return SpecReader.read(spec(directory), List.of()).trials(1);
  }

  private TrialStore store(String name) {
    OutputDirectory out = OutputDirectory.open(out(name), new Configuration());
    out.makeDirectory(TrialStore.DIRECTORY);
    return new TrialStore(out);
  }

  /** Trains some trials as executors do, and leaves their files. */
  private List<Path> train(String name, int some) throws IOException {
    TrialStore store = store(name);
    for (Trial trial : trials().subList(0, some)) {
      store.write(record(TrialRunner.run(trial, DataSource.load(trial.settings().data()))));
    }
    try (Stream<Path> files = Files.list(directory.resolve(name).resolve(TrialStore.DIRECTORY))) {
      return files.sorted().toList();
    }
  }

  private static TrialRecord record(TrialResult result) {
    // A clock far ahead of the file system's.
    Instant start = Instant.parse("2100-01-01T00:00:00Z");
    return new TrialRecord(
        result, "0", "host", start, start.plusSeconds(1), OptionalDouble.empty(), 0);
  }

  private void assertEqualsAnUndisturbedSweep(String name) throws Exception {
    assertThat(sweep("local", "undisturbed").await()).isZero();
    assertSameNumbers(name, "undisturbed");
  }

  /** Flips a bit where the data are: behind them a footer of some kilobytes describes them. */
  private static void flip(Path file) throws IOException {
    byte[] content = Files.readAllBytes(file);
    content[content.length / 4] ^= 0x10;
    Files.write(file, content);
  }

  @Test
  void damagedTrialFilesAreFoundPutAsideAndTrainedAgain() throws Exception {
    List<Path> files = train("d", 5);
    byte[] whole = Files.readAllBytes(files.get(0));
    Files.write(files.get(0), Arrays.copyOf(whole, whole.length / 2));
    Files.write(files.get(1), new byte[0]);
    flip(files.get(2));
    Files.copy(files.get(4), files.get(3), StandardCopyOption.REPLACE_EXISTING);

    Submission sweep = sweep("local", "d");
    assertThat(sweep.await()).as(sweep.err()).isZero();
    assertThat(sweep.err()).contains("warning: 4 damaged files were put aside in");
    assertThat(sweep.out()).contains("24 trials: 20 completed").contains("4 to do");
    assertThat(table("d", "trials").count()).isEqualTo(20);

    assertThat(sweep("local", "d").await()).isZero();
    assertEqualsAnUndisturbedSweep("d");
  }

  @Test
  void aDamagedArchiveIsTrainedAgainAndLostTablesAreMadeAgain() throws Exception {
    assertThat(sweep("local", "a").await()).isZero();
    flip(directory.resolve("a/_archive/00001.parquet"));
    Files.delete(directory.resolve("a/measurements/part-00001.parquet"));
    Submission found = start(Map.of(), "local", "fit", "--out", out("a"));
    assertThat(found.await()).as(found.err()).isZero();
    assertThat(found.err()).contains("warning: 1 damaged files were put aside");
    assertThat(sweep("local", "a").await()).isZero();
    assertEqualsAnUndisturbedSweep("a");

    Files.delete(directory.resolve("a/measurements/part-00001.parquet"));
    assertThat(start(Map.of(), "local", "fit", "--out", out("a")).await()).isZero();
    assertSameNumbers("a", "undisturbed");
  }

  @Test
  void clocksThatDisagreeLeaveTimesAbsentNeverNegative() throws Exception {
    train("clock", 2);
    assertThat(sweep("local", "clock").await()).isZero();
    assertThat(table("clock", "trials").filter("write_seconds < 0 or queue_seconds < 0").count())
        .isZero();
    assertThat(table("clock", "trials").filter("write_seconds is null").count()).isEqualTo(2);
    assertThat(table("clock", "trials").filter("write_seconds >= 0 and queue_seconds >= 0").count())
        .isEqualTo(22);
    assertEqualsAnUndisturbedSweep("clock");
  }

  @Test
  void statusTellsRunningFromDead() throws Exception {
    Submission running = sweep("local", "r", "--set", "steps=100000");
    while (!Files.exists(directory.resolve("r/sweep.json"))) {
      assertThat(running.handle().isAlive()).as(running.err()).isTrue();
      Thread.sleep(50);
    }
    assertStatus("r", "running (sweep ");
    running.kill();
    assertStatus("r", "dead (sweep ", "; the same command goes on");
  }

  @Test
  void failuresAreListedWithTheirReasonsAndTrainedAgainAlone() throws Exception {
    Trial trial = trials().get(0);
    Optional<String> reason = Optional.of("OutOfMemoryError: x");
    store("s")
        .write(record(new TrialResult(trial, TrialStatus.FAILED, reason, 0, List.of(), 0, 0)));
    assertThat(sweep("local", "s").await()).isEqualTo(3);
    Submission failures = start(Map.of(), "local", "status", "--out", out("s"), "--failed");
    assertThat(failures.await()).isZero();
    assertThat(failures.out())
        .contains(": finished")
        .contains(trial.id() + "  16     0.0  0     2100-01-01T00:00:01Z  OutOfMemoryError: x");

    Submission retried = sweep("local", "s", "--retry", "failed");
    assertThat(retried.await()).as(retried.err()).isZero();
    assertThat(retried.out()).contains("24 trials: 24 completed, 0 diverged, 0 failed");
    assertThat(retried.err()).contains("1 trials in ");
    assertEqualsAnUndisturbedSweep("s");
  }

  private void assertStatus(String name, String... texts) throws Exception {
    Submission status = start(Map.of(), "local", "status", "--out", out(name));
    assertThat(status.await()).as(status.err()).isZero();
    assertThat(status.out()).contains(texts).contains("completed");
  }

  @Test
  void aSecondDriverIsRefusedWithTheHoldersNameAndNothingIsDisturbed() throws Exception {
    Submission first = sweep("local", "two", "--set", "steps=20000");
    awaitTrials(1, "two", first);
    Submission second = sweep("local", "two", "--set", "steps=20000");
    assertThat(second.await()).isEqualTo(2);
    assertThat(second.err())
        .matches("(?s)error: --out: .*/two is in use by sweep .* on .*, process \\d+, started .*");
    assertThat(first.await()).as(first.err()).isZero();
    assertThat(first.out()).contains("24 trials: 24 completed");
  }

  @Test
  void sigtermEndsALocalSweepWithinTenSecondsAndGivesTheDirectoryBack() throws Exception {
    Submission sweep = sweep("local", "t", "--set", "steps=20000");
    awaitTrials(1, "t", sweep);
    sweep.handle().destroy();
    sweep.handle().onExit().get(10, TimeUnit.SECONDS);
    assertThat(Submission.below(directory)).isEmpty();
    assertThat(directory.resolve("t/_lock")).doesNotExist();
    assertStatus("t", "ended early; the same command goes on");
  }

  @Test
  void everySparkJobSaysWhatItDoesAndTrialsAreMetered() throws Exception {
    Path events = Files.createDirectories(directory.resolve("events"));
    Path metrics = Files.createDirectories(directory.resolve("metrics"));
    Submission sweep =
        start(
            Map.of("RICHSCALE_EVENT_LOG", events.toString()),
            "local",
            "--conf",
            "spark.eventLog.compress=false",
            "--conf",
            "spark.metrics.conf.*.sink.csv.class=org.apache.spark.metrics.sink.CsvSink",
            "--conf",
            "spark.metrics.conf.*.sink.csv.directory=" + metrics,
            "sweep",
            spec(directory),
            "--out",
            out("m"));
    assertThat(sweep.await()).as(sweep.err()).isZero();
    List<String> descriptions = descriptions(events);
    assertThat(descriptions)
        .isNotEmpty()
        .doesNotContain("")
        .contains("train 24 trials", "compact 24 trials", "write table fits");
    try (Stream<Path> files = Files.walk(metrics)) {
      List<Path> all = files.filter(Files::isRegularFile).toList();
      for (String timer : List.of("queue", "load", "train", "measure", "write")) {
        assertThat(all).anyMatch(file -> file.toString().endsWith("richscale." + timer + ".csv"));
      }
      Path completed =
          all.stream()
              .filter(file -> file.toString().endsWith("richscale.completed.csv"))
              .findFirst()
              .orElseThrow();
      List<String> lines = Files.readAllLines(completed);
      assertThat(lines.get(lines.size() - 1)).endsWith(",24");
    }
  }

  private static List<String> descriptions(Path events) throws IOException {
    List<String> descriptions = new ArrayList<>();
    ObjectMapper json = new ObjectMapper();
    try (Stream<Path> files = Files.walk(events)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        for (String line : Files.readAllLines(file)) {
          if (line.startsWith("{\"Event\":\"SparkListenerJobStart\"")) {
            JsonNode properties = json.readTree(line).path("Properties");
            descriptions.add(properties.path("spark.job.description").asText());
          }
        }
      }
    }
    return descriptions;
  }
}
