package richscale.jobs.fit;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import richscale.fit.LostSeeds;
import richscale.fit.Observation;
import richscale.jobs.store.AnalysedTrial;
import richscale.jobs.store.Tables;
import richscale.spec.Axis;
import richscale.spec.Configuration;
import richscale.trial.TrialStatus;

/** Trials that diverged or failed: what fits have to know of what they do not see. */
final class EndedTrials implements Serializable {
  private static final long serialVersionUID = 1L;

  private final List<AnalysedTrial> trials;
  private transient Map<Axis, Map<Configuration, List<AnalysedTrial>>> byAxis = new HashMap<>();

  private EndedTrials(List<AnalysedTrial> trials) {
    this.trials = List.copyOf(trials);
  }

  /** Collects those of an output directory. */
  static EndedTrials of(Tables tables) throws IOException {
    return new EndedTrials(
        tables
            .analyse(
                part ->
                    part.trials().stream()
                        .filter(trial -> trial.status() != TrialStatus.COMPLETED)
                        .iterator())
            .collect());
  }

  /**
   * Returns what a fit lost.
   *
   * @param axis what it is along
   * @param configuration beside it
   * @param observations values that are there; some may be of trials that ended later
   */
  LostSeeds lost(Axis axis, Configuration configuration, List<Observation> observations) {
    Map<Double, Set<Long>> ended = new HashMap<>();
    for (AnalysedTrial trial : of(axis, configuration)) {
      for (double position : positions(axis, trial, observations)) {
        ended.computeIfAbsent(position, key -> new HashSet<>()).add(trial.seed());
      }
    }
    return LostSeeds.of(observations, ended);
  }

  private static Set<Double> positions(
      Axis axis, AnalysedTrial trial, List<Observation> observations) {
    return axis == Axis.STEPS
        ? observations.stream()
            .map(Observation::position)
            .filter(step -> step > trial.updates())
            .collect(Collectors.toCollection(TreeSet::new))
        : Set.of(trial.configuration().position(axis, trial.width(), 0));
  }

  private synchronized List<AnalysedTrial> of(Axis axis, Configuration configuration) {
    return byAxis.computeIfAbsent(axis, this::grouped).getOrDefault(configuration, List.of());
  }

  private Map<Configuration, List<AnalysedTrial>> grouped(Axis axis) {
    Map<Configuration, List<AnalysedTrial>> groups = new HashMap<>();
    for (AnalysedTrial trial : trials) {
      Optional<Configuration> beside = trial.configuration().beside(axis, trial.width());
      beside.ifPresent(own -> groups.computeIfAbsent(own, key -> new ArrayList<>()).add(trial));
    }
    return groups;
  }

  private Object readResolve() {
    return new EndedTrials(trials);
  }
}
