package richscale.observe;

/**
 * What it takes to measure.
 *
 * @param samples samples that pass forward through the network
 * @param passes passes over all weights
 * @param flops arithmetic beside these, in FLOP
 * @param kept numbers that are held from one measurement to the next
 * @param transientNumbers numbers that are held during one measurement, most at a time
 * @param twins networks that are trained beside the trial's own
 */
public record Cost(
    double samples,
    double passes,
    double flops,
    double kept,
    double transientNumbers,
    double twins) {
  /** Nothing. */
  static final Cost NONE = new Cost(0, 0, 0, 0, 0, 0);

  static Cost samples(double count) {
    return new Cost(count, 0, 0, 0, 0, 0);
  }

  static Cost passes(double count) {
    return new Cost(0, count, 0, 0, 0, 0);
  }

  static Cost flops(double count) {
    return new Cost(0, 0, count, 0, 0, 0);
  }

  static Cost twin() {
    return new Cost(0, 0, 0, 0, 0, 1);
  }

  /** Returns the same with numbers that are held. */
  Cost holding(double keptNumbers, double forAMeasurement) {
    return new Cost(samples, passes, flops, keptNumbers, forAMeasurement, twins);
  }

  /** Returns both: what is held for one measurement only is held by one after the other. */
  Cost and(Cost other) {
    return new Cost(
        samples + other.samples,
        passes + other.passes,
        flops + other.flops,
        kept + other.kept,
        Math.max(transientNumbers, other.transientNumbers),
        twins + other.twins);
  }

  /** Returns the cost of so many measurements: time adds up, memory does not. */
  Cost times(double count) {
    return new Cost(count * samples, count * passes, count * flops, kept, transientNumbers, twins);
  }
}
