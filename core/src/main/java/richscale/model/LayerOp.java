package richscale.model;

import richscale.linalg.Matrix;

/**
 * The linear part of a layer on batches of one size: z = g (W * h + b), with its derivatives. A
 * kind of layer is one class; its parameters are numbered, the weights first.
 */
public sealed interface LayerOp extends AutoCloseable permits WeightedOp {
  /** {@return how inputs stand, the layout of h_(l-1)} */
  FeatureLayout input();

  /** {@return how pre-activations stand, the layout of z_l} */
  FeatureLayout z();

  /**
   * Computes the pre-activations.
   *
   * @param h inputs
   * @param into receives z
   */
  void forward(Matrix h, Matrix into);

  /**
   * Computes what other weights make of inputs, without bias.
   *
   * @param h inputs
   * @param weight like W
   * @param into receives weight * h, without the multiplier g
   */
  void push(Matrix h, Matrix weight, Matrix into);

  /**
   * Computes the gradient by the inputs.
   *
   * @param byZ gradient by z
   * @param into receives it
   */
  void backward(Matrix byZ, Matrix into);

  /**
   * Adds a multiple of the gradient by some parameters, without the multiplier g.
   *
   * @param parameter which of the layer's: 0 for W, 1 for b
   * @param h inputs
   * @param byZ gradient by z
   * @param factor the multiple
   * @param into those parameters or a matrix like them
   */
  void addGradient(int parameter, Matrix h, Matrix byZ, double factor, Matrix into);

  /**
   * Adds a multiple of the polar factor of the gradient by some parameters, where inputs and
   * gradients of a batch, fewer than either side, give it.
   *
   * @param parameter which of the layer's
   * @param h inputs
   * @param byZ gradient by z
   * @param factor the multiple
   * @param into those parameters or a matrix like them
   * @param kept what is left of them before
   * @return whether it was added; nothing is done otherwise
   */
  default boolean addPolarGradient(
      int parameter, Matrix h, Matrix byZ, double factor, Matrix into, double kept) {
    return false;
  }

  /**
   * Returns the Frobenius norm of the inputs as the weights meet them: every input as often as a
   * kernel covers it.
   *
   * @param h inputs
   * @return the norm; that of h itself for a dense layer
   */
  double coveredNorm(Matrix h);

  /** Frees what it keeps; the network's parameters stay. */
  @Override
  void close();
}
