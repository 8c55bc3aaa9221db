package richscale.jobs.report;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import richscale.jobs.store.OutputDirectory;
import richscale.jobs.store.Provenance;
import richscale.jobs.store.SweepLock;
import richscale.jobs.store.TrialStore;
import richscale.spec.Trial;
import richscale.trial.TrialStatus;

/** How far a sweep is, running or dead, from the files of its directory alone. */
public final class StatusText {
  /** All columns of failures are text or read like it. */
  private static final int FAILURES_LEFT = 6;

  private final OutputDirectory out;
  private final Provenance.Recorded last;
  private final TrialStore store;
  private final List<Trial> grid;
  private final Optional<SweepLock.Holder> holder;
  private Optional<Boolean> alive = Optional.empty();

  private StatusText(OutputDirectory out, Provenance.Recorded last) throws IOException {
    this.out = out;
    holder = SweepLock.holder(out);
    this.last = last;
    store = TrialStore.looking(out);
    grid = last.parse(out, List.of()).trialsAndLimits(last.threads());
  }

  /**
   * Looks at a directory.
   *
   * @param out the output directory
   * @return its status
   * @throws IOException if the file system failed
   */
  public static StatusText of(OutputDirectory out) throws IOException {
    return new StatusText(out, Provenance.read(out));
  }

  /**
   * Returns the status for programs.
   *
   * @param failures whether to list the failed trials instead of the counts
   * @return a row for every width, or every failure
   * @throws IOException if the file system failed
   */
  public Listing listing(boolean failures) throws IOException {
    return failures ? failuresOf(store, grid) : countsOf(grid, store.finished());
  }

  /**
   * Returns the status for people.
   *
   * @param failures whether to list the failed trials
   * @param messages where to say that it watches for a heartbeat
   * @return lines of text
   * @throws IOException if the file system failed
   */
  public String text(boolean failures, Consumer<String> messages) throws IOException {
    StringBuilder text = new StringBuilder();
    text.append(
        "%s, started %s: %s%n"
            .formatted(last.command(), seconds(last.startedAt()), state(messages)));
    text.append(progress(grid, store.finished()));
    int damaged = store.damaged();
    if (damaged > 0) {
      text.append(
          String.format(
              Locale.ROOT, "%d damaged files are in %s/_damaged%n", damaged, out.display()));
    }
    if (failures) {
      text.append(
          store.failures().isEmpty()
              ? "no trial failed\n"
              : failuresOf(store, grid).table(FAILURES_LEFT));
    }
    return text.toString();
  }

  /** Cuts an instant's text to whole seconds. */
  private static String seconds(String instant) {
    return instant.replaceFirst("\\.\\d+Z$", "Z");
  }

  private static Listing failuresOf(TrialStore store, List<Trial> grid) throws IOException {
    Map<String, Trial> byId =
        grid.stream().collect(Collectors.toMap(Trial::id, trial -> trial, (a, b) -> a));
    Listing listing = new Listing("trial_id", "width", "r", "seed", "ended_at", "reason");
    for (TrialStore.Failure failure : store.failures()) {
      Optional<Trial> trial = Optional.ofNullable(byId.get(failure.trialId()));
      listing.add(
          failure.trialId(),
          trial.<Object>map(Trial::width).orElse("of an earlier spec"),
          trial.<Object>map(t -> t.activity().r()).orElse(""),
          trial.<Object>map(Trial::seed).orElse(""),
          seconds(failure.endedAt().toString()),
          failure.reason());
    }
    return listing;
  }

  private static Listing countsOf(List<Trial> grid, Map<String, TrialStatus> finished) {
    Listing listing = new Listing("width", "trials", "completed", "diverged", "failed", "to_do");
    for (int width : grid.stream().map(Trial::width).distinct().sorted().toList()) {
      add(listing, width, grid.stream().filter(trial -> trial.width() == width).toList(), finished);
    }
    return listing;
  }

  /**
   * Returns whether somebody writes to the directory, found out once: that may take half a minute.
   *
   * @param messages where to say that it watches for a heartbeat
   * @return whether the holder of its lock is alive
   * @throws IOException if the file system failed
   */
  public boolean running(Consumer<String> messages) throws IOException {
    if (alive.isEmpty()) {
      alive = Optional.of(holder.isPresent() && SweepLock.alive(out, holder.get(), messages));
    }
    return alive.get();
  }

  private String state(Consumer<String> messages) throws IOException {
    if (holder.isPresent()) {
      return running(messages)
          ? "running (%s)".formatted(holder.get())
          : "dead (%s); the same command goes on".formatted(holder.get());
    }
    return last.status().equals("finished") ? "finished" : "ended early; the same command goes on";
  }

  /** Returns the counts of all widths and of all trials. */
  static String progress(List<Trial> grid, Map<String, TrialStatus> finished) {
    Listing counts = countsOf(grid, finished);
    add(counts, "all", grid, finished);
    return counts.table(0);
  }

  private static void add(
      Listing counts, Object name, List<Trial> trials, Map<String, TrialStatus> finished) {
    List<Optional<TrialStatus>> statuses =
        trials.stream().map(trial -> Optional.ofNullable(finished.get(trial.id()))).toList();
    counts.add(
        name,
        statuses.size(),
        count(statuses, Optional.of(TrialStatus.COMPLETED)),
        count(statuses, Optional.of(TrialStatus.DIVERGED)),
        count(statuses, Optional.of(TrialStatus.FAILED)),
        count(statuses, Optional.empty()));
  }

  private static long count(List<Optional<TrialStatus>> statuses, Optional<TrialStatus> status) {
    return statuses.stream().filter(status::equals).count();
  }
}
