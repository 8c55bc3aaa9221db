package richscale.theory;

/**
 * How one layer z = g W h is scaled.
 *
 * @param multiplier gradient multiplier g; the effective weight is w = g W
 * @param initStd standard deviation s of every entry of W at initialisation
 * @param learningRate learning rate eta of W
 * @param gradientScale what the size of gradients by W is proportional to, where the rule has a
 *     constant of that size; else 1
 */
public record LayerScaling(
    double multiplier, double initStd, double learningRate, double gradientScale) {
  /**
   * Creates a scaling for a rule without such a constant.
   *
   * @param multiplier gradient multiplier g
   * @param initStd standard deviation s of every entry of W at initialisation
   * @param learningRate learning rate eta of W
   */
  public LayerScaling(double multiplier, double initStd, double learningRate) {
    this(multiplier, initStd, learningRate, 1);
  }

  /**
   * Returns the scaling of the same layer where rates and gradients are others.
   *
   * @param rateFactor what the learning rate is multiplied by
   * @param gradientFactor what the size of gradients is multiplied by
   * @return multiplier and initialisation as here
   */
  public LayerScaling times(double rateFactor, double gradientFactor) {
    return new LayerScaling(
        multiplier, initStd, learningRate * rateFactor, gradientScale * gradientFactor);
  }
}
