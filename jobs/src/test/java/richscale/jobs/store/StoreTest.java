package richscale.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import richscale.architecture.FeatureShape;
import richscale.spec.DataSpec;
import richscale.spec.RecordFacts;
import richscale.spec.RecordNotes;
import richscale.spec.RecordSource;
import richscale.spec.SpecReader;
import richscale.spec.Trial;
import richscale.trial.TrialResult;
import richscale.trial.TrialStatus;

class StoreTest {
  @TempDir private Path directory;
  private OutputDirectory out;
  private TrialStore store;

  @BeforeEach
  void open() {
    out = OutputDirectory.open(directory.resolve("out").toString(), new Configuration());
    out.makeDirectory(TrialStore.DIRECTORY);
    store = new TrialStore(out);
  }

  static TrialRecord record(int seed, TrialStatus status) {
    Trial trial =
        SpecReader.parse("width = 8\nr = 0", "test", List.of("seed=" + seed)).trials(1).get(0);
    TrialResult result = new TrialResult(trial, status, Optional.empty(), 1, List.of(), 0.5, 0.25);
    return new TrialRecord(
        result,
        "0",
        "host",
        Instant.EPOCH,
        Instant.EPOCH.plusSeconds(1),
        OptionalDouble.of(0.5),
        0.125);
  }

