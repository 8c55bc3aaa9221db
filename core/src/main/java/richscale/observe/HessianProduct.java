package richscale.observe;

import java.util.ArrayList;
import java.util.List;
import richscale.linalg.Kernel;
import richscale.linalg.Matrix;
import richscale.model.BackwardPass;
import richscale.model.Nonlinearity;
import richscale.spec.Activation;

/**
 * Products of the Hessian of the loss 1/(2P) sum |f - y|^2 with directions in parameter space,
 * exact, by differentiating the backward pass (Pearlmutter 1994).
 */
final class HessianProduct implements AutoCloseable {
  private final ProbeState state;
  private final BackwardPass backward;

  HessianProduct(ProbeState state) {
    this.state = state;
    backward = BackwardPass.toLookAt(state.network, state.size(), 1);
  }

  /** Takes over the network as it is now; the state's forward pass must be up to date. */
  void update() {
    Matrix error = backward.cotangents();
    error.copyFrom(state.f());
    error.add(-1, state.targets);
    error.scale(1.0 / state.size());
    backward.run(state.forward);
  }

  /** Returns H v; v and the result have one matrix for each W_l. */
  List<Matrix> times(List<Matrix> v) {
    int depth = state.depth();
    List<Matrix> dz = new ArrayList<>();
    List<Matrix> dh = new ArrayList<>();
    Matrix x = state.forward.h(0);
    Matrix zero = x.copy();
    zero.zero();
    dh.add(zero);
    for (int l = 1; l <= depth; l++) {
      double g = state.multiplier(l);
      Matrix tangent = x.like(x.rows(), v.get(l - 1).cols());
      tangent.product(dh.get(l - 1), false, state.layer(l).weight(), false, g);
      tangent.addProduct(state.forward.h(l - 1), false, v.get(l - 1), false, g);
      dz.add(tangent);
      dh.add(timesSlope(l, tangent));
    }
    List<Matrix> product = new ArrayList<>();
    Matrix tangentByZ = dh.get(depth).copy();
    tangentByZ.scale(1.0 / state.size());
    for (int l = depth; l >= 1; l--) {
      double g = state.multiplier(l);
      Matrix byZ = backward.byZ(l);
      Matrix rows = v.get(l - 1).like(v.get(l - 1).rows(), v.get(l - 1).cols());
      rows.product(dh.get(l - 1), true, byZ, false, g);
      rows.addProduct(state.forward.h(l - 1), true, tangentByZ, false, g);
      product.add(0, rows);
      if (l > 1) {
        Matrix tangentByH = x.like(x.rows(), v.get(l - 1).rows());
        tangentByH.product(tangentByZ, false, state.layer(l).weight(), true, g);
        tangentByH.addProduct(byZ, false, v.get(l - 1), true, g);
        tangentByZ.close();
        tangentByZ = throughActivation(l - 1, tangentByH, dz.get(l - 2));
      }
    }
    tangentByZ.close();
    dz.forEach(Matrix::close);
    dh.forEach(Matrix::close);
    return product;
  }

  private Matrix timesSlope(int layer, Matrix tangent) {
    Matrix scaled = tangent.copy();
    Activation activation = state.layer(layer).activation();
    Nonlinearity.timesDerivative(activation, scaled, state.forward.z(layer));
    return scaled;
  }

  /** Returns phi'(z) R{dh} + phi''(z) R{z} dh; consumes the first. */
  private Matrix throughActivation(int layer, Matrix tangentByH, Matrix tangentZ) {
    Activation activation = state.layer(layer).activation();
    if (activation == Activation.IDENTITY) {
      return tangentByH;
    }
    try (Matrix curvature = state.forward.z(layer).copy()) {
      Nonlinearity.curvature(activation, curvature);
      Kernel.TIMES.run(1, curvature, tangentZ);
      Kernel.TIMES.run(1, curvature, backward.byH(layer));
      Nonlinearity.timesDerivative(activation, tangentByH, state.forward.z(layer));
      tangentByH.add(1, curvature);
      return tangentByH;
    }
  }

  @Override
  public void close() {
    backward.close();
  }
}
