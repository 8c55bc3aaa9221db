package richscale.jobs.report;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import richscale.jobs.store.Row;
import richscale.spec.Axis;
import richscale.spec.Configuration;
import richscale.spec.Trial;

/**
 * The exponent that is known worst, and what it takes to know it twice as well.
 *
 * @param fit its row of the table
 * @param halfWidth half the length of its interval
 * @param trials that make its interval half as long: three times those that there are, since
 *     lengths fall as the square root of the number of seeds
 * @param seconds what they take
 */
public record WidestInterval(Row fit, double halfWidth, int trials, double seconds) {
  private static final int FURTHER_SEEDS = 3;

  /**
   * Finds it.
   *
   * @param summary with the exponents that are shown
   * @param grid all trials
   * @param seconds what some trials take side by side
   * @return the widest; absent if no exponent that is predicted has an interval
   */
  public static Optional<WidestInterval> of(
      Summary summary, List<Trial> grid, ToDoubleFunction<List<Trial>> seconds) {
    return summary.headlines().rows().stream()
        .filter(row -> row.text("axis").equals(Axis.WIDTH.column()))
        .filter(row -> row.find("ci_low").isPresent() && row.find("predicted").isPresent())
        .max(Comparator.comparingDouble(WidestInterval::halfWidth))
        .map(
            row -> {
              Configuration wanted = Configuration.ofColumns(field -> row.value(field.column()));
              List<Trial> trained =
                  grid.stream().filter(trial -> Configuration.of(trial).equals(wanted)).toList();
              return new WidestInterval(
                  row,
                  halfWidth(row),
                  FURTHER_SEEDS * trained.size(),
                  FURTHER_SEEDS * seconds.applyAsDouble(trained));
            });
  }

  private static double halfWidth(Row row) {
    return (row.real("ci_high") - row.real("ci_low")) / 2;
  }

  /** {@return a line of text} */
  public String text() {
    String layer = fit.text("layer");
    return String.format(
        Locale.ROOT,
        "Widest interval: %s%s at r = %s, +-%.2f; half of it takes four times the seeds: %d more"
            + " trials, about %.0f s, by --precision %.2g%n",
        fit.text("observable"),
        layer.isEmpty() ? "" : " of layer " + layer,
        fit.text("r"),
        halfWidth,
        trials,
        Math.max(1, seconds),
        halfWidth / 2);
  }
}
