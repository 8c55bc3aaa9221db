package richscale.jobs.claims;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import richscale.jobs.store.AnalysedTrial;
import richscale.jobs.store.Tables;
import richscale.trial.TrialStatus;

/**
 * One number that a trial measured.
 *
 * @param trialId whose
 * @param completed whether the trial came to its end
 * @param step updates done before
 * @param layer from 1 to L; 0 for the whole network
 * @param observable its name
 * @param value what was measured
 */
record Measured(
    String trialId, boolean completed, int step, int layer, String observable, double value)
    implements Serializable {

  /**
   * Collects what some trials measured.
   *
   * @param tables where it is
   * @param ids of the trials
   * @param observables those that are wanted; all if empty
   */
  static List<Measured> of(Tables tables, Set<String> ids, Set<String> observables)
      throws IOException {
    Set<String> trials = new HashSet<>(ids);
    Set<String> names = new HashSet<>(observables);
    return tables
        .analyse(
            part -> {
              Map<String, AnalysedTrial> wanted =
                  part.trials(trial -> trials.contains(trial.trialId()));
              List<Measured> found = new ArrayList<>();
              if (!wanted.isEmpty()) {
                part.measurements(
                    wanted,
                    names,
                    (trial, step, layer, observable, value) ->
                        found.add(
                            new Measured(
                                trial.trialId(),
                                trial.status() == TrialStatus.COMPLETED,
                                step,
                                layer,
                                observable,
                                value)));
              }
              return found.iterator();
            })
        .collect();
  }
}
