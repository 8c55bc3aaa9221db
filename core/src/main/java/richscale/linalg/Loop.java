package richscale.linalg;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** A kernel as loops over blocks of entries in Java arrays, which compile to vector code. */
interface Loop {
  /**
   * Works on a block of single precision.
   *
   * @param blocks for each matrix its entries, to be changed in place
   * @param count number of entries
   */
  void run(float[][] blocks, int count);

  /**
   * Works on a block of double precision.
   *
   * @param blocks for each matrix its entries, to be changed in place
   * @param count number of entries
   */
  void run(double[][] blocks, int count);

  /**
   * Returns the loop of a kernel.
   *
   * @param kernel the kernel
   * @param constants its constants
   * @return the loop
   */
  static Loop of(Kernel kernel, double... constants) {
    return switch (kernel) {
      case RELU -> new NonlinearLoops.Relu(constants[0]);
      case RELU_SLOPE -> new NonlinearLoops.ReluSlope(constants[0]);
      case TANH -> new NonlinearLoops.Tanh(constants[0]);
      case TANH_SLOPE -> new NonlinearLoops.TanhSlope(constants[0]);
      case GELU -> new NonlinearLoops.GeluLoop(constants[0]);
      case GELU_SLOPE -> new NonlinearLoops.GeluSlope(constants[0]);
      case TIMES_RELU_DERIVATIVE -> pairwise((x, z) -> x * (z > 0 ? constants[0] : 0));
      case TIMES_TANH_DERIVATIVE ->
          pairwise(
              (x, z) -> {
                double tanh = Math.tanh(z);
                return x * (constants[0] * (1 - tanh * tanh));
              });
      case TIMES_GELU_DERIVATIVE -> pairwise((x, z) -> x * Gelu.derivative(constants[0], z));
      case TANH_CURVATURE ->
          single(
              x -> {
                double tanh = Math.tanh(x);
                return -2 * constants[0] * tanh * (1 - tanh * tanh);
              });
      case GELU_CURVATURE -> single(x -> Gelu.secondDerivative(constants[0], x));
      case TIMES -> pairwise((x, y) -> x * y);
      case TIMES_HALF_SQUARE -> pairwise((x, y) -> x * y * y / 2);
      case INVERSE_ROOT -> single(x -> 1 / Math.sqrt(x + constants[0]));
      case TIMES_CONSTANT -> single(x -> constants[0] * x);
      case ADAM -> new AdamLoop(constants[0], constants[1], constants[2], constants[3]);
    };
  }

  private static Loop single(DoubleUnaryOperator function) {
    return new DoublePrecisionLoop((x, unused) -> function.applyAsDouble(x), 1);
  }

  private static Loop pairwise(DoubleBinaryOperator function) {
    return new DoublePrecisionLoop(function, 2);
  }
}
