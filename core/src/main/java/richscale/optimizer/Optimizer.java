package richscale.optimizer;

import java.io.Serializable;
import java.util.Optional;
import org.nd4j.linalg.learning.config.IUpdater;
import richscale.linalg.Matrix;
import richscale.theory.Gauge;
import richscale.theory.LayerRole;
import richscale.theory.LayerScaling;

/** An update rule: all that is known of it. */
public sealed interface Optimizer extends Serializable permits Sgd, HeavyBall, Adam, Muon {
  /** A gradient by some parameters that is formed where it is wanted. */
  @FunctionalInterface
  interface Gradient {
    /**
     * Adds a multiple of it.
     *
     * @param factor the multiple
     * @param into a matrix like the parameters
     */
    void addTo(double factor, Matrix into);

    /**
     * Adds a multiple of its polar factor, where it is a product of thin factors that give it.
     *
     * @param factor the multiple
     * @param into a matrix like the parameters
     * @param kept what is left of these before
     * @return whether it was added; nothing is done otherwise
     */
    default boolean addPolarTo(double factor, Matrix into, double kept) {
      return false;
    }
  }

  /**
   * Returns the rule of a layer.
   *
   * @param role where the layer stands
   * @return this, unless some layers have another
   */
  default Optimizer forRole(LayerRole role) {
    return this;
  }

  /** {@return how many numbers it keeps for each parameter} */
  int state();

  /** {@return whether it needs the gradient as a matrix of its own, beside what it keeps} */
  boolean wholeGradient();

  /** {@return passes over the parameters that an update takes beside forming the gradient} */
  double passes();

  /**
   * Returns the arithmetic of an update of a matrix beside forming the gradient and passes.
   *
   * @param fanIn its rows
   * @param fanOut its columns
   * @return floating-point operations
   */
  default double flops(double fanIn, double fanOut) {
    return 0;
  }

  /**
   * Returns the learning rate of a layer by theory.
   *
   * @param gauge how the scaling is written
   * @param role where the layer stands
   * @param alpha the activity gamma n^r
   * @param eta0 the width-independent base learning rate
   * @param fanIn inputs of a unit
   * @param n width
   * @return the rate of the raw weights W of the gauge
   */
  double rate(Gauge gauge, LayerRole role, double alpha, double eta0, int fanIn, int n);

  /**
   * Returns what the size of gradients by the raw weights is proportional to, where the rule has a
   * constant of that size that follows it.
   *
   * @param gauge how the scaling is written
   * @param role where the layer stands
   * @param alpha the activity gamma n^r
   * @param multiplier g of the parameters: gradients by raw ones are g times those by effective
   *     ones
   * @param n width
   * @return 1 where it has none
   */
  default double gradientScale(
      Gauge gauge, LayerRole role, double alpha, double multiplier, int n) {
    return 1;
  }

  /**
   * Returns the rate of a parameter that is written in other units.
   *
   * @param rate of b'
   * @param ratio of b = ratio b'
   * @return the rate of b that trains the same
   */
  double inOtherUnits(double rate, double ratio);

  /**
   * Updates parameters.
   *
   * @param parameters what is changed, and what is kept for it
   * @param gradient by them
   * @param t number of the update, from 1
   */
  void update(Parameters parameters, Gradient gradient, int t);

  /**
   * Returns DL4J's counterpart.
   *
   * @param rate learning rate
   * @param gradientScale of {@link LayerScaling}
   * @return its rule; absent if it has none
   */
  Optional<IUpdater> dl4j(double rate, double gradientScale);

  /**
   * {@return whether updates are multiples of the gradient, with nothing kept from one to the next}
   */
  default boolean plain() {
    return state() == 0 && !wholeGradient();
  }

  /**
   * Returns the scaling of a layer by theory.
   *
   * @param gauge how the scaling is written
   * @param role where the layer stands
   * @param alpha the activity gamma n^r
   * @param eta0 the width-independent base learning rate
   * @param fanIn inputs of a unit: d for a dense read-in and n beyond, k^2 times the channels for a
   *     convolution with kernels of k x k
   * @param n width
   * @return multiplier, initialisation and learning rate of the layer
   */
  default LayerScaling scaling(
      Gauge gauge, LayerRole role, double alpha, double eta0, int fanIn, int n) {
    double multiplier = gauge.multiplier(role, alpha, fanIn);
    return new LayerScaling(
        multiplier,
        gauge.initStd(role, alpha, fanIn),
        forRole(role).rate(gauge, role, alpha, eta0, fanIn, n),
        forRole(role).gradientScale(gauge, role, alpha, multiplier, n));
  }

  /**
   * Returns the scaling of a layer's bias by theory: that of a weight with one input, which is 1.
   * The bias is written as a raw parameter b beside W, so that the layer computes g (W h + b).
   *
   * @param gauge how the scaling is written
   * @param role where the layer stands
   * @param alpha the activity gamma n^r
   * @param eta0 the width-independent base learning rate
   * @param multiplier g of the layer
   * @param n width
   * @return initialisation and learning rate of b; its multiplier is g
   */
  default LayerScaling biasScaling(
      Gauge gauge, LayerRole role, double alpha, double eta0, double multiplier, int n) {
    LayerScaling own = scaling(gauge, role, alpha, eta0, 1, n);
    // g b = own.g b' with b = (own.g / g) b'.
    double ratio = own.multiplier() / multiplier;
    return new LayerScaling(
        multiplier,
        own.initStd() * ratio,
        forRole(role).inOtherUnits(own.learningRate(), ratio),
        forRole(role).gradientScale(gauge, role, alpha, multiplier, n));
  }
}
