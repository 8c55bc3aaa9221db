package richscale.jobs.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import richscale.trial.TrialStatus;

/**
 * Moves trial files into archives of many, and each archive into a file of its own of the tables
 * {@code trials} and {@code measurements}. What is compacted is never written again; a table grows
 * by whole files, each with all rows of its trials.
 *
 * <p>Whatever is interrupted is done again by the next compaction: trial files are deleted last.
 */
final class Compaction {
  static final List<String> TABLES = List.of("measurements", "trials");

  /** Some hundred thousand measurements: a task holds them in memory and ends in seconds. */
  private static final int ARCHIVE_TRIALS = 1000;

  /** File times lag by up to a tick of the kernel, 1 to 10 ms, and some are cut to milliseconds. */
  private static final double FILE_TIME_SECONDS = 0.011;

  private static final int FILES_AT_A_TIME = 16;

  private static final String OF_FAILED = "failed.parquet";
  private static final String FAILED = part("trials", OF_FAILED);
  private static final String EMPTY = "00000.parquet";

  private static final List<Comparator<Group>> MEASUREMENT_ORDER =
      List.of(
          Comparator.comparing(row -> row.getString("observable", 0)),
          Comparator.comparing(
              row -> row.getFieldRepetitionCount("layer") == 0 ? 0 : row.getInteger("layer", 0)),
          Comparator.comparing(row -> row.getInteger("step", 0)),
          Comparator.comparing(row -> row.getString("trial_id", 0)));

  private static final List<Comparator<Group>> TRIAL_ORDER =
      List.of(
          Comparator.comparing(row -> row.getString("gauge", 0)),
          Comparator.comparing(row -> row.getString("activation", 0)),
          Comparator.comparing(row -> row.getInteger("depth", 0)),
          Comparator.comparing(row -> row.getDouble("gamma", 0)),
          Comparator.comparing(row -> row.getDouble("eta0", 0)),
          Comparator.comparing(row -> row.getDouble("r", 0)),
          Comparator.comparing(row -> row.getInteger("width", 0)),
          Comparator.comparing(row -> row.getLong("seed", 0)),
          Comparator.comparing(row -> row.getString("trial_id", 0)));

  private final OutputDirectory out;
  private final TrialStore store;

  private Compaction(OutputDirectory out) {
    this.out = out;
    store = new TrialStore(out);
  }

  static String part(String table, String archive) {
    return "%s/%s".formatted(table, file(archive));
  }

  private static String file(String archive) {
    return "part-" + archive;
  }

  /** Returns the archive behind a file of a table. */
  static String archive(String file) {
    return file.substring("part-".length());
  }

  /** Returns the names of all files that a table may have. */
  static List<String> files(List<String> archives) {
    return Stream.concat(Stream.of(EMPTY, OF_FAILED), archives.stream())
        .map(Compaction::file)
        .toList();
  }

  /** Compacts a directory, an archive a task. */
  static void run(JavaSparkContext spark, OutputDirectory out) throws IOException {
    Compaction compaction = new Compaction(out);
    Map<String, TrialStatus> archived = compaction.store.archived();
    List<TrialStore.Entry> files = new ArrayList<>();
    List<TrialStore.Entry> failed = new ArrayList<>();
    for (TrialStore.Entry entry : compaction.store.files()) {
      if (archived.containsKey(entry.trialId())) {
        // Left by a compaction that was interrupted.
        out.delete(entry.file());
      } else if (entry.status() == TrialStatus.FAILED) {
        failed.add(entry);
      } else {
        files.add(entry);
      }
    }
    compaction.publishFailed(failed);
    List<Batch> batches = compaction.batches(files);
    if (!batches.isEmpty()) {
      String location = out.location();
      spark.setJobDescription(String.format(Locale.ROOT, "compact %d trials", files.size()));
      Broadcast<SerializableConfiguration> hadoop =
          spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
      spark
          .parallelize(batches, batches.size())
          .foreach(
              batch ->
                  new Compaction(OutputDirectory.open(location, hadoop.value().value()))
                      .compact(batch));
      hadoop.destroy();
    }
    for (String table : TABLES) {
      if (out.list(table).isEmpty()) {
        out.writeWhole(
            part(table, EMPTY),
            ParquetBytes.encode(schema(table), List.of(), out.fileSystem().getConf()));
      }
    }
  }

  /** The trial files of an archive, none where only its tables are missing. */
  private record Batch(String archive, List<TrialStore.Entry> files) implements Serializable {}