  private List<String> files(String name) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("out").resolve(name))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aListingTellsWhatIsFinishedAndHow() throws IOException {
    store.write(record(1, TrialStatus.COMPLETED));
    store.write(record(2, TrialStatus.DIVERGED));
    store.write(record(3, TrialStatus.FAILED));
    assertThat(store.finished())
        .hasSize(3)
        .containsEntry(
            record(1, TrialStatus.COMPLETED).result().trial().id(), TrialStatus.COMPLETED)
        .containsEntry(record(2, TrialStatus.DIVERGED).result().trial().id(), TrialStatus.DIVERGED)
        .containsEntry(record(3, TrialStatus.FAILED).result().trial().id(), TrialStatus.FAILED);
    assertThat(files(TrialStore.DIRECTORY)).hasSize(3).allMatch(name -> name.endsWith(".parquet"));
  }

  @Test
  void aLaterSuccessSupersedesAFailure() throws IOException {
    store.write(record(1, TrialStatus.FAILED));
    store.write(record(1, TrialStatus.COMPLETED));
    assertThat(store.finished().values()).containsExactly(TrialStatus.COMPLETED);
    assertThat(files(TrialStore.DIRECTORY)).hasSize(1);
  }

  /** Commands that look must leave what they see as it is. */
  @Test
  void aViewPutsNothingAside() throws IOException {
    store.write(record(1, TrialStatus.COMPLETED));
    store.write(record(2, TrialStatus.FAILED));
    Path trials = directory.resolve("out").resolve(TrialStore.DIRECTORY);
    for (String name : files(TrialStore.DIRECTORY)) {
      Files.writeString(trials.resolve(name), "damaged");
    }
    put("_archive/00001.parquet", "damaged");
    put("trials/part-00001.parquet", "made of it");
    TrialStore view = TrialStore.looking(out);
    assertThat(view.finished()).hasSize(2);
    assertThat(view.failures()).isEmpty();
    assertThat(files(TrialStore.DIRECTORY)).hasSize(2);
    assertThat(files("_archive")).hasSize(1);
    assertThat(files("trials")).hasSize(1);
    assertThat(files("")).doesNotContain("_damaged");
    store.finished();
    assertThat(files("_archive")).isEmpty();
    assertThat(files("trials")).isEmpty();
  }

  /**
   * Ten tasks of an array cannot share a directory; what each wrote below it can be put together.
   */
  @Test
  void partsArePutTogetherOnce() throws IOException {
    String spec = SpecReader.read("paper", List.of()).canonical();
    for (int part = 0; part < 2; part++) {
      OutputDirectory of =
          OutputDirectory.open(
              directory.resolve("out/part=" + part).toString(), new Configuration());
      Provenance.write(
          of,
          "sweep paper",
          1,
          spec,
          List.of(),
          "4.2.0",
          List.of("17.0.1"),
          Instant.EPOCH,
          Optional.empty());
      TrialStore written = new TrialStore(of);
      of.makeDirectory(TrialStore.DIRECTORY);
      written.write(record(part, TrialStatus.COMPLETED));
      // Of one trial both have a file, and of another one failed.
      written.write(record(7, TrialStatus.COMPLETED));
      written.write(record(8, part == 0 ? TrialStatus.FAILED : TrialStatus.DIVERGED));
    }
    put("notes/mine.txt", "no part");
    List<String> said = new ArrayList<>();
    Parts.of(out).merge(said::add);
    assertThat(said)
        .containsExactly(
            directory + "/out/part=0: 2 trials taken over",
            directory + "/out/part=1: 2 trials taken over");
    assertThat(store.finished()).hasSize(4).doesNotContainValue(TrialStatus.FAILED);
    assertThat(Provenance.read(out).command()).isEqualTo("sweep paper");
    said.clear();
    Parts.of(out).merge(said::add);
    assertThat(said).allMatch(line -> line.endsWith(": 0 trials taken over"));
    assertThat(store.finished()).hasSize(4);
  }

  @Test
  void theFirstOfTwoTwinsStays() throws IOException {
    store.write(record(1, TrialStatus.COMPLETED));
    String name = TrialStore.DIRECTORY + "/" + files(TrialStore.DIRECTORY).get(0);
    byte[] first = out.read(name);
    TrialRecord twin = record(1, TrialStatus.COMPLETED);
    store.write(
        new TrialRecord(
            twin.result(),
            "other",
            "elsewhere",
            twin.startedAt(),
            twin.endedAt(),
            twin.queueSeconds(),
            9));
    assertThat(out.read(name)).isEqualTo(first);
    assertThat(store.has(twin.result().trial().id())).isTrue();
  }

  @Test
  void whatADyingWriterLeftIsNotATrial() throws IOException {
    Path trials = directory.resolve("out").resolve(TrialStore.DIRECTORY);
    Files.writeString(
        trials.resolve(".0123456789abcdef0123456789abcdef-completed.parquet.x"), "PA");
    Files.writeString(trials.resolve("notes.txt"), "mine");
    assertThat(store.finished()).isEmpty();
  }

  @Test
  void writingTwiceLeavesOneFile() throws IOException {
    out.writeWhole("a", "first".getBytes(StandardCharsets.UTF_8));
    out.writeWhole("a", "second".getBytes(StandardCharsets.UTF_8));
    assertThat(directory.resolve("out/a")).hasContent("second");
    assertThat(files("")).containsExactly(TrialStore.DIRECTORY, "a");
  }

  @Test
  void ofManyThatCreateAFileOneSucceeds() throws Exception {
    List<Callable<Boolean>> writers =
        IntStream.range(0, 20)
            .mapToObj(i -> (Callable<Boolean>) () -> out.createNew("once", new byte[] {(byte) i}))
            .toList();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    long winners = 0;
    for (Future<Boolean> writer : threads.invokeAll(writers)) {
      winners += writer.get() ? 1 : 0;
    }
    threads.shutdown();
    assertThat(winners).isEqualTo(1);
    assertThat(files("")).containsExactly(TrialStore.DIRECTORY, "once");
  }

  @Test
  void aFileIsMovedOverAnother() throws IOException {
    put("table/part", "old");
    put("_staging/new", "new");
    out.move("_staging/new", "table/part");
    assertThat(directory.resolve("out/table/part")).hasContent("new");
    assertThat(files("_staging")).isEmpty();
  }

  private void put(String name, String text) throws IOException {
    Path file = directory.resolve("out").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static RecordFacts table(String path, String label) {
    return new RecordFacts(
        new RecordSource(RecordSource.Format.CSV, path, label, false),
        "00ff",
        FeatureShape.vector(2),
        List.of(0, 1),
        List.of(7, 8),
        List.of(0, 0),
        RecordNotes.NONE);
  }

  /** A spec names its data once for every label, and as its author likes to write paths. */
  @Test
  void provenanceKnowsTheDataOfASpecByLabelAndHoweverThePathIsWritten() throws IOException {
    List<RecordFacts> data =
        List.of(
            table("file:/d/t.csv", "y"),
            table("file:/d/t.csv", "z"),
            table("file:/d/sub dir/t.csv", "z"));
    for (String path : List.of("t.csv", "./t.csv", "../d/t.csv", "/d/t.csv", "file:///d/t.csv")) {
      String spec =
          """
          grids = [
            { data { source = csv, path = "%1$s", label = y } }
            { data { source = csv, path = "%1$s", label = z } }
            { data { source = csv, path = "./sub dir/t.csv", label = z } }
          ]
          """
              .formatted(path);
      Provenance.write(
          out,
          "sweep x",
          1,
          spec,
          data,
          "4.2.0",
          List.of("17.0.1"),
          Instant.EPOCH,
          Optional.empty());
      assertThat(
              Provenance.read(out).parse(out, List.of()).grids().stream()
                  .map(grid -> ((DataSpec.Records) grid.settings().data()).source()))
          .as(path)
          .containsExactlyElementsOf(data.stream().map(RecordFacts::source).toList());
    }
  }

  @Test
  void provenanceGivesBackTheSpec() throws IOException {
    String spec = SpecReader.read("paper", List.of()).canonical();
    List<RecordFacts> data =
        List.of(
            new RecordFacts(
                new RecordSource(RecordSource.Format.IDX, "hdfs://a/b", "", false),
                "00ff",
                new FeatureShape(1, 28, 28),
                List.of(0, 1),
                List.of(7, 8),
                List.of(2, 1),
                new RecordNotes(List.of("no", "yes"), true, List.of("a"), List.of(), 1, 2)));
    Provenance.write(
        out,
        "sweep paper",
        2,
        spec,
        data,
        "4.2.0",
        List.of("17.0.1"),
        Instant.EPOCH,
        Optional.of(Instant.EPOCH));
    assertThat(Provenance.read(out))
        .isEqualTo(
            new Provenance.Recorded(
                "sweep paper", "finished", Instant.EPOCH.toString(), 2, spec, data));
    assertThat(Files.readString(directory.resolve("out/sweep.json")))
        .contains("\"status\" : \"finished\"", "\"java\"", "\"blas\"", "\"git_revision\"");
  }
}
