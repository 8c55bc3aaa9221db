package richscale.architecture;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** The architectures there are: built in, and found on the class path. */
public final class Architectures {
  private static final List<Architecture> BUILT_IN =
      List.of(new Dense(), new Myrtle5(), new Conv(), new Resnet(), new Resmlp());

  private Architectures() {}

  /** {@return all architectures: the built-in ones first} */
  public static List<Architecture> all() {
    List<Architecture> found = new ArrayList<>();
    ServiceLoader.load(Architecture.class, Thread.currentThread().getContextClassLoader())
        .forEach(found::add);
    return Stream.concat(BUILT_IN.stream(), found.stream()).toList();
  }

  /**
   * Finds an architecture.
   *
   * @param name its name
   * @return the architecture
   * @throws IllegalArgumentException if there is none of that name
   */
  public static Architecture named(String name) {
    // Looking through the class path takes its time, so the built-in ones come first.
    return find(BUILT_IN, name)
        .or(() -> find(all(), name))
        .orElseThrow(() -> new IllegalArgumentException("no architecture is named " + name));
  }

  private static Optional<Architecture> find(List<Architecture> among, String name) {
    return among.stream().filter(architecture -> architecture.name().equals(name)).findFirst();
  }

  /**
   * Returns whether theory predicts the norms of an architecture's weights: it speaks of dense
   * layers and of convolutions, and of nothing that a jar brings along.
   *
   * @param name its name
   * @return whether it is built in
   */
  public static boolean builtIn(String name) {
    return find(BUILT_IN, name).isPresent();
  }

  /**
   * Returns whether an architecture has branches that a spec puts together.
   *
   * @param name its name
   * @return whether its layers follow {@link Residual}
   */
  public static boolean residual(String name) {
    return name.equals("resnet") || name.equals("resmlp");
  }

  /** Fully connected layers; images enter as vectors of their pixels. */
  private record Dense() implements Architecture {
    @Override
    public String name() {
      return "dense";
    }

    @Override
    public List<LayerPlan> layers(Dimensions dimensions) {
      List<LayerPlan> layers = new ArrayList<>();
      for (int l = 1; l < dimensions.depth(); l++) {
        layers.add(LayerPlan.dense(dimensions.width()));
      }
      layers.add(LayerPlan.dense(dimensions.outputs()).linear());
      return layers;
    }
  }

  /**
   * The practical network of arXiv 2404.19719: four 3x3 convolutions, averages of 2x2 after the
   * second and the third, the average of all positions after the fourth, a dense read-out.
   */
  private record Myrtle5() implements Architecture {
    @Override
    public String name() {
      return "myrtle5";
    }

    @Override
    public OptionalInt depth() {
      return OptionalInt.of(5);
    }

    @Override
    public List<LayerPlan> layers(Dimensions dimensions) {
      LayerPlan convolution = LayerPlan.convolution(3, dimensions.width());
      return List.of(
          convolution,
          convolution.pooled(Pooling.average(2)),
          convolution.pooled(Pooling.average(2)),
          convolution.pooled(Pooling.GLOBAL),
          LayerPlan.dense(dimensions.outputs()).linear());
    }
  }

  /** Convolutions of one kernel, all but the read-in strided, and a dense read-out of averages. */
  private record Conv() implements Architecture {
    @Override
    public String name() {
      return "conv";
    }

    @Override
    public List<LayerPlan> layers(Dimensions dimensions) {
      LayerPlan convolution = LayerPlan.convolution(dimensions.kernel(), dimensions.width());
      List<LayerPlan> layers = new ArrayList<>();
      for (int l = 1; l < dimensions.depth(); l++) {
        boolean last = l == dimensions.depth() - 1;
        Pooling strided = l == 1 ? Pooling.NONE : Pooling.stride(dimensions.stride());
        layers.add(convolution.pooled(last ? Pooling.GLOBAL : strided));
      }
      layers.add(LayerPlan.dense(dimensions.outputs()).linear());
      return layers;
    }
  }

  /**
   * Residual blocks: a 3x3 convolution, branches of such, the average of all positions, a dense
   * read-out; averages of 2x2 after every third of the branches but the last.
   */
  private record Resnet() implements Architecture {
    @Override
    public String name() {
      return "resnet";
    }

    @Override
    public List<LayerPlan> layers(Dimensions dimensions) {
      Residual residual = dimensions.residual();
      int branches = residual.branches(dimensions.depth());
      int within = residual.branchLayers();
      LayerPlan convolution = LayerPlan.convolution(3, dimensions.width());
      LayerPlan ending = convolution.endingBranch(within, residual.multiplier(branches));
      int stage = (branches + 2) / 3;
      List<LayerPlan> layers = new ArrayList<>(List.of(convolution));
      for (int branch = 1; branch <= branches; branch++) {
        layers.addAll(Collections.nCopies(within - 1, convolution));
        Pooling after = branch % stage == 0 ? Pooling.average(2) : Pooling.NONE;
        layers.add(ending.pooled(branch == branches ? Pooling.GLOBAL : after));
      }
      layers.add(LayerPlan.dense(dimensions.outputs()).linear());
      return layers;
    }
  }

  /**
   * Residual blocks of dense layers, h + N^-a phi(W h) or h + N^-a W' phi(W h), between a linear
   * read-in and the read-out; images enter as vectors of their pixels.
   */
  private record Resmlp() implements Architecture {
    @Override
    public String name() {
      return "resmlp";
    }

    @Override
    public List<LayerPlan> layers(Dimensions dimensions) {
      Residual residual = dimensions.residual();
      int branches = residual.branches(dimensions.depth());
      double multiplier = residual.multiplier(branches);
      LayerPlan dense = LayerPlan.dense(dimensions.width());
      LayerPlan first =
          residual.normalisation() == Residual.Normalisation.LAYER ? dense.ofNormalised() : dense;
      List<LayerPlan> branch =
          residual.branchLayers() == 1
              ? List.of(first.endingBranch(1, multiplier))
              : List.of(first, dense.linear().endingBranch(2, multiplier));
      List<LayerPlan> layers = new ArrayList<>(List.of(dense.linear()));
      for (int i = 0; i < branches; i++) {
        layers.addAll(branch);
      }
      layers.add(LayerPlan.dense(dimensions.outputs()).linear());
      return layers;
    }
  }
}
