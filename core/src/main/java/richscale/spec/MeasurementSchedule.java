package richscale.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which steps are measured: a step number is the count of updates done before measuring. */
public final class MeasurementSchedule {
  private MeasurementSchedule() {}

  /**
   * Returns log-spaced steps together with explicit ones; 0, 1 and the last are always among them.
   *
   * @param steps updates in a whole trial, at least 1
   * @param points number of log-spaced steps from 1 to {@code steps}; rounding may merge some
   * @param explicit further steps, each in [0, steps]
   * @return ascending distinct steps
   */
  public static List<Integer> of(int steps, int points, List<Integer> explicit) {
    SortedSet<Integer> measured = new TreeSet<>(explicit);
    measured.add(0);
    measured.add(1);
    measured.add(steps);
    for (int i = 1; i < points - 1; i++) {
      measured.add((int) Math.round(Math.pow(steps, (double) i / (points - 1))));
    }
    return List.copyOf(measured);
  }

  /** Reads the section {@code measure} of a spec. */
  static List<Integer> read(SpecValues values, int steps) {
    List<Integer> explicit = new ArrayList<>();
    if (!values.isEmptyList("measure.steps")) {
      explicit.addAll(values.ints("measure.steps", 0, steps));
    }
    return of(steps, values.onlyInt("measure.points", 0, 1000), explicit);
  }
}
