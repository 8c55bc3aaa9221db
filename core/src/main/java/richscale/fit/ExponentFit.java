package richscale.fit;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import richscale.spec.FitSettings;

/**
 * The exponent of one observable in n, with everything needed to believe it or not.
 *
 * @param exponent slope of log value against log width over all widths; absent if {@code reason}
 *     says why
 * @param interval its interval; absent without an exponent or with too few seeds
 * @param rSquared share of the variance of log values on the line
 * @param localExponent slope over the three widest widths, where theory should hold best
 * @param localInterval its interval
 * @param widths number of widths
 * @param seeds largest number of seeds at a width
 * @param predicted exponent of theory; absent where it makes no statement
 * @param verdict comparison of interval and prediction; absent without either
 * @param notPositive number of values that have no logarithm
 * @param reason why something is absent
 */
public record ExponentFit(
    OptionalDouble exponent,
    Optional<Interval> interval,
    OptionalDouble rSquared,
    OptionalDouble localExponent,
    Optional<Interval> localInterval,
    int widths,
    int seeds,
    OptionalDouble predicted,
    Optional<Verdict> verdict,
    long notPositive,
    Optional<String> reason) {

  private static final int MIN_WIDTHS = 3;

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
    List<Integer> widths =
        observations.stream().map(Observation::width).distinct().sorted().toList();
    int seeds = (int) observations.stream().map(Observation::seed).distinct().count();
    long notPositive = observations.stream().filter(o -> !(o.value() > 0)).count();
    Optional<String> obstacle = obstacle(observations.size(), notPositive, widths.size());
    if (obstacle.isPresent()) {
      return new ExponentFit(
          OptionalDouble.empty(),
          Optional.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          Optional.empty(),
          widths.size(),
          seeds,
          predicted,
          Optional.empty(),
          notPositive,
          obstacle);
    }
    PowerLaw global = new PowerLaw(observations);
    int widest = widths.get(widths.size() - MIN_WIDTHS);
    PowerLaw local = new PowerLaw(observations.stream().filter(o -> o.width() >= widest).toList());
    Optional<Interval> interval = global.interval(settings, seed);
    return new ExponentFit(
        OptionalDouble.of(global.exponent()),
        interval,
        global.rSquared().map(OptionalDouble::of).orElse(OptionalDouble.empty()),
        OptionalDouble.of(local.exponent()),
        local.interval(settings, seed ^ LOCAL_SALT),
        widths.size(),
        seeds,
        predicted,
        predicted.isPresent()
            ? interval.map(i -> Verdict.of(i, predicted.getAsDouble(), settings.tolerance()))
            : Optional.empty(),
        notPositive,
        interval.isPresent()
            ? Optional.empty()
            : Optional.of("too few seeds for an interval and a verdict"));
  }

  private static Optional<String> obstacle(int values, long notPositive, int widths) {
    if (notPositive > 0) {
      return Optional.of(
          String.format(
              Locale.ROOT, "%d of %d values are not positive: no logarithm", notPositive, values));
    }
    if (widths < MIN_WIDTHS) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "%d width%s: at least %d are needed",
              widths,
              widths == 1 ? "" : "s",
              MIN_WIDTHS));
    }
    return Optional.empty();
  }
}
