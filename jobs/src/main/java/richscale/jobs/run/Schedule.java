package richscale.jobs.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.ToDoubleFunction;
import richscale.spec.Trial;

/**
 * Trials as tasks, the longest first, so that cores end together; trials of a few milliseconds
 * share a task.
 *
 * @param tasks trials by task, in the order in which tasks start
 * @param makespan predicted seconds until the last task ends
 * @param lowerBound seconds that no order can beat: the longest trial, or all over the cores
 */
public record Schedule(List<List<Trial>> tasks, double makespan, double lowerBound) {
  /** A task that takes longer than this is worth its start, which takes some milliseconds. */
  private static final double LONG_TASK_SECONDS = 0.25;

  /** So many tasks a second a driver starts with ease; it gives out at some 2,400. */
  private static final double STARTS_A_SECOND = 1000;

  /** So many tasks a core at least, that the last ones are short. */
  private static final int TASKS_A_CORE = 25;

  private static final double TASK_START_SECONDS = 0.005;

  public Schedule {
    tasks = tasks.stream().map(List::copyOf).toList();
  }

  /**
   * Plans the trials.
   *
   * @param trials in any order
   * @param seconds what each takes
   * @param cores how many run at a time
   * @return the schedule
   */
  public static Schedule of(List<Trial> trials, ToDoubleFunction<Trial> seconds, int cores) {
    // Trials of one seed stay together, since they find what they share only once.
    List<Trial> sorted =
        trials.stream()
            .sorted(Comparator.comparingDouble(seconds).reversed().thenComparingLong(Trial::seed))
            .toList();
    double total = trials.stream().mapToDouble(seconds).sum();
    double longEnough =
        Math.min(
            Math.max(LONG_TASK_SECONDS, cores / STARTS_A_SECOND), total / cores / TASKS_A_CORE);
    List<List<Trial>> tasks = new ArrayList<>();
    PriorityQueue<Double> free = new PriorityQueue<>();
    for (int core = 0; core < cores; core++) {
      free.add(0.0);
    }
    double makespan = 0;
    List<Trial> task = new ArrayList<>();
    double length = 0;
    for (int i = 0; i < sorted.size(); i++) {
      task.add(sorted.get(i));
      length += seconds.applyAsDouble(sorted.get(i));
      if (length >= longEnough || i == sorted.size() - 1) {
        double end = free.remove() + TASK_START_SECONDS + length;
        free.add(end);
        makespan = Math.max(makespan, end);
        tasks.add(task);
        task = new ArrayList<>();
        length = 0;
      }
    }
    double longest = sorted.isEmpty() ? 0 : seconds.applyAsDouble(sorted.get(0));
    return new Schedule(tasks, makespan, Math.max(longest, total / cores));
  }
}
