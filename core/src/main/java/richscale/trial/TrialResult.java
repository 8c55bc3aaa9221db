package richscale.trial;

import java.util.List;
import java.util.Optional;
import richscale.observe.Measurement;
import richscale.spec.Trial;

/**
 * What came of a trial.
 *
 * @param trial the trial
 * @param status how it ended
 * @param reason why it did not complete; absent if it did
 * @param updates updates that were done
 * @param measurements what was measured
 * @param trainSeconds wall time in updates
 * @param measureSeconds wall time in measuring
 */
public record TrialResult(
    Trial trial,
    TrialStatus status,
    Optional<String> reason,
    int updates,
    List<Measurement> measurements,
    double trainSeconds,
    double measureSeconds) {

  public TrialResult {
    measurements = List.copyOf(measurements);
  }
}