  private List<Batch> batches(List<TrialStore.Entry> files) throws IOException {
    List<Batch> batches = new ArrayList<>();
    Set<String> parts = new HashSet<>();
    for (String table : TABLES) {
      out.list(table).forEach(file -> parts.add(table + "/" + file.getPath().getName()));
    }
    int last = 0;
    for (String archive : store.archives()) {
      last = Integer.parseInt(archive.substring(0, archive.indexOf('.')));
      if (!TABLES.stream().allMatch(table -> parts.contains(part(table, archive)))) {
        batches.add(new Batch(archive, List.of()));
      }
    }
    for (int from = 0; from < files.size(); from += ARCHIVE_TRIALS) {
      List<TrialStore.Entry> some =
          files.subList(from, Math.min(files.size(), from + ARCHIVE_TRIALS));
      last++;
      batches.add(new Batch(String.format(Locale.ROOT, "%05d.parquet", last), List.copyOf(some)));
    }
    return batches;
  }

  private void compact(Batch batch) throws IOException {
    String archive = TrialStore.ARCHIVES + "/" + batch.archive();
    if (!out.fileSystem().exists(out.path(archive))) {
      List<Group> trials = read(batch.files());
      if (trials.isEmpty()) {
        return;
      }
      trials.sort(chained(TRIAL_ORDER));
      out.writeWhole(archive, encode(Schemas.ARCHIVE, trials));
    }
    // Read back, since the trial files go once the tables are made.
    List<Group> trials = store.readArchive(batch.archive(), Schemas.ARCHIVE);
    if (!trials.isEmpty()) {
      for (String table : TABLES) {
        out.writeWhole(part(table, batch.archive()), encode(schema(table), rows(table, trials)));
      }
    }
    sideBySide(
        batch.files(),
        entry -> {
          out.delete(entry.file());
          return "";
        });
  }

  /** Reads the trials of a batch; those whose files are damaged stay out. */
  private List<Group> read(List<TrialStore.Entry> files) throws IOException {
    List<Group> trials = new ArrayList<>();
    for (Optional<Group> trial :
        sideBySide(files, entry -> store.read(entry).map(row -> withWriteSeconds(row, entry)))) {
      trial.ifPresent(trials::add);
    }
    return trials;
  }

  /** What is done with a file. */
  @FunctionalInterface
  private interface FileAction<T> {
    T of(TrialStore.Entry entry) throws IOException;
  }

  /** Does the same with all files, several at a time, since a store may take its time for each. */
  private static <T> List<T> sideBySide(List<TrialStore.Entry> files, FileAction<T> action)
      throws IOException {
    ExecutorService threads = Executors.newFixedThreadPool(FILES_AT_A_TIME);
    try {
      List<Future<T>> results =
          threads.invokeAll(
              files.stream().map(entry -> (Callable<T>) () -> action.of(entry)).toList());
      List<T> all = new ArrayList<>();
      for (Future<T> result : results) {
        all.add(result.get());
      }
      return all;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof FileNotFoundException missing) {
        throw new IOException("a twin of this task has moved the trials already", missing);
      }
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while it moved trials", e);
    } finally {
      threads.shutdownNow();
    }
  }

  /** The time from a trial's end to its file, absent where two machines' clocks disagree. */
  private static Group withWriteSeconds(Group trial, TrialStore.Entry entry) {
    Group row = Schemas.project(trial, Schemas.ARCHIVE);
    double seconds = entry.modified() / 1e3 - trial.getLong("ended_at", 0) / 1e6;
    if (seconds >= -FILE_TIME_SECONDS) {
      row.add("write_seconds", Math.max(0, seconds));
    }
    return row;
  }

  private void publishFailed(List<TrialStore.Entry> failed) throws IOException {
    List<Group> rows = new ArrayList<>();
    for (TrialStore.Entry entry : failed) {
      store.read(entry).ifPresent(row -> rows.add(Schemas.project(row, Schemas.TRIALS)));
    }
    if (rows.isEmpty()) {
      out.delete(FAILED);
    } else {
      rows.sort(chained(TRIAL_ORDER));
      out.writeWhole(FAILED, encode(Schemas.TRIALS, rows));
    }
  }

  private static MessageType schema(String table) {
    return table.equals("trials") ? Schemas.TRIALS : Schemas.MEASUREMENTS;
  }

  private static List<Group> rows(String table, List<Group> trials) {
    return table.equals("trials")
        ? trials.stream().map(trial -> Schemas.project(trial, Schemas.TRIALS)).toList()
        : trials.stream()
            .flatMap(trial -> Schemas.measurements(trial).stream())
            .sorted(chained(MEASUREMENT_ORDER))
            .toList();
  }

  private static Comparator<Group> chained(List<Comparator<Group>> comparators) {
    return comparators.stream().reduce(Comparator::thenComparing).orElseThrow();
  }

  private byte[] encode(MessageType schema, List<Group> rows) throws IOException {
    return ParquetBytes.encode(schema, rows, out.fileSystem().getConf());
  }
}
