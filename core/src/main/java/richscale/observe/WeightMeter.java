package richscale.observe;

import static richscale.theory.Observable.DELTA_W_FRO;
import static richscale.theory.Observable.DELTA_W_OP;
import static richscale.theory.Observable.DELTA_W_RAW_RMS;
import static richscale.theory.Observable.DELTA_W_RMS;
import static richscale.theory.Observable.W_FRO;
import static richscale.theory.Observable.W_OP;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import richscale.linalg.LowRankProduct;
import richscale.linalg.Matrix;
import richscale.linalg.OperatorNorm;
import richscale.model.Network;

/** Norms of weights and of their changes. */
final class WeightMeter implements Meter {
  private final ProbeState state;
  private final List<Tracked> tracked = new ArrayList<>();

  /** The operator norm of a weight, and how many terms of its change that has seen. */
  private static final class Tracked {
    private final OperatorNorm norm;
    private int rank;

    Tracked(Network.Layer layer, Optional<OperatorNorm.Start> start) {
      norm =
          start
              .map(found -> new OperatorNorm(layer.weight(), found, layer.scaling().initStd()))
              .orElseGet(() -> new OperatorNorm(layer.weight()));
    }

    /** Returns the norm before the first update. */
    double initial(Matrix weight) {
      return norm.last().orElseGet(() -> norm.update(weight));
    }

    double update(Matrix weight, WeightChange change) {
      Optional<LowRankProduct> factors = change.factors().filter(all -> all.rank() > rank);
      if (factors.isEmpty()) {
        return norm.update(weight);
      }
      LowRankProduct more = factors.get().from(rank);
      rank = factors.get().rank();
      Optional<Matrix> direction = change.direction(norm.onRight());
      double value = norm.update(weight, more, direction);
      direction.ifPresent(Matrix::close);
      return value;
    }
  }

  WeightMeter(ProbeState state) {
    this.state = state;
    for (int l = 1;
        state.trial.settings().observables().contains(W_OP) && l <= state.depth();
        l++) {
      tracked.add(new Tracked(state.layer(l), state.beginning.start(l)));
    }
  }

  @Override
  public void measure(int step, Recorder recorder) {
    for (int l = 1; l <= state.depth(); l++) {
      Matrix weight = state.layer(l).weight();
      WeightChange change = state.change(l);
      double g = state.multiplier(l);
      double frobenius = weight.frobeniusNorm();
      recorder.add(W_FRO, l, g * frobenius);
      if (recorder.wants(W_OP) && Double.isFinite(frobenius)) {
        Tracked norm = tracked.get(l - 1);
        recorder.add(W_OP, l, g * (step == 0 ? norm.initial(weight) : norm.update(weight, change)));
      }
      if (step > 0 && recorder.wantsAny(DELTA_W_FRO, DELTA_W_OP, DELTA_W_RMS, DELTA_W_RAW_RMS)) {
        double deltaFrobenius = change.frobeniusNorm();
        double rms = deltaFrobenius / Math.sqrt((double) weight.size());
        recorder.add(DELTA_W_FRO, l, g * deltaFrobenius);
        recorder.add(DELTA_W_RMS, l, g * rms);
        recorder.add(DELTA_W_RAW_RMS, l, rms);
        if (recorder.wants(DELTA_W_OP)) {
          int layer = l;
          change.operatorNorm().ifPresent(norm -> recorder.add(DELTA_W_OP, layer, g * norm));
        }
      }
    }
  }

  @Override
  public void close() {
    tracked.forEach(each -> each.norm.close());
  }
}
