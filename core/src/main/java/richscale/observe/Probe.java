package richscale.observe;

import static richscale.theory.Observable.ALIGNMENT;
import static richscale.theory.Observable.DELTA_F_RMS;
import static richscale.theory.Observable.DELTA_H_NORM;
import static richscale.theory.Observable.DELTA_W_FRO;
import static richscale.theory.Observable.DELTA_W_OP;
import static richscale.theory.Observable.DELTA_W_RMS;
import static richscale.theory.Observable.F_RMS;
import static richscale.theory.Observable.GRAD_H_NORM;
import static richscale.theory.Observable.H_NORM;
import static richscale.theory.Observable.LOSS;
import static richscale.theory.Observable.RELATIVE_DELTA_H;
import static richscale.theory.Observable.W_FRO;
import static richscale.theory.Observable.W_OP;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import richscale.data.Samples;
import richscale.linalg.Matrix;
import richscale.linalg.OperatorNorm;
import richscale.model.Network;
import richscale.theory.Observable;

/**
 * Measures a network on a fixed probe batch, against its state when the probe was made.
 *
 * <p>Passes run in the precision of training, since it is the trained single-precision network that
 * is measured; norms and ratios are taken in double precision.
 */
public final class Probe implements AutoCloseable {
  private final Network network;
  private final int depth;
  private final int size;
  private final Matrix targets;
  private final ForwardPass forward;
  private final OutputGradients gradients;
  private final List<Matrix> initialH = new ArrayList<>();
  private final List<Matrix> initialWeights = new ArrayList<>();
  private final List<Matrix> deltaWeights = new ArrayList<>();
  private final List<Measurement> measurements = new ArrayList<>();

  /**
   * Remembers the network as it is now, at initialisation.
   *
   * @param network the network
   * @param samples all samples; the first are the probe batch
   * @param size number of samples in the probe batch
   */
  public Probe(Network network, Samples samples, int size) {
    this.network = network;
    this.size = size;
    depth = network.layers().size();
    Samples batch = samples.select(IntStream.range(0, size).toArray());
    targets = Matrix.of(size, batch.outputs(), batch.y());
    forward = new ForwardPass(network, Matrix.of(size, batch.inputs(), batch.x()));
    gradients = new OutputGradients(network, size);
    forward.run();
    for (int l = 1; l <= depth; l++) {
      initialH.add(copy(forward.h(l)));
    }
    for (Network.Layer layer : network.layers()) {
      initialWeights.add(copy(layer.weight()));
      deltaWeights.add(Matrix.allocate(layer.weight().rows(), layer.weight().cols()));
    }
  }

  private static Matrix copy(Matrix original) {
    Matrix copy = Matrix.allocate(original.rows(), original.cols());
    copy.copyFrom(original);
    return copy;
  }

  /**
   * Measures every observable.
   *
   * @param step updates done so far; at 0 the Delta quantities are left out, being undefined
   * @return whether all values were finite; those that were not are left out
   */
  public boolean measure(int step) {
    forward.run();
    boolean finite = measureOutput(step);
    for (int l = 1; l < depth; l++) {
      finite &= measureRepresentation(step, l);
    }
    List<Double> gradientNorms = gradients.norms(forward);
    for (int l = 1; l < depth; l++) {
      finite &= add(step, l, GRAD_H_NORM, gradientNorms.get(l - 1));
    }
    for (int l = 1; finite && l <= depth; l++) {
      finite &= measureWeight(step, l);
    }
    return finite;
  }

  private boolean measureOutput(int step) {
    Matrix f = forward.h(depth);
    boolean finite = add(step, OptionalInt.empty(), F_RMS, rms(f.frobeniusNorm()));
    double squaredError = Math.pow(difference(f, targets), 2);
    finite &= add(step, OptionalInt.empty(), LOSS, squaredError / (2 * size));
    if (step > 0) {
      double deltaF = difference(f, initialH.get(depth - 1));
      finite &= add(step, OptionalInt.empty(), DELTA_F_RMS, rms(deltaF));
    }
    return finite;
  }

  private boolean measureRepresentation(int step, int layer) {
    Matrix h = forward.h(layer);
    boolean finite = add(step, layer, H_NORM, rms(h.frobeniusNorm()));
    if (step > 0) {
      Matrix h0 = initialH.get(layer - 1);
      double deltaH = difference(h, h0);
      finite &= add(step, layer, DELTA_H_NORM, rms(deltaH));
      double h0Norm = h0.frobeniusNorm();
      if (h0Norm > 0) {
        finite &= add(step, layer, RELATIVE_DELTA_H, deltaH / h0Norm);
      }
    }
    return finite;
  }

  private boolean measureWeight(int step, int layer) {
    Matrix weight = network.layers().get(layer - 1).weight();
    double g = network.layers().get(layer - 1).scaling().multiplier();
    double frobenius = weight.frobeniusNorm();
    if (!Double.isFinite(frobenius)) {
      return false;
    }
    boolean finite = add(step, layer, W_FRO, g * frobenius);
    finite &= add(step, layer, W_OP, g * OperatorNorm.of(weight));
    if (step > 0) {
      Matrix delta = deltaWeights.get(layer - 1);
      delta.copyFrom(weight);
      delta.add(-1, initialWeights.get(layer - 1));
      double deltaFrobenius = delta.frobeniusNorm();
      finite &= add(step, layer, DELTA_W_FRO, g * deltaFrobenius);
      finite &= add(step, layer, DELTA_W_OP, g * OperatorNorm.of(delta));
      finite &=
          add(step, layer, DELTA_W_RMS, g * deltaFrobenius / Math.sqrt((double) delta.size()));
      Matrix h = forward.h(layer - 1);
      double scale = deltaFrobenius * h.frobeniusNorm();
      if (scale > 0) {
        finite &= add(step, layer, ALIGNMENT, productNorm(h, delta) / scale);
      }
    }
    return finite;
  }

  private static double productNorm(Matrix h, Matrix delta) {
    try (Matrix product = Matrix.allocate(h.rows(), delta.cols())) {
      product.product(h, false, delta, false, 1);
      return product.frobeniusNorm();
    }
  }

  /** Returns the Frobenius norm of a - b. */
  private static double difference(Matrix a, Matrix b) {
    try (Matrix difference = copy(a)) {
      difference.add(-1, b);
      return difference.frobeniusNorm();
    }
  }

  private double rms(double frobenius) {
    return frobenius / Math.sqrt(size);
  }

  private boolean add(int step, int layer, Observable observable, double value) {
    return add(step, OptionalInt.of(layer), observable, value);
  }

  private boolean add(int step, OptionalInt layer, Observable observable, double value) {
    if (!Double.isFinite(value)) {
      return false;
    }
    measurements.add(new Measurement(step, layer, observable, value));
    return true;
  }

  /**
   * Returns what was measured so far.
   *
   * @return measurements in the order taken
   */
  public List<Measurement> measurements() {
    return List.copyOf(measurements);
  }

  /** Frees the buffers; the network stays. */
  @Override
  public void close() {
    forward.close();
    gradients.close();
    targets.close();
    initialH.forEach(Matrix::close);
    initialWeights.forEach(Matrix::close);
    deltaWeights.forEach(Matrix::close);
  }
}
