package richscale.observe;

import static richscale.theory.Observable.SECOND_ORDER;

import richscale.linalg.Kernel;
import richscale.linalg.Matrix;
import richscale.model.Nonlinearity;
import richscale.spec.Activation;

/**
 * The second derivative of f at initialisation along the update Delta of all parameters.
 *
 * <p>Each layer carries the Taylor coefficients h = h_0 + e b + e^2 c along theta_0 + e Delta; the
 * term is 2 c of the output. This is exact at every depth and activation; for a linear network of
 * three layers it equals f(theta_0 + Delta) + f(theta_0 - Delta) - 2 f(theta_0).
 */
final class SecondOrderMeter implements Meter {
  private final ProbeState state;

  SecondOrderMeter(ProbeState state) {
    this.state = state;
  }

  @Override
  public void measure(int step, Recorder recorder) {
    if (step > 0) {
      recorder.add(SECOND_ORDER, state.rms(2 * secondCoefficientNorm()));
    }
  }

  private double secondCoefficientNorm() {
    Matrix x = state.forward.h(0);
    Matrix b = x.like(x.rows(), x.cols());
    Matrix c = x.like(x.rows(), x.cols());
    b.zero();
    c.zero();
    for (int l = 1; l <= state.depth(); l++) {
      Matrix initial = state.initialWeight(l);
      double g = state.multiplier(l);
      Matrix nextB = x.like(x.rows(), initial.cols());
      Matrix nextC = x.like(x.rows(), initial.cols());
      nextB.product(b, false, initial, false, g);
      nextB.addProduct(state.initialH(l - 1), false, state.change(l).dense(), false, g);
      nextC.product(c, false, initial, false, g);
      nextC.addProduct(b, false, state.change(l).dense(), false, g);
      b.close();
      c.close();
      throughActivation(state.layer(l).activation(), state.initialZ(l), nextB, nextC);
      b = nextB;
      c = nextC;
    }
    double norm = c.frobeniusNorm();
    b.close();
    c.close();
    return norm;
  }

  private static void throughActivation(Activation activation, Matrix z, Matrix b, Matrix c) {
    if (activation == Activation.IDENTITY) {
      return;
    }
    try (Matrix curvature = z.copy()) {
      Nonlinearity.curvature(activation, curvature);
      Kernel.TIMES_HALF_SQUARE.run(1, curvature, b);
      Nonlinearity.timesDerivative(activation, c, z);
      c.add(1, curvature);
      Nonlinearity.timesDerivative(activation, b, z);
    }
  }
}
