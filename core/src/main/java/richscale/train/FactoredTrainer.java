package richscale.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import richscale.data.GatheredBatches;
import richscale.data.Samples;
import richscale.linalg.Matrix;
import richscale.model.FeatureLayout;
import richscale.model.Network;
import richscale.spec.TrainerKind;
import richscale.spec.Trial;

/**
 * Updates of a linear network by products of low-rank factors: three passes over a hidden matrix
 * and no buffer of batch x width.
 *
 * <p>With w_l = g_l W_l, error E = X w_1 .. w_L - Y and inputs X, the gradient by W_l is g_l/B (X
 * w_1 .. w_(l-1))' E (w_(l+1) .. w_L)'. So with the k x n factors
 *
 * <pre>  V_L = I,  V_(l-1) = V_l w_l'     (what is above a layer)
 *   T_0 = E'X / B,  T_l = T_(l-1) w_l (what comes from below)</pre>
 *
 * an update is W_l -= rate g_l T_(l-1)' V_l, of rank k. V_(l-1) of the next step needs W_l just
 * after its update and nothing below it, so both are done together, on as many columns at a time as
 * stay in the cache. A large W_l is written once in several steps only, see {@link PendingUpdates}.
 */
public final class FactoredTrainer extends ProposingTrainer {
  /** Entries of W that are updated and read again while they are in the second-level cache. */
  private static final int CACHED_ENTRIES = 1 << 16;

  /** Entries of W that are only read, of which the last are still in the third-level cache. */
  private static final int READ_ENTRIES = 1 << 20;

  private final Network network;
  private final List<Network.Layer> layers;
  private final Batches batches;
  private final ErrorSignal errorSignal;
  private final List<Matrix> above = new ArrayList<>();
  private final List<Matrix> aboveNext = new ArrayList<>();
  private final List<Matrix> below = new ArrayList<>();
  private final List<Optional<PendingUpdates>> pending = new ArrayList<>();
  private final Matrix map;

  /** The map at initialisation, where it is subtracted. */
  private final Optional<Matrix> initialMap;

  /** The map that is trained: less that at initialisation, if outputs are centred. */
  private final Matrix trained;

  private final int steps;
  private Optional<UpdateFactors> factors = Optional.empty();

  /**
   * Creates the trainer.
   *
   * @param network the network to train, between identity activations
   * @param samples what to train it on
   * @param trial batch size and seed; its update rule is plain gradient descent
   * @param gathered batches that trials beside it have gathered
   */
  FactoredTrainer(Network network, Samples samples, Trial trial, GatheredBatches gathered) {
    super(network.space());
    if (!TrainerKind.FACTORED.covers(trial)) {
      throw new IllegalArgumentException("does not stay factored: " + trial);
    }
    this.network = network;
    steps = trial.settings().steps();
    layers = network.layers();
    batches =
        new Batches(
            samples,
            trial,
            network.space(),
            new FeatureLayout(trial.settings().data().shape().flat(), 0, trial.batchSize()),
            gathered);
    Matrix x = batches.x();
    int outputs = samples.outputs();
    below.add(x.like(outputs, samples.inputs()));
    for (int l = 1; l < layers.size(); l++) {
      int width = layers.get(l - 1).weight().cols();
      below.add(x.like(outputs, width));
      above.add(x.like(outputs, width));
      aboveNext.add(x.like(outputs, width));
    }
    Matrix identity = x.space().identity(outputs);
    above.add(identity);
    aboveNext.add(identity);
    map = x.like(outputs, samples.inputs());
    for (Network.Layer layer : layers) {
      pending.add(
          PendingUpdates.serve(layer.weight(), outputs)
              ? Optional.of(new PendingUpdates(layer.weight(), identity))
              : Optional.empty());
    }
    for (int l = layers.size(); l >= 1; l--) {
      aboveOf(l - 1).product(aboveOf(l), false, weight(l), true, multiplier(l));
    }
    errorSignal = ErrorSignal.of(batches);
    initialMap = trial.settings().centred() ? Optional.of(map.copy()) : Optional.empty();
    trained = initialMap.isPresent() ? map.like(map.rows(), map.cols()) : map;
  }

