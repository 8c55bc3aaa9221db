package richscale.observe;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import richscale.spec.Trial;
import richscale.theory.Observable;

/**
 * What networks at initialisation are worth on held-out samples, found once for all trials that
 * differ in their base rate only: a network does not know it before its first update.
 *
 * <p>Safe for trials side by side. What was not asked for longest is forgotten.
 */
final class InitialScores {
  private static final int MOST = 1000;

  private record Beginning(Trial atUnitRate, Observable loss) {}

  private final Map<Beginning, HeldOutMeter.Score> known = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * Returns a score.
   *
   * @param trial the trial, before its first update
   * @param loss names the samples
   * @param finder finds it
   * @return the score, the same whatever was asked for before
   */
  HeldOutMeter.Score of(Trial trial, Observable loss, Supplier<HeldOutMeter.Score> finder) {
    Beginning beginning = new Beginning(trial.at(1), loss);
    HeldOutMeter.Score score = get(beginning);
    if (score == null) {
      // Not under the lock: who looks for the same meanwhile finds the same numbers.
      score = finder.get();
      put(beginning, score);
    }
    return score;
  }

  private synchronized HeldOutMeter.Score get(Beginning beginning) {
    return known.get(beginning);
  }

  private synchronized void put(Beginning beginning, HeldOutMeter.Score score) {
    known.put(beginning, score);
    if (known.size() > MOST) {
      known.remove(known.keySet().iterator().next());
    }
  }
}
