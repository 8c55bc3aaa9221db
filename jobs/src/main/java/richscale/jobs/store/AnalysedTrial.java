package richscale.jobs.store;

import java.io.Serializable;
import richscale.spec.Configuration;
import richscale.spec.TrialField;
import richscale.trial.TrialStatus;

/**
 * A finished trial as analyses see it.
 *
 * @param trialId content address
 * @param configuration what was trained; the same object for all trials of a part that share it
 * @param width n
 * @param seed of weights and batches
 * @param status how it ended
 * @param reason why, if not completed; else empty
 * @param updates how many were done
 */
public record AnalysedTrial(
    String trialId,
    Configuration configuration,
    int width,
    long seed,
    TrialStatus status,
    String reason,
    int updates)
    implements Serializable {

  /** {@return the number of updates that were wanted} */
  public int steps() {
    return (int) configuration.get(TrialField.STEPS);
  }
}
