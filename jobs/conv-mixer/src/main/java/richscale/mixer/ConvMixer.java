package richscale.mixer;

import java.util.List;
import java.util.OptionalInt;
import richscale.architecture.Architecture;
import richscale.architecture.Dimensions;
import richscale.architecture.LayerPlan;
import richscale.architecture.Pooling;

/**
 * The conv mixer of github.com/dkarkada/mupify: a convolution, then three pairs of a depthwise
 * convolution without nonlinearity and a 1x1 convolution with it, averages of 2x2 after the first
 * and the second pair and of all positions after the third, a dense read-out.
 */
public final class ConvMixer implements Architecture {
  /** Made by the service loader. */
  public ConvMixer() {}

  @Override
  public String name() {
    return "conv-mixer";
  }

  @Override
  public OptionalInt depth() {
    return OptionalInt.of(8);
  }

  @Override
  public List<LayerPlan> layers(Dimensions dimensions) {
    int n = dimensions.width();
    LayerPlan across = LayerPlan.depthwise(dimensions.kernel(), n).linear();
    LayerPlan within = LayerPlan.convolution(1, n);
    return List.of(
        LayerPlan.convolution(dimensions.kernel(), n),
        across,
        within.pooled(Pooling.average(2)),
        across,
        within.pooled(Pooling.average(2)),
        across,
        within.pooled(Pooling.GLOBAL),
        LayerPlan.dense(dimensions.outputs()).linear());
  }
}
