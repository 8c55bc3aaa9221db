package richscale.model;

import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.BaseActivationFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import richscale.linalg.Gelu;

/** GELU in its tanh form; ND4J's own is another approximation. */
final class TanhGelu extends BaseActivationFunction {
  private static final long serialVersionUID = 1L;

  private static INDArray tanh(INDArray z) {
    return Transforms.tanh(z.mul(z).muli(Gelu.CUBIC).addi(1).muli(z).muli(Gelu.SLOPE), false);
  }

  @Override
  public INDArray getActivation(INDArray in, boolean training) {
    return in.assign(tanh(in).addi(1).muli(in).muli(0.5));
  }

  @Override
  public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
    INDArray tanh = tanh(in);
    INDArray inner = in.mul(in).muli(3 * Gelu.CUBIC).addi(1).muli(Gelu.SLOPE);
    INDArray slope =
        tanh.mul(tanh).negi().addi(1).muli(inner).muli(in).addi(tanh).addi(1).muli(0.5);
    return new Pair<>(slope.muli(epsilon), null);
  }
}
