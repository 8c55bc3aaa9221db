package richscale.jobs.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import richscale.fit.Interval;
import richscale.fit.PrecisionRule;
import richscale.fit.RateChoice;
import richscale.fit.RefinementRule;
import richscale.jobs.fit.FitTable;
import richscale.jobs.fit.OptimaTables;
import richscale.jobs.store.Row;
import richscale.jobs.store.Tables;
import richscale.jobs.store.TrialStore;
import richscale.spec.Axis;
import richscale.spec.Configuration;
import richscale.spec.FitSettings;
import richscale.spec.LearnerKind;
import richscale.spec.SweepSpec;
import richscale.spec.Trial;
import richscale.trial.TrialStatus;

/**
 * Trains a grid and fits it; where the spec asks for a precision, adds seeds to the configurations
 * whose intervals are too wide, the cheapest and noisiest first, and where it asks for refined
 * optima, adds rates about them; and fits again.
 */
public final class AdaptiveSeeds {
  private static final Interval UNKNOWN =
      new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

  /** Seeds at most double each time, so this many analyses mean that no precision is in reach. */
  private static final int MAX_ANALYSES = 12;

  /** Gaps halve each time: from a factor of two to within a tenth of one another in four. */
  private static final int MAX_REFINED = 6;

  /** A configuration that lost this share of its seeds at a width is judged by survivors. */
  private static final double TOO_MANY = 0.2;

  private final SweepRunner runner;
  private final TrialStore store;
  private final Tables tables;
  private final SweepSpec spec;
  private boolean retryFailed;
  private int budget;
  private FitSettings settings;

  /**
   * Prepares the rounds of a spec.
   *
   * @param runner trains
   * @param store holds what is trained
   * @param tables made from it
   * @param spec says whether seeds are added, and until when
   * @param maxTrials how many trials to run at most
   * @param retryFailed whether trials that failed are trained once more
   */
  public AdaptiveSeeds(
      SweepRunner runner,
      TrialStore store,
      Tables tables,
      SweepSpec spec,
      int maxTrials,
      boolean retryFailed) {
    this.retryFailed = retryFailed;
    this.runner = runner;
    this.store = store;
    this.tables = tables;
    this.spec = spec;
    budget = maxTrials;
    settings = spec.fit();
  }

  /**
   * Runs all rounds.
   *
   * @param grid the trials of the spec
   * @return these and all that were added
   * @throws IOException if the store failed
   */
  public List<Trial> run(List<Trial> grid) throws IOException {
    Set<Trial> all = new LinkedHashSet<>(grid);
    train(all);
    int analyses =
        spec.precision().isPresent() ? MAX_ANALYSES : spec.refine().isPresent() ? MAX_REFINED : 0;
    for (int analysis = 1; ; analysis++) {
      if (spec.precision().isPresent()) {
        settings = PrecisionRule.at(spec.fit(), analysis);
      }
      fit();
      Set<Trial> more = analysis > analyses ? Set.of() : more(all, analysis);
      if (more.isEmpty() || runner.expired()) {
        return List.copyOf(all);
      }
      all.addAll(more);
      train(all);
    }
  }

  private Set<Trial> more(Set<Trial> all, int analysis) throws IOException {
    Set<Trial> more = new LinkedHashSet<>();
    if (spec.precision().isPresent()) {
      more.addAll(wanted(all, new PrecisionRule(spec.precision().getAsDouble())));
    }
    if (spec.refine().isPresent() && analysis <= MAX_REFINED) {
      more.addAll(rates(all, new RefinementRule(spec.refine().getAsDouble())));
    }
    return more;
  }

  /** {@return the settings of the last fit, at a confidence that makes up for all analyses} */
  public FitSettings settings() {
    return settings;
  }

  private void train(Set<Trial> trials) throws IOException {
    Map<String, TrialStatus> finished = store.finished();
    if (retryFailed) {
      finished.values().removeIf(TrialStatus.FAILED::equals);
      retryFailed = false;
    }
    budget -= runner.run(List.copyOf(trials), finished, budget);
  }

  private void fit() throws IOException {
    tables.compact();
    FitTable.run(tables, settings);
  }

