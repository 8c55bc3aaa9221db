package richscale.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import richscale.trial.TrialStatus;

class CompactionIT {
  private static JavaSparkContext spark;

  @TempDir private Path directory;
  private OutputDirectory out;
  private TrialStore store;
  private SweepLock lock;
  private Tables tables;

  @BeforeAll
  static void startSpark() {
    spark =
        new JavaSparkContext(
            "local[2]", "compaction", new SparkConf().set("spark.ui.enabled", "false"));
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  @BeforeEach
  void open() throws IOException {
    out = OutputDirectory.open(directory.resolve("out").toString(), new Configuration());
    out.makeDirectory(TrialStore.DIRECTORY);
    store = new TrialStore(out);
    lock = SweepLock.acquire(out, "test", message -> {}, () -> {});
    tables = new Tables(spark, out, lock);
  }

  @AfterEach
  void close() {
    lock.close();
  }

  private void write(int from, int to, TrialStatus status) throws IOException {
    for (int seed = from; seed < to; seed++) {
      store.write(StoreTest.record(seed, status));
    }
  }

  private List<AnalysedTrial> trials() throws IOException {
    return tables.analyse(part -> part.trials().iterator()).collect().stream()
        .sorted(Comparator.comparingLong(AnalysedTrial::seed))
        .toList();
  }

  private Path path(String name) {
    return directory.resolve("out").resolve(name);
  }

  private Map<String, FileTime> times(String... names) throws IOException {
    Map<String, FileTime> times = new TreeMap<>();
    for (String name : names) {
      try (Stream<Path> files = Files.list(path(name))) {
        for (Path file : files.toList()) {
          times.put(name + "/" + file.getFileName(), Files.getLastModifiedTime(file));
        }
      }
    }
    return times;
  }

  @Test
  void whatIsCompactedIsNotWrittenAgain() throws Exception {
    write(0, 5, TrialStatus.COMPLETED);
    tables.compact();
    assertThat(path("_trials")).isEmptyDirectory();
    Map<String, FileTime> before = times("_archive", "trials", "measurements");
    assertThat(before).hasSize(3);

    write(5, 9, TrialStatus.DIVERGED);
    tables.compact();
    assertThat(times("_archive", "trials", "measurements")).hasSize(6).containsAllEntriesOf(before);
    assertThat(trials()).hasSize(9);
    assertThat(store.finished()).hasSize(9).containsValue(TrialStatus.DIVERGED);
  }

  @Test
  void anInterruptedCompactionIsFinished() throws Exception {
    write(0, 5, TrialStatus.COMPLETED);
    Path copies = directory.resolve("copies");
    FileUtils.copyDirectory(path("_trials").toFile(), copies.toFile());
    tables.compact();
    List<AnalysedTrial> whole = trials();

    // Before trial files were deleted, and before the tables were made.
    FileUtils.copyDirectory(copies.toFile(), path("_trials").toFile());
    FileUtils.deleteDirectory(path("trials").toFile());
    tables.compact();
    assertThat(trials()).isEqualTo(whole);
    assertThat(path("_trials")).isEmptyDirectory();

    // Before the archive was whole.
    FileUtils.copyDirectory(copies.toFile(), path("_trials").toFile());
    for (String name : List.of("_archive", "trials", "measurements")) {
      FileUtils.deleteDirectory(path(name).toFile());
    }
    Files.createDirectories(path("_archive"));
    Files.writeString(path("_archive/.00001.parquet.half"), "PAR1");
    tables.compact();
    assertThat(trials()).isEqualTo(whole);
  }

  @Test
  void aFailureStandsInTheTableUntilItSucceeds() throws Exception {
    write(0, 1, TrialStatus.FAILED);
    tables.compact();
    assertThat(trials())
        .singleElement()
        .extracting(AnalysedTrial::status)
        .isEqualTo(TrialStatus.FAILED);
    write(0, 1, TrialStatus.COMPLETED);
    tables.compact();
    assertThat(trials())
        .singleElement()
        .extracting(AnalysedTrial::status)
        .isEqualTo(TrialStatus.COMPLETED);
  }
}
