package richscale.jobs.claims;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import richscale.fit.AsymptoticExponent;
import richscale.fit.ExponentFit;
import richscale.fit.Interval;
import richscale.fit.Ruler;
import richscale.fit.Verdict;

/**
 * One tested statement of a claim.
 *
 * @param circulated whether it belongs to the sentence that circulates, not to the claim
 * @param statement what is measured, and where
 * @param predicted what theory says, of exponents at infinite width, in words or as a number
 * @param measured the number measured; absent if {@code reason} says why
 * @param interval its interval; absent where the number has none
 * @param limit the same number of the limit at the widths measured; absent where there is no limit
 * @param asymptotic the exponent extrapolated to infinite width; absent where there is none
 * @param ruler what the verdict measures by; absent where it is the prediction itself
 * @param verdict how it compares; absent counts as inconclusive
 * @param trials which trials are behind it
 * @param reason why something is absent
 */
public record Part(
    boolean circulated,
    String statement,
    String predicted,
    OptionalDouble measured,
    Optional<Interval> interval,
    OptionalDouble limit,
    Optional<AsymptoticExponent> asymptotic,
    Optional<Ruler> ruler,
    Optional<Verdict> verdict,
    String trials,
    Optional<String> reason) {

  /** Returns a number that the prediction itself measures. */
  static Part of(
      String statement,
      String predicted,
      OptionalDouble measured,
      Optional<Interval> interval,
      Optional<Verdict> verdict,
      String trials,
      Optional<String> reason) {
    return new Part(
        false,
        statement,
        predicted,
        measured,
        interval,
        OptionalDouble.empty(),
        Optional.empty(),
        Optional.empty(),
        verdict,
        trials,
        reason);
  }

  /** Returns an exponent with all that is known of it. */
  static Part of(
      String statement,
      double predicted,
      ExponentFit fit,
      Optional<Verdict> verdict,
      String trials) {
    return new Part(
        false,
        statement,
        exponent(predicted),
        fit.exponent(),
        fit.interval(),
        fit.limitExponent(),
        fit.asymptotic(),
        fit.ruler(),
        verdict,
        trials,
        fit.reason());
  }

  /** Returns an exponent of which theory, or somebody, says something else than of its limit. */
  static Part ofExponentAlone(
      String statement,
      double predicted,
      ExponentFit fit,
      Optional<Verdict> verdict,
      String trials) {
    return of(
        statement,
        exponent(predicted),
        fit.exponent(),
        fit.interval(),
        verdict,
        trials,
        fit.reason());
  }

  /** Returns the same number measured by what the limit has for it at the same widths. */
  Part besideLimit(double ofLimit, double tolerance) {
    return new Part(
        circulated,
        statement,
        predicted,
        measured,
        interval,
        OptionalDouble.of(ofLimit),
        asymptotic,
        Optional.of(Ruler.LIMIT),
        interval.map(i -> Verdict.of(i, ofLimit, tolerance)),
        trials,
        reason);
  }

  static String exponent(double predicted) {
    return String.format(Locale.ROOT, "exponent %.3g", predicted);
  }

  /** Returns a part about which nothing is known. */
  static Part notMeasured(String statement, String predicted, String reason) {
    return of(
        statement,
        predicted,
        OptionalDouble.empty(),
        Optional.empty(),
        Optional.empty(),
        "none",
        Optional.of(reason));
  }

  /** Returns the same measurement as part of the sentence that circulates. */
  Part asCirculated() {
    return new Part(
        true,
        statement,
        predicted,
        measured,
        interval,
        limit,
        asymptotic,
        ruler,
        verdict,
        trials,
        reason);
  }

  /** Returns the same measurement held against the statement that it is above 0. */
  Part mustBePositive() {
    Optional<Verdict> positive =
        interval.map(
            i -> {
              if (i.low() > 0) {
                return Verdict.CONSISTENT;
              }
              return i.high() <= 0 ? Verdict.INCONSISTENT : Verdict.INCONCLUSIVE;
            });
    return of(statement, "exponent above 0", measured, interval, positive, trials, reason);
  }

  /**
   * Judges a claim: not supported if any part is inconsistent, supported if all are consistent,
   * inconclusive otherwise.
   *
   * @param parts all parts of the claim
   * @return supported, not supported or inconclusive
   */
  public static String judge(List<Part> parts) {
    if (parts.stream().anyMatch(part -> part.verdict().equals(Optional.of(Verdict.INCONSISTENT)))) {
      return "not supported";
    }
    boolean all =
        !parts.isEmpty()
            && parts.stream()
                .allMatch(part -> part.verdict().equals(Optional.of(Verdict.CONSISTENT)));
    return all ? "supported" : "inconclusive";
  }
}
