package richscale.jobs.claims;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import richscale.jobs.store.Tables;
import richscale.spec.Trial;
import richscale.theory.Observable;

/**
 * The largest stable eta0 of every width and seed, by bisection over powers of 2^(1/4).
 *
 * <p>A trial is stable if it completes and its loss after the last update is at most its loss at
 * initialisation.
 */
final class StabilitySearch {
  private static final int LOWEST = -56;
  private static final int HIGHEST = 24;

  /** Trains the given trials unless they are finished. */
  @FunctionalInterface
  interface Training {
    void run(List<Trial> trials) throws IOException;
  }

  private final Tables tables;
  private final Training training;

  StabilitySearch(Tables tables, Training training) {
    this.tables = tables;
    this.training = training;
  }

  /**
   * {@return the largest stable eta0 for each trial of a grid with one eta0: eta0 by trial; absent
   * where it lies outside the range searched}
   */
  Map<Trial, Double> largestStable(List<Trial> grid) throws IOException {
    Map<Trial, int[]> brackets = new LinkedHashMap<>();
    grid.forEach(trial -> brackets.put(trial, new int[] {LOWEST, HIGHEST}));
    while (brackets.values().stream().anyMatch(bracket -> bracket[1] - bracket[0] > 1)) {
      Map<Trial, Trial> middles = new LinkedHashMap<>();
      brackets.forEach((trial, bracket) -> middles.put(trial, trial.at(rate(middle(bracket)))));
      training.run(List.copyOf(middles.values()));
      Map<String, Boolean> stable = stability(middles.values());
      middles.forEach(
          (trial, at) -> {
            int[] bracket = brackets.get(trial);
            bracket[stable.getOrDefault(at.id(), false) ? 0 : 1] = middle(bracket);
          });
    }
    Map<Trial, Double> largest = new LinkedHashMap<>();
    brackets.forEach(
        (trial, bracket) -> {
          if (bracket[0] > LOWEST && bracket[1] < HIGHEST) {
            largest.put(trial, rate(bracket[0]));
          }
        });
    return largest;
  }

  private static int middle(int[] bracket) {
    return Math.floorDiv(bracket[0] + bracket[1], 2);
  }

  private static double rate(int quarterOctaves) {
    return Math.pow(2, quarterOctaves / 4.0);
  }

  /** Reads which of some trials were stable. */
  private Map<String, Boolean> stability(Collection<Trial> trials) throws IOException {
    tables.compact();
    Set<String> ids = trials.stream().map(Trial::id).collect(Collectors.toSet());
    int last = trials.iterator().next().settings().steps();
    Map<String, Double> before = new HashMap<>();
    Map<String, Double> after = new HashMap<>();
    for (Measured loss : Measured.of(tables, ids, Set.of(Observable.LOSS.id()))) {
      if (loss.step() == 0) {
        before.put(loss.trialId(), loss.value());
      } else if (loss.step() == last && loss.completed()) {
        after.put(loss.trialId(), loss.value());
      }
    }
    Map<String, Boolean> stable = new HashMap<>();
    after.forEach((id, loss) -> stable.put(id, loss <= before.get(id)));
    return stable;
  }
}
