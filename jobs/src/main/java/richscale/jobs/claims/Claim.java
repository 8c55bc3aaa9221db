package richscale.jobs.claims;

import java.util.Locale;
import java.util.Set;

/** The thirteen claims, each with the sweeps that put it to the test. */
public enum Claim {
  /** Claim 1. */
  NONTRIVIALITY(
      1, "The output changes by O(1) at every r: |Delta f| ~ n^0", "section 2, NTC", "scale"),
  /** Claim 2. */
  USEFUL_UPDATES(
      2,
      "Every representation moves down the loss, at a share that does not vanish with n",
      "section 2, UUC",
      "scale"),
  /** Claim 3. */
  MAXIMAL_UPDATES(
      3,
      "Every layer's update moves its representation at leading order",
      "section 2, MAX",
      "scale"),
  /** Claim 4. */
  RICHNESS_SCALE(
      4,
      "Representations move by |Delta h| ~ n^r: the exponent is a line of slope 1 in r",
      "section 3, eq. for |Delta h|",
      "scale"),
  /** Claim 5. */
  ALIGNMENT(5, "Weight updates align with their inputs", "section 3, alignment", "scale"),
  /** Claim 6. */
  GRADIENTS(
      6,
      "Alignment does not magnify gradients while r <= 1/2; above it does",
      "section 3, upper end",
      "scale",
      "outside"),
  /** Claim 7. */
  SMALL_OUTPUTS(
      7,
      "Initial outputs are |f_0| ~ n^-r: small where representations learn, exploding for r < 0",
      "section 3, lower end",
      "scale",
      "outside"),
  /** Claim 8. */
  STABLE_RATES(
      8,
      "Under standard parameterisation the largest stable rate falls like 1/n; under layerwise rates"
          + " it stays",
      "section 4, SP",
      "stability"),
  /** Claim 9. */
  LINEARISATION(
      9,
      "Training is lazy if and only if the model is linearised: second-order terms ~ n^(2r - 1)",
      "section 4, linearisation",
      "scale"),
  /** Claim 10. */
  RESCALING(
      10,
      "Gauges train the same function: rescaling emulates any r",
      "section 4, gauges",
      "gauges"),
  /** Claim 11. */
  ONE_CURVE(
      11,
      "Only alpha/sqrt(n) matters: |Delta h|/|h| of all n, r, gamma falls on one curve",
      "section 4, collapse",
      "collapse"),
  /** Claim 12. */
  RAW_UPDATES(
      12,
      "Raw updates in the muP gauge are n^-1/2, n^-1, n^-1/2 (read-in, hidden, read-out)",
      "section 5, entrywise",
      "raw"),
  /** Claim 13. */
  CONVOLUTIONS(
      13, "The same holds for convolutional networks on CIFAR-10", "section 6", "convolutions");

  /** A sentence in a summary of the paper that contradicts claim 12. */
  static final String CIRCULATED =
      "As circulated: raw updates are n^-1/2, n^-1/2, n^-1 (layers 1, 2, 3)";

  private final int number;
  private final String statement;
  private final String source;

  @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
  private final Set<String> sweeps;

  Claim(int number, String statement, String source, String... sweeps) {
    this.number = number;
    this.statement = statement;
    this.source = source;
    this.sweeps = Set.of(sweeps);
  }

  /**
   * Returns the number that {@code --only} takes.
   *
   * @return from 1 to 13
   */
  public int number() {
    return number;
  }

  /**
   * Returns the claim in one sentence.
   *
   * @return plain text
   */
  public String statement() {
    return statement;
  }

  /**
   * Returns where the claim is made.
   *
   * @return section of arXiv 2404.19719
   */
  public String source() {
    return source;
  }

  /**
   * Returns the sweeps it needs.
   *
   * @return names of specs
   */
  public Set<String> sweeps() {
    return sweeps;
  }

  /**
   * Returns the name used in tables.
   *
   * @return the lower-case name
   */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
