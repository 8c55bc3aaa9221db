package richscale.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import richscale.jobs.run.CostModel;
import richscale.jobs.run.Schedule;
import richscale.linalg.OpenClDevice;
import richscale.spec.Grid;
import richscale.spec.LearnerKind;
import richscale.spec.RecordFacts;
import richscale.spec.RecordNotes;
import richscale.spec.SweepSpec;
import richscale.spec.Trial;
import richscale.spec.TrialField;
import richscale.trial.TrialStatus;

/** What a sweep would do. */
public final class PlanText {
  /** Classes that are listed. */
  private static final int MOST_CLASSES = 12;

  private PlanText() {}

  /**
   * Returns the plan for people.
   *
   * @param name of the spec
   * @param spec the spec
   * @param trials its trials
   * @param finished status by id of those finished before
   * @param cost what trials take
   * @param cores how many run at a time
   * @return lines of text
   */
  public static String render(
      String name,
      SweepSpec spec,
      List<Trial> trials,
      Map<String, TrialStatus> finished,
      CostModel cost,
      int cores) {
    double total = trials.stream().mapToDouble(cost::seconds).sum();
    TextTable table =
        new TextTable(0, "width", "trials", "done", "trainer", "ms a trial", "share", "MB a trial");
    for (int width : spec.axis(Grid::width)) {
      List<Trial> ofWidth = trials.stream().filter(trial -> trial.width() == width).toList();
      double seconds = ofWidth.stream().mapToDouble(cost::seconds).sum();
      table.add(
          String.valueOf(width),
          String.valueOf(ofWidth.size()),
          String.valueOf(done(ofWidth, finished)),
          ofWidth.stream().map(PlanText::trainer).distinct().collect(Collectors.joining(",")),
          format("%.1f", 1e3 * seconds / ofWidth.size()),
          format("%.1f %%", 100 * seconds / total),
          format("%.1f", ofWidth.stream().mapToLong(CostModel::bytes).max().orElse(0) / 1e6));
    }
    List<Trial> missing =
        trials.stream().filter(trial -> !finished.containsKey(trial.id())).toList();
    Schedule schedule = Schedule.of(missing, cost::seconds, cores);
    return String.format(
        Locale.ROOT,
        ("%s: %d trials, %d done%n%s%n%s%nGrid: %s%nMeasured after steps %s%n"
            + "Left: %d trials, about %s on %d cores (at least %s: the longest trial, or all over the cores)%n"),
        name,
        trials.size(),
        done(trials, finished),
        limits(trials),
        table.render(),
        grid(spec, trials),
        spec.grids().stream()
            .map(grid -> grid.settings().measuredSteps())
            .distinct()
            .map(String::valueOf)
            .collect(Collectors.joining(" or ")),
        missing.size(),
        time(schedule.makespan()),
        cores,
        time(schedule.lowerBound()));
  }

  /**
   * Returns what does the arithmetic, where that is not the processor.
   *
   * @param spec the spec
   * @return a line for each device
   */
  public static String devices(SweepSpec spec) {
    List<String> names =
        spec.grids().stream()
            .filter(grid -> grid.settings().onDevice())
            .map(grid -> grid.settings().device())
            .distinct()
            .toList();
    StringBuilder text = new StringBuilder();
    for (String name : names) {
      OptionalLong memory =
          OpenClDevice.all().stream()
              .filter(device -> device.name().equals(name))
              .mapToLong(OpenClDevice.Description::memory)
              .findFirst();
      text.append(
          String.format(
              Locale.ROOT,
              "Device: %s, %s; the times above are those of this processor%n",
              name,
              memory.isPresent()
                  ? String.format(Locale.ROOT, "%,d MB", memory.getAsLong() / 1_000_000)
                  : "not on this machine"));
    }
    return text.toString();
  }

