package richscale.model;

import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Cross entropy of the softmax of the outputs, where DL4J's own wants the softmax as activation.
 * What stands beside the targets, as many columns again, is subtracted from the outputs before.
 */
final class SoftmaxLoss implements ILossFunction {
  private static final long serialVersionUID = 1L;

  @Override
  public double computeScore(
      INDArray labels, INDArray z, IActivation activation, INDArray mask, boolean average) {
    double sum = computeScoreArray(labels, z, activation, mask).sumNumber().doubleValue();
    return average ? sum / z.size(0) : sum;
  }

  @Override
  public INDArray computeScoreArray(
      INDArray labels, INDArray z, IActivation activation, INDArray mask) {
    INDArray logits = logits(labels, z, activation);
    INDArray shifted = logits.subColumnVector(logits.max(true, 1));
    INDArray logSum = Transforms.log(Transforms.exp(shifted, true).sum(true, 1), false);
    return shifted.subColumnVector(logSum).muli(targets(labels, z)).sum(true, 1).negi();
  }

  private static INDArray targets(INDArray labels, INDArray z) {
    return labels.get(NDArrayIndex.all(), NDArrayIndex.interval(0, z.size(1)));
  }

  /** Returns the outputs less those that stand beside the targets, if any do. */
  private static INDArray logits(INDArray labels, INDArray z, IActivation activation) {
    INDArray outputs = activation.getActivation(z.dup(), true);
    return labels.size(1) == z.size(1)
        ? outputs
        : outputs.subi(
            labels.get(NDArrayIndex.all(), NDArrayIndex.interval(z.size(1), labels.size(1))));
  }

  @Override
  public INDArray computeGradient(
      INDArray labels, INDArray z, IActivation activation, INDArray mask) {
    INDArray logits = logits(labels, z, activation);
    INDArray byOutput = Transforms.softmax(logits, true).subi(targets(labels, z));
    return activation.backprop(z.dup(), byOutput).getFirst();
  }

  @Override
  public Pair<Double, INDArray> computeGradientAndScore(
      INDArray labels, INDArray z, IActivation activation, INDArray mask, boolean average) {
    return new Pair<>(
        computeScore(labels, z, activation, mask, average),
        computeGradient(labels, z, activation, mask));
  }

  @Override
  public String name() {
    return "softmax cross entropy";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SoftmaxLoss;
  }

  @Override
  public int hashCode() {
    return SoftmaxLoss.class.hashCode();
  }
}
