package richscale.observe;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import richscale.data.GatheredBatches;
import richscale.linalg.Matrix;
import richscale.linalg.OperatorNorm;
import richscale.spec.Trial;
import richscale.theory.Observable;

/** A trial's network at initialisation, as far as it or trials beside it have looked at it. */
public final class Beginning {
  private final Trial trial;
  private final Beginnings beginnings;
  private final Map<Integer, OperatorNorm.Start> starts = new HashMap<>();

  /**
   * Knows nothing of the trial's own weights yet.
   *
   * @param trial the trial
   * @param beginnings what trials beside it found
   */
  public Beginning(Trial trial, Beginnings beginnings) {
    this.trial = trial;
    this.beginnings = beginnings;
  }

  /**
   * Looks at a weight as it is drawn.
   *
   * @param layer from 1 to L
   * @param weight its weights in units of their initial deviation
   */
  public void look(int layer, Matrix weight) {
    beginnings.norms().of(trial, layer, weight).ifPresent(start -> starts.put(layer, start));
  }

  /** Returns where the operator norms of a layer start, if that is known. */
  Optional<OperatorNorm.Start> start(int layer) {
    return Optional.ofNullable(starts.get(layer));
  }

  /** Returns batches that were gathered. */
  GatheredBatches batches() {
    return beginnings.batches();
  }

  /** Returns what the network is worth on the samples of a loss, found once. */
  HeldOutMeter.Score score(Observable loss, Supplier<HeldOutMeter.Score> finder) {
    return beginnings.scores().of(trial, loss, finder);
  }
}