  private Matrix weight(int layer) {
    return layers.get(layer - 1).weight();
  }

  private double multiplier(int layer) {
    return layers.get(layer - 1).scaling().multiplier();
  }

  /** Returns V_l; V_0 is the map from inputs to outputs. */
  private Matrix aboveOf(int layer) {
    return layer == 0 ? map : above.get(layer - 1);
  }

  private Matrix nextAboveOf(int layer) {
    return layer == 0 ? map : aboveNext.get(layer - 1);
  }

  @Override
  void propose(Matrix sums, int place) {
    batches.next();
    initialMap.ifPresent(
        before -> {
          trained.copyFrom(map);
          trained.add(-1, before);
        });
    errorSignal.of(trained, below.get(0), sums, place);
  }

  @Override
  double loss(double sum) {
    return errorSignal.loss(sum);
  }

  /** Updates all layers by the error signal that stands below the first. */
  @Override
  void accept() {
    for (int l = 1; l < layers.size(); l++) {
      Matrix from = below.get(l - 1);
      Matrix into = below.get(l);
      double multiplier = multiplier(l);
      into.product(from, false, weight(l), false, multiplier);
      pending.get(l - 1).ifPresent(updates -> updates.addBelow(from, multiplier, into));
    }
    factors.ifPresent(UpdateFactors::begin);
    for (int l = layers.size(); l >= 1; l--) {
      update(l);
    }
    for (int l = 1; l < layers.size(); l++) {
      Matrix old = above.get(l - 1);
      above.set(l - 1, aboveNext.get(l - 1));
      aboveNext.set(l - 1, old);
    }
    network.dl4j().countUpdate();
  }

  /** Updates W_l and forms V_(l-1) of the next step. */
  private void update(int layer) {
    Matrix weight = weight(layer);
    double multiplier = multiplier(layer);
    double rate = layers.get(layer - 1).scaling().learningRate() * multiplier;
    factors.ifPresent(
        record ->
            record.add(layer, -rate, below.get(layer - 1), aboveOf(layer), aboveOf(layers.size())));
    Optional<PendingUpdates> later = pending.get(layer - 1);
    later.ifPresent(updates -> updates.add(-rate, below.get(layer - 1), aboveOf(layer)));
    Matrix into = nextAboveOf(layer - 1);
    int wide =
        weight.space().onHost()
            ? Math.max(1, (later.isPresent() ? READ_ENTRIES : CACHED_ENTRIES) / weight.rows())
            : weight.cols();
    // From the end, since the product before went that way and left the end in the cache.
    int last = (weight.cols() - 1) / wide * wide;
    for (int from = last; from >= 0; from -= wide) {
      int count = Math.min(wide, weight.cols() - from);
      Matrix columns = weight.columns(from, count);
      if (later.isEmpty()) {
        columns.addProduct(
            below.get(layer - 1), true, aboveOf(layer).columns(from, count), false, -rate);
      }
      Matrix next = nextAboveOf(layer).columns(from, count);
      if (from == last) {
        into.product(next, false, columns, true, multiplier);
      } else {
        into.addProduct(next, false, columns, true, multiplier);
      }
    }
    later.ifPresent(updates -> updates.addAbove(nextAboveOf(layer), multiplier, into));
  }

  @Override
  public void settle() {
    pending.forEach(updates -> updates.ifPresent(PendingUpdates::settle));
  }

  @Override
  public Optional<UpdateFactors> recordFactors() {
    factors.ifPresent(UpdateFactors::close);
    factors = Optional.of(new UpdateFactors(layers, map.rows(), steps));
    return factors;
  }

  @Override
  public void close() {
    settle();
    network.settle();
    pending.forEach(updates -> updates.ifPresent(PendingUpdates::close));
    factors.ifPresent(UpdateFactors::close);
    errorSignal.close();
    super.close();
    initialMap.ifPresent(
        before -> {
          before.close();
          trained.close();
        });
    map.close();
    below.forEach(Matrix::close);
    above.forEach(Matrix::close);
    // The last is the identity, which both lists share.
    aboveNext.subList(0, aboveNext.size() - 1).forEach(Matrix::close);
    batches.close();
  }
}
