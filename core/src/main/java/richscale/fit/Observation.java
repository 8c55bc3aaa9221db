package richscale.fit;

/**
 * One value of an observable.
 *
 * @param width n
 * @param seed seed of the trial
 * @param value the value, as measured
 */
public record Observation(int width, long seed, double value) {}
