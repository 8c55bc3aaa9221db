package richscale.fit;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import richscale.spec.Axis;
import richscale.spec.FitSettings;

/**
 * The exponent of one observable along an axis, such as the width n, with everything needed to
 * believe it or not.
 *
 * @param exponent slope of log value against log position over all of them; absent if {@code
 *     reason} says why
 * @param interval its interval; absent without an exponent or with too few seeds
 * @param rSquared share of the variance of log values on the line
 * @param localExponent slope over the three greatest positions, where theory should hold best
 * @param localInterval its interval
 * @param positions number of positions
 * @param seeds largest number of seeds at a position
 * @param predicted exponent of theory; absent where it makes no statement
 * @param limitExponent slope of the limit over the same widths and numbers of seeds; absent where
 *     there is no limit at each of them
 * @param asymptotic exponent at infinite width, from five widths on; absent where a limit is there
 *     or theory knows no correction
 * @param spread how the spread over seeds changes with width
 * @param ruler what the verdict measures by; absent without one
 * @param verdict comparison of interval and prediction; absent without either
 * @param notPositive number of values that have no logarithm
 * @param lost seeds without a value; positions that lost different shares of them are consistent
 *     with nothing
 * @param reason why something is absent
 */
public record ExponentFit(
    OptionalDouble exponent,
    Optional<Interval> interval,
    OptionalDouble rSquared,
    OptionalDouble localExponent,
    Optional<Interval> localInterval,
    int positions,
    int seeds,
    OptionalDouble predicted,
    OptionalDouble limitExponent,
    Optional<AsymptoticExponent> asymptotic,
    Optional<SpreadLaw> spread,
    Optional<Ruler> ruler,
    Optional<Verdict> verdict,
    long notPositive,
    LostSeeds lost,
    Optional<String> reason) {

  private static final int MIN_POSITIONS = 3;

  /** With three unknowns four widths would leave but one to see whether they fit. */
  private static final int MIN_POSITIONS_OF_ASYMPTOTIC = 5;

  /** Resampling of the widest widths must not repeat the draws of the whole fit. */
  private static final long LOCAL_SALT = 0x5DEECE66DL;

  /**
   * Fits a power law.
   *
   * @param observations values at several widths and seeds, at most one for each pair
   * @param predicted exponent of theory, if it makes a statement
   * @param settings confidence, resamples, tolerance
   * @param seed fixes the bootstrap
   * @return the fit, a function of the arguments alone, whatever the order of observations
   */
  public static ExponentFit of(
      List<Observation> observations, OptionalDouble predicted, FitSettings settings, long seed) {
    return of(observations, Expectation.of(predicted), LostSeeds.NONE, Axis.WIDTH, settings, seed);
  }

  /** Fits a power law in the width. */
  static ExponentFit of(
      List<Observation> observations, Expectation expectation, FitSettings settings, long seed) {
    return of(observations, expectation, LostSeeds.NONE, Axis.WIDTH, settings, seed);
  }

  /**
   * Fits a power law.
   *
   * @param observations values at several positions and seeds, at most one for each pair
   * @param expectation what theory says
   * @param lost seeds without a value
   * @param axis what the positions are on
   * @param settings confidence, resamples, tolerance
   * @param seed fixes the bootstrap
   * @return the fit, a function of the arguments alone, whatever the order of observations
   */
  static ExponentFit of(
      List<Observation> observations,
      Expectation expectation,
      LostSeeds lost,
      Axis axis,
      FitSettings settings,
      long seed) {
    OptionalDouble predicted = expectation.exponent();
    List<Double> positions =
        observations.stream().map(Observation::position).distinct().sorted().toList();
    int seeds = (int) observations.stream().map(Observation::seed).distinct().count();
    long notPositive = observations.stream().filter(o -> !(o.value() > 0)).count();
    Optional<String> obstacle = obstacle(observations.size(), notPositive, positions.size(), axis);
    if (obstacle.isPresent()) {
      return new ExponentFit(
          OptionalDouble.empty(),
          Optional.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          Optional.empty(),
          positions.size(),
          seeds,
          predicted,
          OptionalDouble.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          notPositive,
          lost,
          obstacle);
    }
    PowerLaw global = new PowerLaw(observations);
    double far = positions.get(positions.size() - MIN_POSITIONS);
    List<Observation> farthest = observations.stream().filter(o -> o.position() >= far).toList();
    PowerLaw local = new PowerLaw(farthest);
    OptionalDouble limitExponent = limitExponent(observations, positions, expectation.limit());
    OptionalDouble correction =
        limitExponent.isPresent() || positions.size() < MIN_POSITIONS_OF_ASYMPTOTIC
            ? OptionalDouble.empty()
            : expectation.correction();
    PowerLaw.Resampled resampled =
        axis.independent()
            ? global.resample(settings, seed, correction)
            : new PowerLaw.Resampled(
                FollowedSeeds.interval(observations, settings.confidence()), Optional.empty());
    Optional<Interval> interval = resampled.interval();
    Optional<AsymptoticExponent> asymptotic = resampled.asymptotic();
    Optional<Judgement> judgement =
        interval.flatMap(i -> judge(i, predicted, limitExponent, asymptotic, settings));
    boolean survivors = judgement.map(Judgement::verdict).filter(lost::spoils).isPresent();
    return new ExponentFit(
        OptionalDouble.of(global.exponent()),
        interval,
        global.rSquared().map(OptionalDouble::of).orElse(OptionalDouble.empty()),
        OptionalDouble.of(local.exponent()),
        axis.independent()
            ? local.interval(settings, seed ^ LOCAL_SALT)
            : FollowedSeeds.interval(farthest, settings.confidence()),
        positions.size(),
        seeds,
        predicted,
        limitExponent,
        asymptotic,
        axis.independent() ? SpreadLaw.of(observations, settings) : Optional.empty(),
        judgement.map(Judgement::ruler),
        judgement.map(found -> survivors ? Verdict.INCONCLUSIVE : found.verdict()),
        notPositive,
        lost,
        reason(interval, survivors, lost));
  }

  private static Optional<String> reason(
      Optional<Interval> interval, boolean survivors, LostSeeds lost) {
    if (interval.isEmpty()) {
      return Optional.of("too few seeds for an interval and a verdict");
    }
    return survivors
        ? Optional.of("seeds were lost unevenly (%s)".formatted(lost.text()))
        : Optional.empty();
  }

  private record Judgement(Ruler ruler, Verdict verdict) {}

  /** By the limit where there is one, else by the asymptotic exponent where that decides. */
  private static Optional<Judgement> judge(
      Interval interval,
      OptionalDouble predicted,
      OptionalDouble limitExponent,
      Optional<AsymptoticExponent> asymptotic,
      FitSettings settings) {
    if (limitExponent.isPresent()) {
      double slope = limitExponent.getAsDouble();
      return Optional.of(
          new Judgement(Ruler.LIMIT, Verdict.of(interval, slope, settings.tolerance())));
    }
    if (predicted.isEmpty()) {
      return Optional.empty();
    }
    double expected = predicted.getAsDouble();
    Verdict measured = Verdict.of(interval, expected, settings.tolerance());
    // An interval wider than the band says nothing that the corrections left out may not undo. One
    // that is narrower and cannot decide forbids to reject what drift alone may have moved.
    return Optional.of(
        asymptotic
            .map(AsymptoticExponent::interval)
            .filter(found -> (found.high() - found.low()) / 2 <= settings.tolerance())
            .map(found -> Verdict.of(found, expected, settings.tolerance()))
            .filter(verdict -> verdict != Verdict.INCONCLUSIVE || measured == Verdict.INCONSISTENT)
            .map(verdict -> new Judgement(Ruler.ASYMPTOTIC, verdict))
            .orElseGet(() -> new Judgement(Ruler.EXPONENT, measured)));
  }

  /**
   * The slope of the line through the limit's values, each position with the weight of its seeds.
   */
  private static OptionalDouble limitExponent(
      List<Observation> observations, List<Double> positions, Map<Double, Double> limit) {
    return limit.keySet().containsAll(positions)
        ? OptionalDouble.of(
            new PowerLaw(
                    observations.stream()
                        .map(
                            o ->
                                new Observation(
                                    o.position(), o.seed(), Math.exp(limit.get(o.position()))))
                        .toList())
                .exponent())
        : OptionalDouble.empty();
  }

  private static Optional<String> obstacle(int values, long notPositive, int positions, Axis axis) {
    if (notPositive > 0) {
      return Optional.of(
          String.format(
              Locale.ROOT, "%d of %d values are not positive: no logarithm", notPositive, values));
    }
    if (positions < MIN_POSITIONS) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "%d %s: at least %d are needed",
              positions,
              axis.counted(positions),
              MIN_POSITIONS));
    }
    return Optional.empty();
  }
}
