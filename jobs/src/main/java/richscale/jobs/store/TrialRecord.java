package richscale.jobs.store;

import java.time.Instant;
import java.util.OptionalDouble;
import richscale.trial.TrialResult;

/**
 * A finished trial together with where and when it ran.
 *
 * @param result the trial and what came of it
 * @param executor Spark's name of the executor process
 * @param host host name or address of the executor
 * @param startedAt when it began, by the executor's clock
 * @param endedAt when training and measuring ended
 * @param queueSeconds how long it waited for its turn since all were submitted; absent where the
 *     driver's clock and the executor's disagree about the order
 * @param loadSeconds how long it waited for samples and native memory
 */
public record TrialRecord(
    TrialResult result,
    String executor,
    String host,
    Instant startedAt,
    Instant endedAt,
    OptionalDouble queueSeconds,
    double loadSeconds) {}
