package richscale.jobs.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.hadoop.fs.FileStatus;
import org.apache.parquet.example.data.Group;
import richscale.trial.TrialStatus;

/**
 * Output directories below an output directory, one for each task of an array: whoever analyses
 * them together takes their trials over.
 */
public final class Parts {
  /** What the name of a part begins with: other sweeps may lie below the same directory. */
  private static final String PREFIX = "part=";

  private final OutputDirectory whole;
  private final List<OutputDirectory> parts;

  private Parts(OutputDirectory whole, List<OutputDirectory> parts) {
    this.whole = whole;
    this.parts = List.copyOf(parts);
  }

  /**
   * Finds the directories that sweeps wrote below a directory.
   *
   * @param whole the directory
   * @return its parts, in the order of their names
   * @throws IOException if it cannot be listed
   */
  public static Parts of(OutputDirectory whole) throws IOException {
    List<OutputDirectory> parts = new ArrayList<>();
    for (FileStatus below : whole.list(".").stream().sorted().toList()) {
      String name = below.getPath().getName();
      if (below.isDirectory() && name.startsWith(PREFIX)) {
        OutputDirectory part =
            OutputDirectory.open(below.getPath().toString(), whole.fileSystem().getConf());
        if (part.fileSystem().exists(part.path(Provenance.FILE))) {
          parts.add(part);
        }
      }
    }
    return new Parts(whole, parts);
  }

  /** {@return them, in the order of their names} */
  public List<OutputDirectory> directories() {
    return parts;
  }

  /**
   * Copies the trials of all parts that the whole directory does not have, and its spec from the
   * first part if it has none.
   *
   * @param messages where to say what was taken, and that a lock is watched
   * @throws UsageException if somebody writes to a part
   * @throws IOException if a file system failed
   */
  public void merge(Consumer<String> messages) throws IOException {
    for (OutputDirectory part : parts) {
      Optional<SweepLock.Holder> holder = SweepLock.holder(part);
      if (holder.isPresent() && SweepLock.alive(part, holder.get(), messages)) {
        throw new UsageException(
            "--out",
            "%s is in use by %s".formatted(part.display(), holder.get()),
            "all parts at rest");
      }
    }
    if (!parts.isEmpty() && !whole.fileSystem().exists(whole.path(Provenance.FILE))) {
      whole.writeWhole(Provenance.FILE, parts.get(0).read(Provenance.FILE));
    }
    TrialStore store = new TrialStore(whole);
    Set<String> known = new HashSet<>();
    store
        .finished()
        .forEach(
            (id, status) -> {
              if (status != TrialStatus.FAILED) {
                known.add(id);
              }
            });
    for (OutputDirectory part : parts) {
      int before = known.size();
      take(part, store, known);
      messages.accept(
          String.format(
              Locale.ROOT, "%s: %d trials taken over", part.display(), known.size() - before));
    }
  }

  private void take(OutputDirectory part, TrialStore store, Set<String> known) throws IOException {
    TrialStore of = new TrialStore(part);
    for (String archive : of.archives()) {
      List<Group> rows =
          of.readArchive(archive, Schemas.ARCHIVE).stream()
              .filter(row -> known.add(row.getString("trial_id", 0)))
              .toList();
      if (!rows.isEmpty()) {
        store.addArchive(rows);
      }
    }
    for (TrialStore.Entry entry : of.files()) {
      if (entry.status() == TrialStatus.FAILED
          ? !known.contains(entry.trialId())
          : known.add(entry.trialId())) {
        whole.writeWhole(entry.file(), part.read(entry.file()));
      }
    }
  }
}
