package richscale.jobs.claims;

import static richscale.theory.Observable.ALIGNMENT;
import static richscale.theory.Observable.DELTA_F_RMS;
import static richscale.theory.Observable.DELTA_H_NORM;
import static richscale.theory.Observable.DELTA_W_OP;
import static richscale.theory.Observable.DELTA_W_RAW_RMS;
import static richscale.theory.Observable.F_RMS;
import static richscale.theory.Observable.GRADIENT_GROWTH;
import static richscale.theory.Observable.LINEARISATION_GAP;
import static richscale.theory.Observable.NTK_CHANGE;
import static richscale.theory.Observable.SECOND_ORDER;
import static richscale.theory.Observable.UPDATE_SHARE;
import static richscale.theory.Observable.USEFUL_UPDATE;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import richscale.theory.Observable;

/** The claims, each with the sweeps that put it to the test and how it is judged by them. */
public enum Claim {
  /** Claim 1. */
  NONTRIVIALITY(
      1,
      "The output changes by O(1) at every r: |Delta f| ~ n^0",
      "section 2, NTC",
      exponents(DELTA_F_RMS),
      Sweep.SCALE),
  /** Claim 2. */
  USEFUL_UPDATES(
      2,
      "Every representation moves down the loss, at a share that does not vanish with n",
      "section 2, UUC",
      exponents(USEFUL_UPDATE),
      Sweep.SCALE),
  /** Claim 3. */
  MAXIMAL_UPDATES(
      3,
      "Every layer's update moves its representation at leading order",
      "section 2, MAX",
      exponents(UPDATE_SHARE),
      Sweep.SCALE),
  /** Claim 4. */
  RICHNESS_SCALE(
      4,
      "Representations move by |Delta h| ~ n^r: the exponent is a line of slope 1 in r",
      "section 3, eq. for |Delta h|",
      both(exponents(DELTA_H_NORM), findings -> RichnessLine.parts(findings.of(Sweep.SCALE))),
      Sweep.SCALE),
  /** Claim 5. */
  ALIGNED_UPDATES(
      5,
      "Weight updates align with their inputs",
      "section 3, alignment",
      exponents(ALIGNMENT),
      Sweep.SCALE),
  /** Claim 6: beyond r = 1/2 the first update must magnify gradients. */
  GRADIENTS(
      6,
      "Alignment does not magnify gradients while r <= 1/2; above it does",
      "section 3, upper end",
      both(
          exponents(GRADIENT_GROWTH),
          findings ->
              findings
                  .of(Sweep.OUTSIDE)
                  .parts(
                      GRADIENT_GROWTH,
                      1,
                      curve -> curve.r() > 0.5 ? OptionalDouble.of(0) : OptionalDouble.empty())
                  .stream()
                  .map(Part::mustBePositive)
                  .toList()),
      Sweep.SCALE,
      Sweep.OUTSIDE),
  /** Claim 7: below r = 0 outputs must explode. */
  SMALL_OUTPUTS(
      7,
      "Initial outputs are |f_0| ~ n^-r: small where representations learn, exploding for r < 0",
      "section 3, lower end",
      findings ->
          findings
              .of(Sweep.OUTSIDE)
              .parts(
                  F_RMS, 0, curve -> curve.r() <= 0.5 ? curve.predicted() : OptionalDouble.empty()),
      Sweep.OUTSIDE),
  /** Claim 8. */
  STABLE_RATES(
      8,
      "Under standard parameterisation the largest stable rate falls like 1/n; under layerwise rates"
          + " it stays",
      "section 4, SP",
      findings -> findings.searched(Sweep.STABILITY),
      Sweep.STABILITY),
  /** Claim 9. */
  LINEARISATION(
      9,
      "Training is lazy if and only if the model is linearised: second-order terms ~ n^(2r - 1)",
      "section 4, linearisation",
      exponents(SECOND_ORDER, LINEARISATION_GAP, NTK_CHANGE),
      Sweep.SCALE),
  /** Claim 10. */
  RESCALING(
      10,
      "Gauges train the same function: rescaling emulates any r",
      "section 4, gauges",
      findings -> findings.all(Sweep.GAUGES).stream().map(GaugeAgreement::part).toList(),
      Sweep.GAUGES),
  /** Claim 11. */
  ONE_CURVE(
      11,
      "Only alpha/sqrt(n) matters: |Delta h|/|h| of all n, r, gamma falls on one curve",
      "section 4, collapse",
      findings -> Collapse.parts(findings.of(Sweep.COLLAPSE)),
      Sweep.COLLAPSE),
  /**
   * Claim 12, and the sentence that circulates beside it: its verdict is no part of the claim's.
   */
  RAW_UPDATES(
      12,
      "Raw updates in the muP gauge are n^-1/2, n^-1, n^-1/2 (read-in, hidden, read-out)",
      "section 5, entrywise",
      both(
          findings -> ofLastStep(findings.of(Sweep.RAW), DELTA_W_RAW_RMS),
          findings ->
              findings
                  .of(Sweep.RAW)
                  .parts(
                      DELTA_W_RAW_RMS,
                      findings.of(Sweep.RAW).lastStep(),
                      curve -> OptionalDouble.of(curve.layer() == 3 ? -1 : -0.5))
                  .stream()
                  .map(Part::asCirculated)
                  .toList()),
      Sweep.RAW),
  /** Claim 13: what holds for dense networks, how far representations and outputs move. */
  CONVOLUTIONS(
      13,
      "The same holds for convolutional networks on CIFAR-10",
      "section 6",
      findings ->
          findings.has(Sweep.CONVOLUTIONS)
              ? ofConvolutions(findings.of(Sweep.CONVOLUTIONS))
              : List.of(
                  Part.notMeasured(
                      "convolutional networks on CIFAR-10",
                      "as for dense networks",
                      findings.missingImages())),
      Sweep.CONVOLUTIONS),
  /** Claim 14: what the paper's exponents are left of. */
  LIMIT(
      14,
      "Networks approach their infinite-width limit, the mean over seeds like 1/n, the spread like"
          + " n^-1/2",
      "arXiv 2205.09653, 2304.03408",
      findings -> Approach.parts(findings.of(Sweep.LIMIT)),
      Sweep.LIMIT),
  /** A law beside the paper. */
  ENTROPY_STABILITY(
      15,
      "Under standard parameterisation the largest stable rate falls like 1/n by squared error, like"
          + " n^-1/2 by cross-entropy",
      "arXiv 2505.22491",
      findings -> findings.searched(Sweep.ENTROPY_STABILITY),
      Sweep.ENTROPY_STABILITY),
  /** A law beside the paper. */
  BEST_RATES(
      16,
      "Within the family the best rate stays: eta0* ~ n^0 at every r",
      "arXiv 2203.03466 at r = 1/2, 2404.19719",
      findings -> BestRates.overWidth(findings.of(Sweep.BEST_RATES)),
      Sweep.BEST_RATES),
  /** A law beside the paper. */
  BEST_RATES_GAMMA(
      17,
      "The best rate is eta0* ~ gamma^0 where features are weak, gamma^(2/L - 2) where they are"
          + " strong",
      "arXiv 2410.04642",
      findings -> BestRates.overGamma(findings.of(Sweep.BEST_RATES_GAMMA)),
      Sweep.BEST_RATES_GAMMA),
  /** A law beside the paper. */
  DEPTH(
      18,
      "In plain ReLU networks at r = 1/2 a first update moves the last hidden layer by eta0 L^(3/2),"
          + " so that the rate which moves it by O(1) falls like L^-3/2",
      "arXiv 2305.07810",
      findings -> BestRates.firstUpdate(findings.of(Sweep.DEPTH)),
      Sweep.DEPTH),
  /** A law of this project's own: rates are derived from operator norms. */
  MUON(
      19,
      "Under Muon, by operator norms as gradient descent has them, |Delta h| ~ n^r as well",
      "derived here",
      findings -> ofLastStep(findings.of(Sweep.MUON), DELTA_H_NORM, DELTA_W_OP),
      Sweep.MUON),
  /** A law of this project's own at r other than 1/2. */
  ADAM_GAUGES(
      20,
      "Under Adam whose epsilon follows the size of gradients, 1 / (alpha sqrt(n)) within and 1 in"
          + " the read-out, all gauges train the same function",
      "derived here; arXiv 2505.01618 at r = 1/2",
      findings -> List.of(GaugeAgreement.part(findings.of(Sweep.ADAM_GAUGES))),
      Sweep.ADAM_GAUGES),
  /** A law beside the paper. */
  BRANCHES(
      21,
      "A first update takes a residual branch times N^-a from its linearisation by N^(a - 1), with"
          + " ReLU by the root of that, and representations by N^0",
      "arXiv 2505.01618, figure 6; ReLU derived here",
      findings -> BranchLaws.firstUpdate(findings.of(Sweep.BRANCHES)),
      Sweep.BRANCHES),
  /** A law beside the paper. */
  BEST_RATES_BRANCHES(
      22,
      "With the powers of N in the rates of residual branches the best rate stays: eta0* ~ N^0",
      "arXiv 2505.01618, table 1",
      findings -> BestRates.overBranches(findings.of(Sweep.BEST_RATES_BRANCHES)),
      Sweep.BEST_RATES_BRANCHES);

