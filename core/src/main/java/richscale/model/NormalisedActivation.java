package richscale.model;

import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.BaseActivationFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** {@link LayerNormalisation} as a DL4J activation: rows of mean 0 and variance 1. */
public final class NormalisedActivation extends BaseActivationFunction {
  private static final long serialVersionUID = 1L;

  @Override
  public INDArray getActivation(INDArray in, boolean training) {
    in.subiColumnVector(in.mean(true, 1));
    return in.muliColumnVector(inverseDeviations(in));
  }

  @Override
  public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
    assertShape(in, epsilon);
    INDArray centred = in.subColumnVector(in.mean(true, 1));
    INDArray inverse = inverseDeviations(centred);
    INDArray normalised = centred.muliColumnVector(inverse);
    INDArray along = epsilon.mul(normalised).mean(true, 1);
    INDArray gradient = epsilon.subColumnVector(epsilon.mean(true, 1));
    gradient.subi(normalised.muliColumnVector(along)).muliColumnVector(inverse);
    return new Pair<>(gradient, null);
  }

  private static INDArray inverseDeviations(INDArray centred) {
    INDArray variance = centred.mul(centred).mean(true, 1);
    return Transforms.sqrt(variance.addi(LayerNormalisation.EPSILON), false).rdivi(1);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NormalisedActivation;
  }

  @Override
  public int hashCode() {
    return NormalisedActivation.class.hashCode();
  }

  @Override
  public String toString() {
    return "normalised";
  }
}
