package richscale.jobs.claims;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import richscale.jobs.fit.FitTable;
import richscale.jobs.run.AdaptiveSeeds;
import richscale.jobs.run.SweepRunner;
import richscale.jobs.store.Tables;
import richscale.jobs.store.TrialStore;
import richscale.spec.FitSettings;
import richscale.spec.SweepSpec;
import richscale.spec.Trial;

/** Trains what claims need, fits, and judges each claim by the trials of its own sweeps. */
public final class ClaimsRun {
  private final ClaimSweeps sweeps;
  private final SweepRunner runner;
  private final TrialStore store;
  private final Tables tables;
  private final int threads;
  private final Map<Sweep, List<Trained>> trained = new EnumMap<>(Sweep.class);
  private FitSettings settings;

  /** A spec with all trials that were trained for it. */
  private record Trained(SweepSpec spec, List<Trial> trials) {}

  /**
   * Prepares a run.
   *
   * @param sweeps what claims need
   * @param runner trains
   * @param store holds what is trained
   * @param tables made from it
   * @param threads BLAS threads of every trial
   */
  public ClaimsRun(
      ClaimSweeps sweeps, SweepRunner runner, TrialStore store, Tables tables, int threads) {
    this.sweeps = sweeps;
    this.runner = runner;
    this.store = store;
    this.tables = tables;
    this.threads = threads;
    settings = sweeps.fit();
  }

  /**
   * What was found.
   *
   * @param parts the tested statements of each claim
   * @param regimes how the regimes part; absent where no claim needed that sweep
   */
  public record Outcome(Map<Claim, List<Part>> parts, Optional<Regimes> regimes) {}

  /**
   * Trains, fits, judges, and publishes the tables {@code fits}, {@code rates}, {@code claims} and
   * {@code regimes}.
   *
   * @param messages told which sweep is trained
   * @return what was found
   * @throws IOException if the store failed
   */
  public Outcome run(Consumer<String> messages) throws IOException {
    for (Map.Entry<Sweep, List<SweepSpec>> sweep : sweeps.grids().entrySet()) {
      messages.accept("sweep " + sweep.getKey().id());
      List<Trained> all = new ArrayList<>();
      for (SweepSpec spec : sweep.getValue()) {
        all.add(new Trained(spec, train(spec)));
      }
      trained.put(sweep.getKey(), all);
    }
    Map<Sweep, List<Part>> searches = new EnumMap<>(Sweep.class);
    for (Sweep sweep : List.of(Sweep.STABILITY, Sweep.ENTROPY_STABILITY)) {
      if (sweeps.needs(sweep)) {
        messages.accept("sweep " + sweep.id());
        searches.put(
            sweep,
            StableRates.parts(
                sweep, sweeps, new StabilitySearch(tables, this::train), sweeps.fit(), threads));
      }
    }
    tables.compact();
    FitTable.run(tables, settings);
    Findings findings = findings(searches);
    Map<Claim, List<Part>> parts = new LinkedHashMap<>();
    sweeps.claims().forEach(claim -> parts.put(claim, claim.parts(findings)));
    ClaimsReport.publish(tables, parts);
    Optional<Regimes> regimes =
        findings.has(Sweep.SCALE)
            ? Optional.of(Regimes.of(findings.of(Sweep.SCALE)))
            : Optional.empty();
    if (regimes.isPresent()) {
      regimes.get().publish(tables);
    }
    return new Outcome(parts, regimes);
  }

  private List<Trial> train(SweepSpec spec) throws IOException {
    List<Trial> grid = spec.trialsAndLimits(threads);
    if (spec.precision().isEmpty() && spec.refine().isEmpty()) {
      train(grid);
      return grid;
    }
    AdaptiveSeeds seeds = new AdaptiveSeeds(runner, store, tables, spec, Integer.MAX_VALUE, false);
    List<Trial> all = seeds.run(grid);
    if (seeds.settings().confidence() > settings.confidence()) {
      settings = seeds.settings();
    }
    return all;
  }

  private void train(List<Trial> trials) throws IOException {
    runner.run(trials, store.finished(), Integer.MAX_VALUE);
  }

  private Findings findings(Map<Sweep, List<Part>> searches) throws IOException {
    Map<Sweep, List<Evidence>> evidence = new EnumMap<>(Sweep.class);
    for (Map.Entry<Sweep, List<Trained>> sweep : trained.entrySet()) {
      List<Evidence> ofSweep = new ArrayList<>();
      for (Trained each : sweep.getValue()) {
        ofSweep.add(new Evidence(tables, each.trials(), settings));
      }
      evidence.put(sweep.getKey(), ofSweep);
    }
    return new Findings(evidence, searches, sweeps.missingImages());
  }
}
