package richscale.train;

import richscale.linalg.FloatingPoint;
import richscale.linalg.Matrix;

/** What the error of a linear map says about its inputs, and the loss. */
sealed interface ErrorSignal extends AutoCloseable {
  /**
   * Chooses how to compute it.
   *
   * @param batches the batches
   * @return by second moments, taken once, where the batch never changes and is larger than the
   *     number of inputs; sample by sample otherwise
   */
  static ErrorSignal of(Batches batches) {
    return batches.full() && batches.size() > batches.x().cols() && batches.x().space().onHost()
        ? new ByMoments(batches)
        : new BySamples(batches);
  }

  /**
   * Computes it for the map f = u x.
   *
   * @param u the map, k x d
   * @param signal receives E'X / B, k x d
   * @param sums receives what the loss follows from
   * @param place where in it
   */
  void of(Matrix u, Matrix signal, Matrix sums, int place);

  /**
   * Returns a loss.
   *
   * @param sum what {@link #of(Matrix, Matrix, Matrix, int)} put in its place
   * @return the loss 1/(2B) |E|^2 with E = X u' - Y
   */
  double loss(double sum);

  @Override
  void close();

  /** From the batch itself. */
  final class BySamples implements ErrorSignal {
    private final Batches batches;
    private final Matrix error;

    BySamples(Batches batches) {
      this.batches = batches;
      error = batches.y().like(batches.size(), batches.y().cols());
    }

    @Override
    public void of(Matrix u, Matrix signal, Matrix sums, int place) {
      error.product(batches.x(), false, u, true, 1);
      error.add(-1, batches.y());
      signal.product(error, true, batches.x(), false, 1.0 / batches.size());
      error.dotInto(error, sums, place);
    }

    @Override
    public double loss(double sum) {
      return sum / (2 * batches.size());
    }

    @Override
    public void close() {
      error.close();
    }
  }

  /**
   * From X'X / B, Y'X / B and |Y|^2 / B in double precision, since they cancel as the error
   * vanishes.
   */
  final class ByMoments implements ErrorSignal {
    private final Matrix inputs;
    private final Matrix cross;
    private final double targets;
    private final Matrix u;
    private final Matrix image;

    ByMoments(Batches batches) {
      int d = batches.x().cols();
      int outputs = batches.y().cols();
      double share = 1.0 / batches.size();
      inputs = Matrix.allocate(FloatingPoint.DOUBLE, d, d);
      cross = Matrix.allocate(FloatingPoint.DOUBLE, outputs, d);
      u = cross.like(outputs, d);
      image = cross.like(outputs, d);
      try (Matrix x = batches.x().to(FloatingPoint.DOUBLE);
          Matrix y = batches.y().to(FloatingPoint.DOUBLE)) {
        inputs.product(x, true, x, false, share);
        cross.product(y, true, x, false, share);
        targets = y.dot(y) * share;
      }
    }

    @Override
    public void of(Matrix map, Matrix signal, Matrix sums, int place) {
      u.convert(map);
      image.product(u, false, inputs, false, 1);
      // |E|^2 / B = <u, u X'X> - 2 <u, Y'X> + |Y|^2, all over B.
      double squares = u.dot(image) - 2 * u.dot(cross) + targets;
      image.add(-1, cross);
      signal.convert(image);
      // Moments are of the processor, where there is one place.
      sums.set(squares);
    }

    @Override
    public double loss(double sum) {
      return Math.max(0, sum) / 2;
    }

    @Override
    public void close() {
      inputs.close();
      cross.close();
      u.close();
      image.close();
    }
  }
}
