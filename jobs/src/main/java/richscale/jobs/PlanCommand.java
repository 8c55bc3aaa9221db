package richscale.jobs;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import richscale.jobs.run.CostModel;
import richscale.jobs.run.Schedule;
import richscale.jobs.store.OutputDirectory;
import richscale.jobs.store.TrialStore;
import richscale.spec.Grid;
import richscale.spec.GridSpec;
import richscale.spec.SweepSpec;
import richscale.spec.Trial;
import richscale.trial.TrialStatus;

/** Prints what a sweep would do. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description =
        "Prints the grid of a spec: trials, time, memory and what is done. Starts no Spark.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cluster-conf/submit local plan paper",
      "  cluster-conf/submit local plan paper --set seed=0..19 --out runs/paper",
      "  cluster-conf/submit local plan wide --cores 64"
    })
final class PlanCommand implements Callable<Integer> {
  @Mixin private SpecOptions specOptions;

  @Mixin private FormatOption formatOption;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Output directory; what it holds already is shown as done.")
  private String out;

  @Option(
      names = "--cores",
      paramLabel = "N",
      description = "Trials at a time to plan for; the cores of this machine unless given.")
  private int cores;

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws IOException {
    SweepSpec spec = specOptions.read(command.commandLine().getErr());
    Map<String, TrialStatus> finished =
        out == null
            ? Map.of()
            : new TrialStore(OutputDirectory.open(out, Environment.hadoop())).finished();
    PrintWriter writer = command.commandLine().getOut();
    int atATime = cores > 0 ? cores : Environment.cores();
    List<Trial> trials = spec.trials(Environment.threads());
    CostModel cost = CostModel.calibrated();
    writer.print(
        formatOption.forPeople()
            ? render(specOptions.name(), spec, trials, finished, cost, atATime)
            : listing(trials, finished, cost).render(formatOption.format()));
    writer.flush();
    return ExitCode.OK;
  }

  static String render(
      String name,
      SweepSpec spec,
      List<Trial> trials,
      Map<String, TrialStatus> finished,
      CostModel cost,
      int cores) {
    double total = trials.stream().mapToDouble(cost::seconds).sum();
    TextTable table =
        new TextTable(0, "width", "trials", "done", "trainer", "ms a trial", "share", "MB a trial");
    for (int width : spec.width()) {
      List<Trial> ofWidth = trials.stream().filter(trial -> trial.width() == width).toList();
      double seconds = ofWidth.stream().mapToDouble(cost::seconds).sum();
      table.add(
          String.valueOf(width),
          String.valueOf(ofWidth.size()),
          String.valueOf(done(ofWidth, finished)),
          ofWidth.stream()
              .map(trial -> trial.trainer().id())
              .distinct()
              .collect(Collectors.joining(",")),
          format("%.1f", 1e3 * seconds / ofWidth.size()),
          format("%.1f %%", 100 * seconds / total),
          format("%.1f", ofWidth.stream().mapToLong(CostModel::bytes).max().orElse(0) / 1e6));
    }
    List<Trial> missing =
        trials.stream().filter(trial -> !finished.containsKey(trial.id())).toList();
    Schedule schedule = Schedule.of(missing, cost::seconds, cores);
    return ("%s: %d trials, %d done%n%n%s%nGrid: %s%nMeasured after steps %s%n"
            + "Left: %d trials, about %s on %d cores (at least %s: the longest trial, or all over the cores)%n")
        .formatted(
            name,
            trials.size(),
            done(trials, finished),
            table.render(),
            grid(spec),
            spec.grids().stream()
                .map(GridSpec::measuredSteps)
                .distinct()
                .map(String::valueOf)
                .collect(Collectors.joining(" or ")),
            missing.size(),
            time(schedule.makespan()),
            cores,
            time(schedule.lowerBound()));
  }

  private static Listing listing(
      List<Trial> trials, Map<String, TrialStatus> finished, CostModel cost) {
    Listing listing =
        new Listing(
            "trial_id", "width", "r", "seed", "eta0", "trainer", "done", "seconds", "bytes");
    for (Trial trial : trials) {
      listing.add(
          trial.id(),
          trial.width(),
          trial.activity().r(),
          trial.seed(),
          trial.eta0(),
          trial.trainer().id(),
          finished.containsKey(trial.id()),
          cost.seconds(trial),
          CostModel.bytes(trial));
    }
    return listing;
  }

  private static String time(double seconds) {
    return seconds < 120 ? format("%.1f s", seconds) : format("%.0f min", seconds / 60);
  }

  /** Names the axes with more than one value. */
  private static String grid(SweepSpec spec) {
    Map<String, List<?>> axes = new LinkedHashMap<>();
    axes.put("width", spec.width());
    axes.put("r", spec.r());
    axes.put("seed", spec.seed());
    axes.put("gamma", spec.gamma());
    axes.put("eta0", spec.eta0());
    axes.put("depth", spec.axis(Grid::depth));
    axes.put("batchSize", spec.axis(Grid::batchSize));
    axes.put("gauge", spec.gauge());
    axes.put("activation", spec.activation());
    return axes.entrySet().stream()
            .filter(axis -> axis.getValue().size() > 1)
            .map(axis -> "%d %s".formatted(axis.getValue().size(), axis.getKey()))
            .collect(Collectors.joining(" x "))
        + (spec.grids().size() > 1 ? ", %d grids united".formatted(spec.grids().size()) : "");
  }

  private static long done(List<Trial> trials, Map<String, TrialStatus> finished) {
    return trials.stream().filter(trial -> finished.containsKey(trial.id())).count();
  }

  private static String format(String pattern, double value) {
    return String.format(Locale.ROOT, pattern, value);
  }
}
