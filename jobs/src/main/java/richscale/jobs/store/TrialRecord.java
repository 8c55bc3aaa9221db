package richscale.jobs.store;

import java.time.Instant;
import richscale.trial.TrialResult;

/**
 * A finished trial together with where and when it ran.
 *
 * @param result the trial and what came of it
 * @param executor Spark's name of the executor process
 * @param host host name or address of the executor
 * @param startedAt when the task began
 * @param endedAt when training and measuring ended
 */
public record TrialRecord(
    TrialResult result, String executor, String host, Instant startedAt, Instant endedAt) {}
