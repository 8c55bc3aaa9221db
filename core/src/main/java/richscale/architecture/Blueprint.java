package richscale.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An architecture with all its sizes.
 *
 * @param layers read-in first
 * @param pad rows and columns of zeros that convolutions need around a map
 */
public record Blueprint(List<Shapes> layers, int pad) {
  /**
   * A layer with its sizes.
   *
   * @param plan the layer
   * @param input what comes in
   * @param z its pre-activations, before pooling
   * @param output what comes out
   */
  public record Shapes(LayerPlan plan, FeatureShape input, FeatureShape z, FeatureShape output) {
    /**
     * {@return the inputs of one unit at one position: fan-in: kernel squared times channels, or
     * kernel squared where it is depthwise}
     */
    public int fanIn() {
      int area = plan.kernel() * plan.kernel();
      return plan.connection() == LayerPlan.Connection.DEPTHWISE ? area : area * input.channels();
    }

    /** {@return the number of weights: fan-in times fan-out} */
    public long weights() {
      return (long) fanIn() * plan.fanOut();
    }
  }

  public Blueprint {
    layers = List.copyOf(layers);
  }

  /**
   * Follows a sample through an architecture.
   *
   * @param architecture the architecture
   * @param dimensions sizes
   * @return all sizes
   * @throws UnbuildableException if layers do not fit together; the message says which
   */
  public static Blueprint of(Architecture architecture, Dimensions dimensions) {
    List<LayerPlan> plans = architecture.layers(dimensions);
    List<Shapes> layers = new ArrayList<>();
    int pad = 0;
    boolean dense = plans.get(0).connection() == LayerPlan.Connection.DENSE;
    FeatureShape at = dense ? dimensions.input().flat() : dimensions.input();
    for (LayerPlan plan : plans) {
      if (plan.connection() == LayerPlan.Connection.DENSE && at.positions() > 1) {
        throw new UnbuildableException(
            String.format(
                Locale.ROOT,
                "layer %d is dense, but maps of %d x %d come in",
                layers.size() + 1,
                at.height(),
                at.width()),
            "a global average before it");
      }
      if (plan.connection() == LayerPlan.Connection.DEPTHWISE && plan.fanOut() != at.channels()) {
        throw new UnbuildableException(
            String.format(
                Locale.ROOT,
                "layer %d is depthwise with %d channels in and %d out",
                layers.size() + 1,
                at.channels(),
                plan.fanOut()),
            "as many");
      }
      FeatureShape z = new FeatureShape(plan.fanOut(), at.height(), at.width());
      if (plan.pooling().kind() == Pooling.Kind.AVERAGE
          && plan.pooling().size() > Math.min(z.height(), z.width())) {
        throw new UnbuildableException(
            String.format(
                Locale.ROOT,
                "layer %d averages %2$d x %2$d positions of maps of %3$d x %4$d",
                layers.size() + 1,
                plan.pooling().size(),
                z.height(),
                z.width()),
            "larger maps");
      }
      if (plan.branch().isPresent()) {
        checkBranch(plan.branch().get(), layers, at, z);
      }
      pad = Math.max(pad, plan.kernel() / 2);
      layers.add(new Shapes(plan, at, z, plan.pooling().of(z)));
      at = plan.pooling().of(z);
    }
    LayerPlan last = plans.get(plans.size() - 1);
    if (plans.size() < 2
        || plans.size() != architecture.depth().orElse(dimensions.depth())
        || last.connection() != LayerPlan.Connection.DENSE
        || last.activated()
        || last.fanOut() != dimensions.outputs()) {
      throw new UnbuildableException(
          String.format(Locale.ROOT, "%s has %d layers", architecture.name(), plans.size()),
          String.format(
              Locale.ROOT,
              "%d of which the last is dense and linear with %d units",
              architecture.depth().orElse(dimensions.depth()),
              dimensions.outputs()));
    }
    return new Blueprint(layers, pad);
  }

  private static void checkBranch(
      LayerPlan.Branch branch, List<Shapes> before, FeatureShape input, FeatureShape z) {
    int layer = before.size() + 1;
    int first = layer - branch.layers() + 1;
    if (first < 2) {
      throw new UnbuildableException(
          String.format(Locale.ROOT, "layer %d ends a branch of %d layers", layer, branch.layers()),
          "one that begins after the read-in");
    }
    FeatureShape start = first == layer ? input : before.get(first - 1).input();
    if (!start.equals(z)) {
      throw new UnbuildableException(
          String.format(Locale.ROOT, "layer %d ends a branch from %s to %s", layer, start, z),
          "equal channels and maps");
    }
  }

  /** {@return the number of weights: the sum over layers} */
  public long weights() {
    return layers.stream().mapToLong(Shapes::weights).sum();
  }

  /**
   * {@return the multiplications of one sample's forward pass: the sum over layers of weights times
   * positions}
   */
  public double multiplications() {
    return layers.stream()
        .mapToDouble(layer -> (double) layer.weights() * layer.z().positions())
        .sum();
  }

  /**
   * {@return the numbers in all hidden representations of one sample: the sum over layers, pre-
   * activations and pooled maps}
   */
  public double units() {
    return layers.stream()
        .mapToDouble(
            layer ->
                layer.z().size() * (layer.plan().branch().isPresent() ? 2.0 : 1)
                    + (layer.plan().normalised() ? layer.input().size() : 0)
                    + (layer.plan().pooling().kind() == Pooling.Kind.NONE
                        ? 0
                        : layer.output().size()))
        .sum();
  }

  /** {@return whether all layers are dense} */
  public boolean dense() {
    return layers.stream()
        .allMatch(layer -> layer.plan().connection() == LayerPlan.Connection.DENSE);
  }

  /** {@return whether layers follow each other in one line, with nothing between them} */
  public boolean sequential() {
    return layers.stream()
        .allMatch(layer -> layer.plan().branch().isEmpty() && !layer.plan().normalised());
  }
}