  /** The first of the laws that are none of the paper's. */
  private static final int FIRST_LAW = 15;

  /** Makes the parts of a claim out of what was found. */
  @FunctionalInterface
  private interface Judge {
    List<Part> parts(Findings findings);
  }

  /** A sentence in a summary of the paper that contradicts claim 12. */
  static final String CIRCULATED =
      "As circulated: raw updates are n^-1/2, n^-1/2, n^-1 (layers 1, 2, 3)";

  private final int number;
  private final String statement;
  private final String source;

  @SuppressWarnings("ImmutableEnumChecker") // functions without state
  private final Judge judge;

  @SuppressWarnings("ImmutableEnumChecker") // never changed
  private final Set<Sweep> sweeps;

  Claim(int number, String statement, String source, Judge judge, Sweep... sweeps) {
    this.number = number;
    this.statement = statement;
    this.source = source;
    this.judge = judge;
    this.sweeps = EnumSet.copyOf(Arrays.asList(sweeps));
  }

  private static Judge exponents(Observable... observables) {
    return findings -> ofLastStep(findings.of(Sweep.SCALE), observables);
  }

  private static List<Part> ofLastStep(Evidence evidence, Observable... observables) {
    return Arrays.stream(observables)
        .flatMap(observable -> evidence.parts(observable, evidence.lastStep()).stream())
        .toList();
  }