  /** Returns new seeds for the configurations that need them, as far as the budget goes. */
  private List<Trial> wanted(Set<Trial> all, PrecisionRule rule) throws IOException {
    Map<Trial, Set<Long>> seeds = new LinkedHashMap<>();
    Map<Trial, Set<Integer>> widths = new HashMap<>();
    for (Trial trial : all) {
      if (trial.settings().learner() == LearnerKind.LIMIT) {
        continue;
      }
      Trial configuration = trial.cell(1, 0);
      seeds.computeIfAbsent(configuration, key -> new TreeSet<>()).add(trial.seed());
      widths.computeIfAbsent(configuration, key -> new TreeSet<>()).add(trial.width());
    }
    Map<Trial, Interval> widest = new LinkedHashMap<>();
    List<Row> fits = fitsAfterTheLastStep();
    seeds.keySet().forEach(key -> widest.put(key, widest(key, fits)));
    widest.keySet().removeAll(lost(all));
    List<Trial> more = new ArrayList<>();
    widest.entrySet().stream()
        .filter(entry -> !rule.satisfied(entry.getValue()))
        .sorted(
            Comparator.comparingDouble(
                entry -> costOfPrecision(entry.getKey(), widths, entry.getValue())))
        .forEach(
            entry -> {
              TreeSet<Long> have = new TreeSet<>(seeds.get(entry.getKey()));
              int next = rule.nextSeeds(have.size(), entry.getValue());
              long seed = have.last() + 1;
              for (int i = have.size(); i < next; i++, seed++) {
                for (int width : widths.get(entry.getKey())) {
                  more.add(entry.getKey().cell(width, seed));
                }
              }
            });
    return List.copyOf(more.subList(0, Math.min(more.size(), budget)));
  }

  /** Returns trials at new rates, of the seeds that are there, as far as the budget goes. */
  private List<Trial> rates(Set<Trial> all, RefinementRule rule) throws IOException {
    Map<OptimaTables.Place, Map<Long, Trial>> seeds = new LinkedHashMap<>();
    for (Trial trial : all) {
      OptimaTables.Place place =
          new OptimaTables.Place(Configuration.of(trial).without("eta0"), trial.width());
      seeds.computeIfAbsent(place, key -> new TreeMap<>()).put(trial.seed(), trial);
    }
    Map<OptimaTables.Place, List<RateChoice.Outcome>> outcomes = OptimaTables.outcomes(tables);
    List<Trial> more = new ArrayList<>();
    seeds.forEach(
        (place, ofSeeds) -> {
          for (double rate :
              rule.more(outcomes.getOrDefault(place, List.of()), settings.confidence())) {
            ofSeeds.values().forEach(trial -> more.add(trial.at(rate)));
          }
        });
    return List.copyOf(more.subList(0, Math.min(more.size(), budget)));
  }

  /**
   * Returns the configurations of which some width lost at least two seeds to divergence and too
   * many of all: no seeds more make their exponents those of all seeds.
   */
  private Set<Trial> lost(Set<Trial> all) throws IOException {
    Map<String, TrialStatus> finished = store.finished();
    Map<Trial, int[]> counts = new HashMap<>();
    for (Trial trial : all) {
      int[] count = counts.computeIfAbsent(trial.cell(trial.width(), 0), key -> new int[2]);
      count[0]++;
      count[1] += finished.get(trial.id()) == TrialStatus.DIVERGED ? 1 : 0;
    }
    Set<Trial> lost = new LinkedHashSet<>();
    counts.forEach(
        (cell, count) -> {
          if (count[1] >= 2 && count[1] >= TOO_MANY * count[0]) {
            lost.add(cell.cell(1, 0));
          }
        });
    return lost;
  }

  private double costOfPrecision(
      Trial configuration, Map<Trial, Set<Integer>> widths, Interval interval) {
    double cost =
        widths.get(configuration).stream()
            .mapToDouble(width -> runner.seconds(configuration.cell(width, 0)))
            .sum();
    return cost / Math.pow(interval.high() - interval.low(), 2);
  }

  private List<Row> fitsAfterTheLastStep() throws IOException {
    return tables.read(
        "fits",
        row ->
            row.find("step").equals(row.find("steps"))
                && row.text("axis").equals(Axis.WIDTH.column())
                && row.find("predicted").isPresent()
                && row.find("exponent").isPresent());
  }

  /**
   * Returns the widest interval of a configuration's predicted exponents after the last step; one
   * without end where there are too few seeds for any, one without width where nothing is
   * predicted.
   */
  private static Interval widest(Trial configuration, List<Row> fits) {
    Configuration wanted = Configuration.of(configuration);
    return fits.stream()
        .filter(row -> wanted.equals(Configuration.ofColumns(field -> row.value(field.column()))))
        .map(
            row ->
                row.find("ci_low").isEmpty()
                    ? UNKNOWN
                    : new Interval(row.real("ci_low"), row.real("ci_high")))
        .max(Comparator.comparingDouble(interval -> interval.high() - interval.low()))
        .orElse(new Interval(0, 0));
  }
}
