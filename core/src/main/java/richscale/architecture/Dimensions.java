package richscale.architecture;

/**
 * What an architecture is built for.
 *
 * @param width n, units or channels of every hidden layer
 * @param depth L, number of layers with weights
 * @param kernel side of the kernels, where an architecture leaves that open
 * @param stride stride of the convolutions, where an architecture leaves that open
 * @param residual how branches are put together, where an architecture has some
 * @param input shape of a sample
 * @param outputs number of outputs k
 */
public record Dimensions(
    int width,
    int depth,
    int kernel,
    int stride,
    Residual residual,
    FeatureShape input,
    int outputs) {}