  /**
   * Returns what was read of files, by which a column or a row too many shows.
   *
   * @param facts of each source
   * @return a line for each
   */
  public static String data(List<RecordFacts> facts) {
    StringBuilder text = new StringBuilder();
    for (RecordFacts read : facts) {
      int test = read.testCount(List.of());
      text.append(
          String.format(
              Locale.ROOT,
              "Data: %s: %d records%s of %d features, %s%n",
              read.source().path(),
              read.trainingCount(List.of()),
              test > 0 ? " and " + test + " test records" : "",
              read.shape().size(),
              labels(read)));
      text.append(notes(read.notes()));
    }
    return text.toString();
  }

  private static String notes(RecordNotes notes) {
    List<String> said = new ArrayList<>();
    if (!notes.ignored().isEmpty()) {
      said.add("left out: " + String.join(", ", notes.ignored()));
    }
    if (!notes.constant().isEmpty()) {
      said.add(
          String.format(
              Locale.ROOT,
              "%d features the same in all records: %s",
              notes.constant().size(),
              some(notes.constant().size(), notes.constant()::get)));
    }
    if (notes.dropped() > 0) {
      said.add(String.format(Locale.ROOT, "%d rows without a value left out", notes.dropped()));
    }
    if (notes.filled() > 0) {
      said.add(
          String.format(
              Locale.ROOT,
              "%d cells without a value get the mean of the training samples",
              notes.filled()));
    }
    return said.isEmpty() ? "" : String.format("  %s%n", String.join("; ", said));
  }

  private static String some(int count, IntFunction<String> named) {
    return IntStream.range(0, count)
        .limit(MOST_CLASSES)
        .mapToObj(named)
        .collect(Collectors.joining(", ", "", count > MOST_CLASSES ? ", ..." : ""));
  }

  private static String labels(RecordFacts read) {
    if (read.classes().isEmpty()) {
      return "a number to predict in " + read.source().label();
    }
    return read.classes().size()
        + " classes: "
        + some(read.classes().size(), i -> read.className(i) + " (" + read.training().get(i) + ")");
  }

  /**
   * Returns the plan for programs.
   *
   * @param trials of a spec
   * @param finished status by id of those finished before
   * @param cost what trials take
   * @return a row for every trial
   */
  public static Listing listing(
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
          trainer(trial),
          finished.containsKey(trial.id()),
          cost.seconds(trial),
          CostModel.bytes(trial));
    }
    return listing;
  }

  private static String trainer(Trial trial) {
    return trial.settings().learner() == LearnerKind.LIMIT
        ? LearnerKind.LIMIT.id()
        : trial.trainer().id();
  }

  private static String limits(List<Trial> trials) {
    long limits =
        trials.stream().filter(trial -> trial.settings().learner() == LearnerKind.LIMIT).count();
    return limits == 0
        ? ""
        : String.format(
            Locale.ROOT,
            "%d of them limits of these networks at infinite width (limit = off leaves them out)%n",
            limits);
  }

  private static String time(double seconds) {
    return seconds < 120 ? format("%.1f s", seconds) : format("%.0f min", seconds / 60);
  }

  /** Names the axes with more than one value. */
  private static String grid(SweepSpec spec, List<Trial> trials) {
    return TrialField.axes().stream()
            .map(axis -> Map.entry(axis, trials.stream().map(axis::of).distinct().count()))
            .filter(axis -> axis.getValue() > 1)
            .map(axis -> String.format(Locale.ROOT, "%d %s", axis.getValue(), axis.getKey().key()))
            .collect(Collectors.joining(" x "))
        + (spec.grids().size() > 1
            ? String.format(Locale.ROOT, ", %d grids united", spec.grids().size())
            : "");
  }

  private static long done(List<Trial> trials, Map<String, TrialStatus> finished) {
    return trials.stream().filter(trial -> finished.containsKey(trial.id())).count();
  }

  private static String format(String pattern, double value) {
    return String.format(Locale.ROOT, pattern, value);
  }
}
