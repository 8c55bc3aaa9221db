package richscale;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import richscale.data.Samples;
import richscale.linalg.Matrix;
import richscale.model.Network;
import richscale.spec.Activation;
import richscale.theory.LayerScaling;

/**
 * The network, its gradients and its updates written out in double precision from the formulas,
 * sharing nothing with the implementation but the initial weights.
 */
public final class ReferenceNetwork {
  private final List<LayerScaling> scalings = new ArrayList<>();
  private final List<Activation> activations = new ArrayList<>();
  private final List<RealMatrix> weights = new ArrayList<>();

  /** Takes over the weights of a network as they are now. */
  public ReferenceNetwork(Network network) {
    for (Network.Layer layer : network.layers()) {
      scalings.add(layer.scaling());
      activations.add(layer.activation());
      weights.add(dense(layer.weight()));
    }
  }

  /** Copies a matrix into double precision. */
  public static RealMatrix dense(Matrix matrix) {
    double[] entries = matrix.toArray();
    RealMatrix dense = new Array2DRowRealMatrix(matrix.rows(), matrix.cols());
    for (int i = 0; i < entries.length; i++) {
      dense.setEntry(i % matrix.rows(), i / matrix.rows(), entries[i]);
    }
    return dense;
  }

  /** Copies column-major entries into double precision. */
  public static RealMatrix dense(int rows, int cols, float[] columnMajor) {
    RealMatrix dense = new Array2DRowRealMatrix(rows, cols);
    for (int i = 0; i < columnMajor.length; i++) {
      dense.setEntry(i % rows, i / rows, columnMajor[i]);
    }
    return dense;
  }

  /** Returns effective weights w_l = g_l W_l, fan-in x fan-out. */
  public RealMatrix effective(int layer) {
    return weights.get(layer - 1).scalarMultiply(scalings.get(layer - 1).multiplier());
  }

  /** Returns raw weights W_l. */
  public RealMatrix raw(int layer) {
    return weights.get(layer - 1);
  }

  /** Returns the learning rate of W_l. */
  public double rate(int layer) {
    return scalings.get(layer - 1).learningRate();
  }

  /** Replaces raw weights W_l. */
  public void setRaw(int layer, RealMatrix weight) {
    weights.set(layer - 1, weight);
  }

  /** Returns h_0 to h_L for inputs with one sample a row. */
  public List<RealMatrix> forward(RealMatrix x) {
    List<RealMatrix> h = new ArrayList<>(List.of(x));
    for (int l = 1; l <= weights.size(); l++) {
      Activation activation = activations.get(l - 1);
      RealMatrix z = h.get(l - 1).multiply(effective(l));
      h.add(map(z, activation::value));
    }
    return h;
  }

  /** Returns df/dh_l for one sample: n x k. */
  public RealMatrix jacobian(RealMatrix sample, int layer) {
    List<RealMatrix> h = forward(sample);
    RealMatrix jacobian =
        MatrixUtils.createRealIdentityMatrix(h.get(weights.size()).getColumnDimension());
    for (int l = weights.size(); l > layer; l--) {
      RealMatrix z = h.get(l - 1).multiply(effective(l));
      Activation activation = activations.get(l - 1);
      RealMatrix slopes = map(z, activation::derivative);
      RealMatrix diagonal = MatrixUtils.createRealDiagonalMatrix(slopes.getRow(0));
      jacobian = effective(l).multiply(diagonal).multiply(jacobian);
    }
    return jacobian;
  }

  /** Does one update of plain gradient descent on 1/(2B) sum |f - y|^2; returns the loss before. */
  public double step(Samples batch) {
    RealMatrix x = dense(batch.count(), batch.inputs(), batch.x());
    RealMatrix y = dense(batch.count(), batch.outputs(), batch.y());
    List<RealMatrix> h = forward(x);
    RealMatrix error = h.get(weights.size()).subtract(y);
    RealMatrix delta = error.scalarMultiply(1.0 / batch.count());
    List<RealMatrix> updated = new ArrayList<>(weights);
    for (int l = weights.size(); l >= 1; l--) {
      double g = scalings.get(l - 1).multiplier();
      RealMatrix z = h.get(l - 1).multiply(effective(l));
      Activation activation = activations.get(l - 1);
      RealMatrix slopes = map(z, activation::derivative);
      RealMatrix dz = hadamard(delta, slopes);
      RealMatrix gradient = h.get(l - 1).transpose().multiply(dz).scalarMultiply(g);
      delta = dz.multiply(effective(l).transpose());
      double rate = scalings.get(l - 1).learningRate();
      updated.set(l - 1, weights.get(l - 1).subtract(gradient.scalarMultiply(rate)));
    }
    weights.clear();
    weights.addAll(updated);
    return Math.pow(error.getFrobeniusNorm(), 2) / (2 * batch.count());
  }

  private static RealMatrix map(RealMatrix m, DoubleUnaryOperator function) {
    RealMatrix mapped = m.copy();
    for (int i = 0; i < m.getRowDimension(); i++) {
      for (int j = 0; j < m.getColumnDimension(); j++) {
        mapped.setEntry(i, j, function.applyAsDouble(m.getEntry(i, j)));
      }
    }
    return mapped;
  }

  private static RealMatrix hadamard(RealMatrix a, RealMatrix b) {
    RealMatrix product = a.copy();
    for (int i = 0; i < a.getRowDimension(); i++) {
      for (int j = 0; j < a.getColumnDimension(); j++) {
        product.multiplyEntry(i, j, b.getEntry(i, j));
      }
    }
    return product;
  }
}
