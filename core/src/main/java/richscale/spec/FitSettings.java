package richscale.spec;

import java.io.Serializable;

/**
 * How exponents are fitted and judged.
 *
 * @param confidence coverage of every interval, such as 0.95
 * @param bootstrap number of bootstrap resamples
 * @param tolerance how far a finite-width exponent may lie from the predicted one and still be
 *     called consistent
 */
public record FitSettings(double confidence, int bootstrap, double tolerance)
    implements Serializable {}
