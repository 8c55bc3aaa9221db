package richscale.optimizer;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What rates are multiplied by, update for update: a linear warm-up, then a shape. None of it knows
 * a width.
 *
 * @param warmup updates of the warm-up: update t of them has t / warmup
 * @param shape of what follows
 * @param last factor that linear and cosine shapes end at
 */
public record RateSchedule(int warmup, Shape shape, double last) implements Serializable {
  /** Rates that stay. */
  public static final RateSchedule CONSTANT = new RateSchedule(0, Shape.CONSTANT, 0);

  /** What follows the warm-up. */
  public enum Shape {
    /** Rates stay. */
    CONSTANT,
    /** They fall on a line. */
    LINEAR,
    /** They fall on half a period of the cosine (Loshchilov and Hutter 2017). */
    COSINE,
    /** They fall like one over the root of the number of updates (Vaswani et al. 2017). */
    INVERSE_SQRT
  }

  public RateSchedule {
    if (warmup < 0 || !(last >= 0 && last <= 1)) {
      throw new IllegalArgumentException("warmup " + warmup + ", final " + last);
    }
  }

  /** {@return whether rates stay from the first update on} */
  public boolean constant() {
    return warmup == 0 && shape == Shape.CONSTANT;
  }

  /**
   * Returns the factor of an update.
   *
   * @param t number of the update, from 1
   * @param updates how many there are
   * @return 1 where the rate is the base rate; the last update of a falling shape is the one before
   *     it would reach {@code last}
   */
  public double factor(int t, int updates) {
    if (t <= warmup) {
      return (double) t / warmup;
    }
    double progress = (double) (t - 1 - warmup) / Math.max(1, updates - warmup);
    return switch (shape) {
      case CONSTANT -> 1;
      case LINEAR -> 1 - (1 - last) * progress;
      case COSINE -> last + (1 - last) * (1 + Math.cos(Math.PI * progress)) / 2;
      case INVERSE_SQRT -> Math.sqrt((double) Math.max(1, warmup) / t);
    };
  }

  /** {@return the schedule in one line, such as {@code warmup=10,cosine,final=0.1}} */
  public String canonical() {
    List<String> parts = new ArrayList<>();
    if (warmup > 0) {
      parts.add(String.format(Locale.ROOT, "warmup=%d", warmup));
    }
    parts.add(shape.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    if (last > 0) {
      parts.add("final=" + last);
    }
    return String.join(",", parts);
  }
}
