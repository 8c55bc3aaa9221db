package richscale.theory;

/**
 * How one layer z = g W h is scaled.
 *
 * @param multiplier gradient multiplier g; the effective weight is w = g W
 * @param initStd standard deviation s of every entry of W at initialisation
 * @param learningRate learning rate eta of W under plain SGD
 */
public record LayerScaling(double multiplier, double initStd, double learningRate) {}
