package richscale.jobs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import richscale.jobs.report.PlanText;
import richscale.jobs.report.Report;
import richscale.jobs.report.Summary;
import richscale.jobs.report.SweepEnd;
import richscale.jobs.report.WidestInterval;
import richscale.jobs.run.AdaptiveSeeds;
import richscale.jobs.run.CostModel;
import richscale.jobs.run.DeviceMemory;
import richscale.jobs.run.SweepRunner;
import richscale.jobs.store.MadeOf;
import richscale.jobs.store.OutputDirectory;
import richscale.jobs.store.Provenance;
import richscale.jobs.store.Tables;
import richscale.jobs.store.TrialStore;
import richscale.jobs.store.UsageException;
import richscale.spec.SweepSpec;
import richscale.spec.Trial;

/** Trains what is missing of a grid, then fits all exponents. */
@Command(
    name = "sweep",
    mixinStandardHelpOptions = true,
    description = {
      "Trains every trial of a spec that DIR does not hold yet, then writes the tables trials,"
          + " measurements and fits.",
      "Interrupted at any moment, the same command goes on where it was."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cluster-conf/submit local sweep quickstart --out runs/quickstart",
      "  cluster-conf/submit local sweep paper --set seed=0..19 --out runs/paper",
      "  cluster-conf/submit local sweep paper --precision 0.05 --out runs/paper",
      "  cluster-conf/submit local sweep lr-transfer --refine 0.1 --out runs/transfer",
      "  cluster-conf/submit standalone sweep my.conf --out runs/mine --dry-run"
    })
final class SweepCommand implements Callable<Integer>, SparkCommand {
  @Mixin private SpecOptions specOptions;

  @Mixin private OutOption outOption;

  @Option(names = "--dry-run", description = "Prints the plan and trains nothing.")
  private boolean dryRun;

  @Option(
      names = "--precision",
      paramLabel = "H",
      description =
          "Adds seeds until the interval of every predicted exponent is narrower than +-H; the same"
              + " as --set fit.precision=H.")
  private String precision;

  @Option(
      names = "--refine",
      paramLabel = "H",
      description =
          "Adds learning rates about the best until the interval of every log eta0* is narrower than"
              + " +-H; the same as --set fit.refine=H.")
  private String refine;

  @Option(
      names = "--max-trials",
      defaultValue = "2147483647",
      showDefaultValue = Visibility.NEVER,
      paramLabel = "N",
      description =
          "Trains at most N trials in this run, the most expensive first, and ends cleanly.")
  private int maxTrials;

  @Option(
      names = "--time-limit",
      paramLabel = "MINUTES",
      description = "Begins no trial after so many minutes, and ends cleanly.")
  private Double timeLimit;

  @Option(
      names = "--retry",
      paramLabel = "failed",
      description = "Trains the trials that failed once more; status --failed lists them.")
  private Retry retry;

  @Option(
      names = "--force",
      description = "Makes tables and page again, also where they are current.")
  private boolean force;

  /** What can be trained again; anything else would come out the same. */
  private enum Retry {
    failed
  }

  @Spec private CommandSpec command;

  @Override
  public boolean startsSpark() {
    return !dryRun;
  }

  @Override
  public Integer call() throws IOException {
    if (precision != null) {
      specOptions.override("fit.precision=" + precision);
    }
    if (refine != null) {
      specOptions.override("fit.refine=" + refine);
    }
    if (maxTrials < 1) {
      throw new UsageException(
          "--max-trials", String.format(Locale.ROOT, "%d trials", maxTrials), "a number above 0");
    }
    if (timeLimit != null && !(timeLimit > 0)) {
      throw new UsageException(
          "--time-limit", "%s minutes".formatted(timeLimit), "a number above 0");
    }
    SweepSpec spec = specOptions.read(command.commandLine().getErr());
    List<Trial> grid = spec.trialsAndLimits(Environment.threads());
    DeviceMemory.require(grid);
    OutputDirectory out = outOption.open();
    TrialStore store = new TrialStore(out);
    PrintWriter writer = command.commandLine().getOut();
    if (dryRun) {
      writer.print(
          PlanText.render(
              specOptions.name(),
              spec,
              grid,
              TrialStore.looking(out).finished(),
              CostModel.calibrated(),
              Environment.cores()));
      writer.print(PlanText.data(specOptions.facts()));
      writer.flush();
      return ExitCode.OK;
    }
    if (!force && isCurrent(spec, grid, store, out)) {
      writer.print(Summary.textOf(out));
      SweepEnd end = SweepEnd.of(grid, store.finished());
      writer.print(end.text(out));
      writer.println(
          "Nothing to train, and tables and page are current (--force makes them again)");
      writer.flush();
      return end.failed() > 0 ? ExitCode.FAILED_TRIALS : ExitCode.OK;
    }
    // Loading the native libraries takes as long as starting Spark; side by side they take half.
    CompletableFuture<CostModel> cost = CompletableFuture.supplyAsync(CostModel::calibrated);
    Instant start = Instant.now();
    Optional<WidestInterval> widest;
    Times times = new Times();
    try (Session session = Session.start("sweep " + specOptions.name(), out)) {
      SweepRunner runner = session.runner(deadline(start), cost);
      times.started();
      session.began(spec.canonical(), specOptions.facts());
      Tables tables = session.tables();
      grid = new AdaptiveSeeds(runner, store, tables, spec, maxTrials, retry != null).run(grid);
      session.ended(spec.canonical(), specOptions.facts(), runner);
      times.fitted(runner.trained());
      Summary summary = Summary.of(tables);
      writer.print(summary.text());
      widest = WidestInterval.of(summary, grid, runner::seconds);
      Report.write(out, tables, summary);
      session.warnOfFiles(command.commandLine().getErr());
    }
    SweepEnd end = SweepEnd.of(grid, store.finished());
    writer.print(end.text(out));
    writer.print(times.text());
    widest.ifPresent(interval -> writer.print(interval.text()));
    writer.flush();
    return end.failed() > 0 ? ExitCode.FAILED_TRIALS : ExitCode.OK;
  }

  /** Returns whether this command would only make again what there is. */
  private boolean isCurrent(SweepSpec spec, List<Trial> grid, TrialStore store, OutputDirectory out)
      throws IOException {
    if (retry != null
        || spec.precision().isPresent()
        || spec.refine().isPresent()
        || !out.fileSystem().exists(out.path(Provenance.FILE))
        || !Provenance.read(out).isOf(spec.canonical())
        || !store.finished().keySet().containsAll(grid.stream().map(Trial::id).toList())) {
      return false;
    }
    MadeOf now = MadeOf.of(out, spec.fit());
    Optional<MadeOf> asNow = Optional.of(now);
    return MadeOf.told(out, "fits").equals(asNow)
        && MadeOf.told(out, "deviations").equals(asNow)
        && MadeOf.told(out, "rates").equals(asNow)
        && MadeOf.told(out, "optima").equals(asNow)
        && MadeOf.told(out, "transfer").equals(asNow)
        && Report.shows(out, now);
  }

  private Instant deadline(Instant start) {
    return timeLimit == null
        ? Environment.NO_DEADLINE
        : start.plusMillis(Math.round(timeLimit * 60_000));
  }
}
