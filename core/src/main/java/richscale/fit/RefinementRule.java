package richscale.fit;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Which learning rates to try beside those that were tried, so that the best of them is known well
 * enough.
 *
 * @param halfWidth wanted half-width of the interval of log eta0*, positive
 */
public record RefinementRule(double halfWidth) {
  /** Rates nearer to one another tell no more: then seeds are what is missing. */
  private static final double NEAREST = 1.1;

  /** Rates as people would write them. */
  private static final MathContext DIGITS = new MathContext(3);

  /**
   * Returns rates to try.
   *
   * @param outcomes all seeds at all rates of one configuration and position
   * @param confidence coverage of the interval
   * @return none if the interval is narrow enough, or rates cannot make it so
   */
  public List<Double> more(List<RateChoice.Outcome> outcomes, double confidence) {
    TreeSet<Double> tried = new TreeSet<>();
    outcomes.forEach(outcome -> tried.add(outcome.eta0()));
    if (tried.size() < 2) {
      return List.of();
    }
    double step = tried.last() / tried.lower(tried.last());
    Optional<Optimum> optimum = Optimum.of(outcomes, confidence);
    List<Double> wanted = new ArrayList<>();
    if (optimum.isEmpty()) {
      wanted.add(tried.first() / step);
    } else if (optimum.get().atEdge()) {
      double best = optimum.get().eta0();
      // Rates were read back from logarithms.
      best = nearest(tried, best);
      wanted.add(beyond(tried.higher(best), best, best * step));
      wanted.add(beyond(tried.lower(best), best, best / step));
    } else if (isWide(optimum.get())) {
      double best = optimum.get().eta0();
      for (int i = 0; i < 2; i++) {
        Double above = tried.ceiling(best);
        Double below = tried.lower(best);
        if (above != null && below != null) {
          wanted.add(Math.sqrt(above * below));
        }
        best = above == null ? best : Math.nextUp(above);
      }
      Double left = tried.lower(optimum.get().eta0());
      Double before = left == null ? null : tried.lower(left);
      if (before != null) {
        wanted.add(Math.sqrt(left * before));
      }
    }
    return wanted.stream()
        .map(rate -> new BigDecimal(rate).round(DIGITS).doubleValue())
        .filter(rate -> tried.stream().allMatch(other -> isApart(rate, other)))
        .distinct()
        .sorted()
        .toList();
  }

  private boolean isWide(Optimum optimum) {
    return optimum
        .interval()
        .map(interval -> Math.log(interval.high() / interval.low()) / 2 > halfWidth)
        .orElse(true);
  }

  private static double nearest(TreeSet<Double> tried, double rate) {
    return tried.stream()
        .min(Comparator.comparingDouble(one -> Math.abs(Math.log(one / rate))))
        .orElseThrow();
  }

  /** Between the best and its neighbour, or beyond where it has none. */
  private static double beyond(Double neighbour, double best, double outside) {
    return neighbour == null ? outside : Math.sqrt(neighbour * best);
  }

  private static boolean isApart(double rate, double other) {
    return Math.max(rate / other, other / rate) >= Math.sqrt(NEAREST);
  }
}
