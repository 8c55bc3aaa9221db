package richscale.model;

import richscale.linalg.Kernel;
import richscale.linalg.Matrix;
import richscale.spec.Activation;

/** The kernels of each nonlinearity, all with its gain. */
public final class Nonlinearity {
  private Nonlinearity() {}

  /**
   * Replaces z by phi(z), in the precision of training.
   *
   * @param activation the nonlinearity
   * @param z pre-activations
   */
  public static void apply(Activation activation, Matrix z) {
    switch (activation) {
      case IDENTITY -> {}
      case RELU -> Kernel.RELU.run(activation.gain(), z);
      case TANH -> Kernel.TANH.run(activation.gain(), z);
      case GELU -> Kernel.GELU.run(activation.gain(), z);
    }
  }

  /**
   * Multiplies a gradient by phi'(z), in the precision of training.
   *
   * @param activation the nonlinearity
   * @param gradient by phi(z)
   * @param of phi(z), or z itself where the slope does not follow from phi(z)
   */
  public static void timesSlope(Activation activation, Matrix gradient, Matrix of) {
    switch (activation) {
      case IDENTITY -> {}
      case RELU -> Kernel.RELU_SLOPE.run(activation.gain(), gradient, of);
      case TANH -> Kernel.TANH_SLOPE.run(activation.gain(), gradient, of);
      case GELU -> Kernel.GELU_SLOPE.run(activation.gain(), gradient, of);
    }
  }

  /**
   * Multiplies by phi'(z), computed in double precision.
   *
   * @param activation the nonlinearity
   * @param tangent what is multiplied
   * @param z pre-activations
   */
  public static void timesDerivative(Activation activation, Matrix tangent, Matrix z) {
    switch (activation) {
      case IDENTITY -> {}
      case RELU -> Kernel.TIMES_RELU_DERIVATIVE.run(activation.gain(), tangent, z);
      case TANH -> Kernel.TIMES_TANH_DERIVATIVE.run(activation.gain(), tangent, z);
      case GELU -> Kernel.TIMES_GELU_DERIVATIVE.run(activation.gain(), tangent, z);
    }
  }

  /**
   * Replaces z by phi''(z), computed in double precision; 0 for ReLU, whose kink has measure 0.
   *
   * @param activation the nonlinearity
   * @param z pre-activations
   */
  public static void curvature(Activation activation, Matrix z) {
    switch (activation) {
      case IDENTITY, RELU -> z.zero();
      case TANH -> Kernel.TANH_CURVATURE.run(activation.gain(), z);
      case GELU -> Kernel.GELU_CURVATURE.run(activation.gain(), z);
    }
  }
}
