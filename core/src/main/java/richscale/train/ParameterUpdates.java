package richscale.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import richscale.linalg.Matrix;
import richscale.model.LayerOp;
import richscale.model.Network;
import richscale.optimizer.Optimizer;
import richscale.optimizer.Parameters;
import richscale.optimizer.RateSchedule;
import richscale.spec.Trial;
import richscale.theory.LayerRole;
import richscale.theory.LayerScaling;

/**
 * The update rule of a trial on the parameters of all layers. What it keeps lives in the state of
 * DL4J's own updater, so that DL4J can go on where this ends; of a rule that DL4J lacks, here.
 */
final class ParameterUpdates implements AutoCloseable {
  private final Network network;
  private final Optimizer rule;

  /** That of each layer. */
  private final List<Optimizer> rules = new ArrayList<>();

  private final RateSchedule schedule;
  private final int updates;

  /** The parameters of each layer, in the order of {@link LayerOp#addGradient}. */
  private final List<List<Parameters>> layers = new ArrayList<>();

  private final List<Matrix> owned = new ArrayList<>();
  private final List<Runnable> settlings = new ArrayList<>();

  ParameterUpdates(Network network, Trial trial) {
    this.network = network;
    rule = trial.settings().rule();
    schedule = trial.settings().schedule();
    updates = trial.settings().steps();
    for (int l = 1; l <= network.layers().size(); l++) {
      Network.Layer layer = network.layers().get(l - 1);
      Optimizer own = rule.forRole(LayerRole.of(l, network.layers().size()));
      rules.add(own);
      List<Parameters> ofLayer = new ArrayList<>();
      ofLayer.add(parameters(trial, layer.weight(), layer.scaling(), network.weightOffset(l), own));
      if (layer.bias().isPresent()) {
        Network.Bias bias = layer.bias().get();
        ofLayer.add(parameters(trial, bias.values(), bias.scaling(), network.biasOffset(l), own));
      }
      layers.add(ofLayer);
    }
  }

  private Parameters parameters(
      Trial trial, Matrix values, LayerScaling scaling, long offset, Optimizer own) {
    Optional<UpdaterViews> views =
        rule.plain()
            ? Optional.empty()
            : Optional.of(placed(UpdaterViews.of(network, offset, values)));
    return new Parameters(
        values,
        scaling.learningRate(),
        scaling.gradientScale(),
        1 - trial.decayAt(scaling.learningRate()),
        views
            .map(there -> rule.dl4j(1, 1).isPresent() ? there.states() : own(values, own))
            .orElse(List.of()),
        views.map(UpdaterViews::gradient));
  }

  /** On a device the rule has as many matrices there, which are settled into DL4J's. */
  private UpdaterViews placed(UpdaterViews ofDl4j) {
    if (network.space().onHost()) {
      return ofDl4j;
    }
    List<Matrix> states = new ArrayList<>();
    for (Matrix state : ofDl4j.states()) {
      Matrix there = network.space().allocate(state.rows(), state.cols());
      there.convert(state);
      owned.add(there);
      settlings.add(() -> state.convert(there));
      states.add(there);
    }
    Matrix gradient = network.space().allocate(ofDl4j.gradient().rows(), ofDl4j.gradient().cols());
    gradient.zero();
    owned.add(gradient);
    return new UpdaterViews(gradient, states);
  }

  /** Copies what a rule keeps on a device into the state of DL4J's updater. */
  void settle() {
    settlings.forEach(Runnable::run);
  }

  private List<Matrix> own(Matrix like, Optimizer own) {
    List<Matrix> states = new ArrayList<>();
    for (int i = 0; i < own.state(); i++) {
      Matrix state = like.like(like.rows(), like.cols());
      state.zero();
      states.add(state);
    }
    owned.addAll(states);
    return states;
  }

  @Override
  public void close() {
    owned.forEach(Matrix::close);
  }

  /**
   * Updates a layer.
   *
   * @param layer from 1
   * @param op what the layer does
   * @param h inputs of the layer
   * @param byZ gradient by its pre-activations, sample by sample
   * @param factor of all gradients: g / B
   */
  void update(int layer, LayerOp op, Matrix h, Matrix byZ, double factor) {
    List<Parameters> ofLayer = layers.get(layer - 1);
    int t = network.dl4j().iterations();
    double scheduled = schedule.factor(t, updates);
    Optimizer own = rules.get(layer - 1);
    for (int i = 0; i < ofLayer.size(); i++) {
      int parameter = i;
      own.update(
          ofLayer.get(i).at(scheduled),
          new Optimizer.Gradient() {
            @Override
            public void addTo(double multiple, Matrix into) {
              op.addGradient(parameter, h, byZ, multiple * factor, into);
            }

            @Override
            public boolean addPolarTo(double multiple, Matrix into, double kept) {
              return op.addPolarGradient(parameter, h, byZ, multiple, into, kept);
            }
          },
          t);
    }
  }
}
