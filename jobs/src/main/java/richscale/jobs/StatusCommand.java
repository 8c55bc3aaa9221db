package richscale.jobs;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import richscale.jobs.store.OutputDirectory;
import richscale.jobs.store.Provenance;
import richscale.jobs.store.SweepLock;
import richscale.jobs.store.TrialStore;
import richscale.spec.Trial;
import richscale.trial.TrialStatus;

/** Shows from the files alone how far a sweep is, running or dead. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description =
        "Shows who writes to DIR and how far its last job is, from the files alone. Starts no"
            + " Spark, disturbs nothing.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cluster-conf/submit local status --out runs/paper",
      "  cluster-conf/submit local status --out hdfs://namenode/runs/paper --failed"
    })
final class StatusCommand implements Callable<Integer> {
  /** All columns of failures are text or read like it. */
  private static final int FAILURES_LEFT = 6;

  @Mixin private OutOption outOption;

  @Mixin private FormatOption formatOption;

  @Option(names = "--failed", description = "Lists the failed trials with their reasons.")
  private boolean listFailed;

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws IOException {
    OutputDirectory out = outOption.open();
    Provenance.Recorded last = Provenance.read(out);
    List<Trial> grid = last.parse(out, List.of()).trials(last.threads());
    TrialStore store = new TrialStore(out);
    Map<String, TrialStatus> finished = store.finished();
    PrintWriter writer = command.commandLine().getOut();
    if (!formatOption.forPeople()) {
      writer.print(
          (listFailed ? failuresOf(store, grid) : countsOf(grid, finished))
              .render(formatOption.format()));
      writer.flush();
      return ExitCode.OK;
    }
    writer.printf("%s, started %s: %s%n", last.job(), seconds(last.startedAt()), state(out, last));
    writer.print(progress(grid, finished));
    int damaged = store.damaged();
    if (damaged > 0) {
      writer.printf("%d damaged files are in %s/_damaged%n", damaged, out.display());
    }
    if (listFailed) {
      writer.print(
          store.failures().isEmpty()
              ? "no trial failed\n"
              : failuresOf(store, grid).table(FAILURES_LEFT));
    }
    writer.flush();
    return ExitCode.OK;
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

  private static String state(OutputDirectory out, Provenance.Recorded last) throws IOException {
    Optional<SweepLock.Holder> holder = SweepLock.holder(out);
    if (holder.isPresent()) {
      return SweepLock.alive(out, holder.get(), System.err::println)
          ? "running (%s)".formatted(holder.get())
          : "dead (%s); the same command goes on".formatted(holder.get());
    }
    return last.status().equals("finished") ? "finished" : "ended early; the same command goes on";
  }

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
