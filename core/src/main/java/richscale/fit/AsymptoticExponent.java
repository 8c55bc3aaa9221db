package richscale.fit;

/**
 * An exponent at infinite width.
 *
 * @param exponent p of log v = log A + p log n + B n^-q
 * @param interval its interval
 */
public record AsymptoticExponent(double exponent, Interval interval) {}
