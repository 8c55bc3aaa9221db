package richscale.model;

import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.BaseActivationFunction;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import richscale.spec.Activation;

/**
 * The map W h -> gain phi(g W h) as a DL4J activation: the layer's gradient multiplier g before
 * DL4J's own nonlinearity, the variance-preserving gain after it.
 */
public final class ScaledActivation extends BaseActivationFunction {
  private static final long serialVersionUID = 1L;

  private final Activation activation;
  private final double multiplier;

  /**
   * Creates the activation.
   *
   * @param activation nonlinearity, with its gain
   * @param multiplier g
   */
  public ScaledActivation(
      @JsonProperty("activation") Activation activation,
      @JsonProperty("multiplier") double multiplier) {
    this.activation = activation;
    this.multiplier = multiplier;
  }

  /** {@return the nonlinearity: the nonlinearity, with its gain} */
  public Activation getActivation() {
    return activation;
  }

  /** {@return the multiplier: g} */
  public double getMultiplier() {
    return multiplier;
  }

  private IActivation plain() {
    return switch (activation) {
      case IDENTITY -> new ActivationIdentity();
      case RELU -> new ActivationReLU();
      case TANH -> new ActivationTanH();
      case GELU -> new TanhGelu();
    };
  }

  @Override
  public INDArray getActivation(INDArray in, boolean training) {
    scale(in, multiplier);
    return scale(plain().getActivation(in, training), activation.gain());
  }

  @Override
  public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
    assertShape(in, epsilon);
    Pair<INDArray, INDArray> gradient =
        plain().backprop(scale(in, multiplier), scale(epsilon, activation.gain()));
    scale(gradient.getFirst(), multiplier);
    return gradient;
  }

  private static INDArray scale(INDArray array, double factor) {
    return factor == 1 ? array : array.muli(factor);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ScaledActivation that
        && activation == that.activation
        && multiplier == that.multiplier;
  }

  @Override
  public int hashCode() {
    return 31 * activation.hashCode() + Double.hashCode(multiplier);
  }

  @Override
  public String toString() {
    return "%s(%s x)".formatted(activation, multiplier);
  }
}
