package richscale.model;

import richscale.linalg.Kernel;
import richscale.linalg.Matrix;
import richscale.linalg.Space;

/**
 * Layer normalisation without weights (Ba, Kiros and Hinton 2016) on batches of one size: every
 * sample gets mean 0 and variance 1 over its units, by products with vectors of ones so that it is
 * done wherever matrices are.
 */
final class LayerNormalisation implements AutoCloseable {
  /** What is added to variances, as everywhere. */
  static final double EPSILON = 1e-5;

  private final Matrix ones;
  private final Matrix perSample;
  private final Matrix scratch;
  private final Matrix byNormalised;

  /**
   * Prepares it.
   *
   * @param space where values are
   * @param samples size of a batch
   * @param units of a sample
   */
  LayerNormalisation(Space space, int samples, int units) {
    ones = space.allocate(units, 1);
    ones.ones();
    perSample = space.allocate(samples, 1);
    scratch = space.allocate(samples, units);
    byNormalised = space.allocate(samples, units);
  }

  /**
   * Normalises.
   *
   * @param h samples x units
   * @param into receives (h - mean) / sqrt(variance + epsilon)
   * @param inverse receives 1 / sqrt(variance + epsilon), samples x 1
   */
  void forward(Matrix h, Matrix into, Matrix inverse) {
    into.copyFrom(h);
    mean(h, perSample);
    into.addProduct(perSample, false, ones, true, -1);
    scratch.copyFrom(into);
    Kernel.TIMES.run(1, scratch, into);
    mean(scratch, inverse);
    Kernel.INVERSE_ROOT.run(EPSILON, inverse);
    timesPerSample(into, inverse);
  }

  /** {@return where the gradient by normalised values is put, samples x units} */
  Matrix byNormalised() {
    return byNormalised;
  }

  /**
   * Takes the gradient by normalised values, which is overwritten, to one by those before.
   *
   * @param normalised from the pass forward
   * @param inverse from the pass forward
   * @param into receives the gradient
   */
  void backward(Matrix normalised, Matrix inverse, Matrix into) {
    into.copyFrom(byNormalised);
    mean(byNormalised, perSample);
    into.addProduct(perSample, false, ones, true, -1);
    Kernel.TIMES.run(1, byNormalised, normalised);
    mean(byNormalised, perSample);
    byNormalised.copyFrom(normalised);
    timesPerSample(byNormalised, perSample);
    into.add(-1, byNormalised);
    timesPerSample(into, inverse);
  }

  private void mean(Matrix values, Matrix into) {
    into.product(values, false, ones, false, 1.0 / values.cols());
  }

  /** Multiplies every row by a number of its own. */
  private void timesPerSample(Matrix values, Matrix factors) {
    scratch.product(factors, false, ones, true, 1);
    Kernel.TIMES.run(1, values, scratch);
  }

  @Override
  public void close() {
    ones.close();
    perSample.close();
    scratch.close();
    byNormalised.close();
  }
}