  /** What is common to all r is measured at r = 0, what tells them apart by separations. */
  private static List<Part> ofConvolutions(Evidence evidence) {
    int step = evidence.lastStep();
    List<Part> parts = new ArrayList<>();
    for (Observable observable : List.of(DELTA_H_NORM, DELTA_F_RMS)) {
      parts.addAll(evidence.partsWhere(observable, step, curve -> curve.r() == 0));
    }
    parts.addAll(Regimes.parts(evidence));
    return parts;
  }

  private static Judge both(Judge first, Judge second) {
    return findings ->
        Stream.concat(first.parts(findings).stream(), second.parts(findings).stream()).toList();
  }

  /** {@return whether it is a law of somebody else's, beside the paper's claims} */
  public boolean law() {
    return number >= FIRST_LAW;
  }

  /** {@return the number that {@code --only} takes} */
  public int number() {
    return number;
  }

  /** {@return the claim in one sentence of plain text} */
  public String statement() {
    return statement;
  }

  /** {@return where the claim is made: a section of arXiv 2404.19719, or another paper} */
  public String source() {
    return source;
  }

  /** {@return the sweeps it needs} */
  Set<Sweep> sweeps() {
    return sweeps;
  }

  /** Returns its parts, each a statement that was tested. */
  List<Part> parts(Findings findings) {
    return judge.parts(findings);
  }
}
