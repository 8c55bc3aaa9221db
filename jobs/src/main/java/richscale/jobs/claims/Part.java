package richscale.jobs.claims;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import richscale.fit.Interval;
import richscale.fit.Verdict;

/**
 * One tested statement of a claim.
 *
 * @param circulated whether it belongs to the sentence that circulates, not to the claim
 * @param statement what is measured, and where
 * @param predicted what theory says, in words or as a number
 * @param measured the number measured; absent if {@code reason} says why
 * @param interval its interval; absent where the number has none
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
    Optional<Verdict> verdict,
    String trials,
    Optional<String> reason) {

  /** Returns a part about which nothing is known. */
  static Part notMeasured(String statement, String predicted, String reason) {
    return new Part(
        false,
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
    return new Part(true, statement, predicted, measured, interval, verdict, trials, reason);
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
    return new Part(
        false, statement, "exponent above 0", measured, interval, positive, trials, reason);
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
