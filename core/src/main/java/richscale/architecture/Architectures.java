package richscale.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** The architectures there are: built in, and found on the class path. */
public final class Architectures {
  private static final List<Architecture> BUILT_IN =
      List.of(new Dense(), new Myrtle5(), new Conv(), new Resnet());

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
   * Residual blocks: a 3x3 convolution, branches of two each, the average of all positions, a dense
   * read-out; averages of 2x2 after every third of the branches but the last. Each of the N
   * branches is multiplied by 1 / sqrt(N), so that neither representations nor their changes grow
   * with depth (arXiv 2309.16620 and 2310.02244).
   */
  private record Resnet() implements Architecture {
    @Override
    public String name() {
      return "resnet";
    }

    @Override
    public List<LayerPlan> layers(Dimensions dimensions) {
      if (dimensions.depth() < 4 || dimensions.depth() % 2 != 0) {
        throw new UnbuildableException(
            String.format(Locale.ROOT, "resnet of %d layers", dimensions.depth()),
            "an even number from 4: read-in, pairs, read-out");
      }
      int branches = (dimensions.depth() - 2) / 2;
      LayerPlan convolution = LayerPlan.convolution(3, dimensions.width());
      LayerPlan ending = convolution.endingBranch(2, 1 / Math.sqrt(branches));
      int stage = (branches + 2) / 3;
      List<LayerPlan> layers = new ArrayList<>(List.of(convolution));
      for (int branch = 1; branch <= branches; branch++) {
        layers.add(convolution);
        Pooling within = branch % stage == 0 ? Pooling.average(2) : Pooling.NONE;
        layers.add(ending.pooled(branch == branches ? Pooling.GLOBAL : within));
      }
      layers.add(LayerPlan.dense(dimensions.outputs()).linear());
      return layers;
    }
  }
}
