package richscale.observe;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import richscale.linalg.FloatingPoint;
import richscale.linalg.Matrix;
import richscale.linalg.OperatorNorm;
import richscale.spec.Trial;
import richscale.theory.Observable;

/**
 * Operator norms of initial weights, found once for all trials of one seed and width: their weights
 * are multiples of the same draws, and finding the norm takes as long as many updates. Each is
 * found from the draw itself, so that a trial's numbers do not depend on which trials came before.
 *
 * <p>Safe for trials side by side. What was not asked for longest is forgotten.
 */
final class InitialNorms {
  private static final long MAX_BYTES = 32L << 20;

  private record Draw(
      long seed, int width, int layer, int rows, int cols, FloatingPoint precision) {}

  private final Map<Draw, OperatorNorm.Start> known = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /**
   * Returns where the operator norms of a layer start, if the trial measures any.
   *
   * @param trial the trial
   * @param layer from 1 to L
   * @param weight its weights in units of their initial deviation
   * @return the start, the same whatever was asked for before
   */
  Optional<OperatorNorm.Start> of(Trial trial, int layer, Matrix weight) {
    if (!trial.settings().observables().contains(Observable.W_OP)) {
      return Optional.empty();
    }
    Draw draw =
        new Draw(
            trial.seed(), trial.width(), layer, weight.rows(), weight.cols(), weight.precision());
    Optional<OperatorNorm.Start> start = get(draw);
    if (start.isEmpty()) {
      // Not under the lock: who looks for the same meanwhile finds the same numbers.
      start = Optional.of(OperatorNorm.Start.of(weight));
      put(draw, start.get());
    }
    return start;
  }

  private synchronized Optional<OperatorNorm.Start> get(Draw draw) {
    return Optional.ofNullable(known.get(draw));
  }

  private synchronized void put(Draw draw, OperatorNorm.Start start) {
    OperatorNorm.Start before = known.put(draw, start);
    bytes += start.bytes() - (before == null ? 0 : before.bytes());
    Iterator<OperatorNorm.Start> oldest = known.values().iterator();
    while (bytes > MAX_BYTES) {
      bytes -= oldest.next().bytes();
      oldest.remove();
    }
  }
}
