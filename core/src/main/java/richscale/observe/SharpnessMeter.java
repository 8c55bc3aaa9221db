package richscale.observe;

import static richscale.theory.Observable.SHARPNESS;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import richscale.data.RandomStreams;
import richscale.linalg.Kernel;
import richscale.linalg.Lanczos;
import richscale.linalg.Matrix;

/**
 * The top eigenvalue of the Hessian of the probe batch's loss in the metric of the layers' rates,
 * that of eta^(1/2) H eta^(1/2): below 2 gradient descent is stable. Lanczos without
 * reorthogonalisation, which keeps three vectors and loses none of the largest eigenvalue.
 */
final class SharpnessMeter implements Meter {
  private static final int MAX_PRODUCTS = 30;
  private static final double TOLERANCE = 0.02;

  private final ProbeState state;
  private final HessianProduct hessian;

  SharpnessMeter(ProbeState state) {
    this.state = state;
    hessian = new HessianProduct(state);
  }

  @Override
  public void measure(int step, Recorder recorder) {
    if (!Double.isFinite(state.forward.f().frobeniusNorm())) {
      return;
    }
    hessian.update();
    List<Matrix> v = startVector();
    List<Matrix> previous = like(v);
    previous.forEach(Matrix::zero);
    Lanczos lanczos = new Lanczos(TOLERANCE, parameters(v));
    double beta = 0;
    for (int product = 1; product <= MAX_PRODUCTS; product++) {
      List<Matrix> next = product(v);
      double alpha = dot(next, v);
      for (int l = 0; l < v.size(); l++) {
        next.get(l).add(-alpha, v.get(l));
        next.get(l).add(-beta, previous.get(l));
      }
      beta = Math.sqrt(dot(next, next));
      close(previous);
      previous = v;
      v = next;
      if (!Double.isFinite(beta) || lanczos.add(alpha, beta)) {
        break;
      }
      double scale = 1 / beta;
      v.forEach(matrix -> matrix.scale(scale));
    }
    close(previous);
    close(v);
    recorder.add(SHARPNESS, lanczos.largest());
  }

  private List<Matrix> product(List<Matrix> v) {
    List<Matrix> direction = like(v);
    for (int l = 0; l < v.size(); l++) {
      double rate = Math.sqrt(state.layer(l + 1).scaling().learningRate());
      direction.get(l).copyFrom(v.get(l));
      Kernel.TIMES_CONSTANT.run(rate, direction.get(l));
    }
    List<Matrix> image = hessian.times(direction);
    close(direction);
    for (int l = 0; l < v.size(); l++) {
      image.get(l).scale(Math.sqrt(state.layer(l + 1).scaling().learningRate()));
    }
    return image;
  }

  private List<Matrix> startVector() {
    ZigguratSampler.NormalizedGaussian normal =
        ZigguratSampler.NormalizedGaussian.of(
            RandomStreams.stream(0, RandomStreams.Purpose.DIRECTIONS));
    List<Matrix> v = new ArrayList<>();
    for (int l = 1; l <= state.depth(); l++) {
      Matrix weight = state.layer(l).weight();
      Matrix start = weight.like(weight.rows(), weight.cols());
      start.fill(normal::sample);
      v.add(start);
    }
    double scale = 1 / Math.sqrt(dot(v, v));
    v.forEach(matrix -> matrix.scale(scale));
    return v;
  }

  private static double parameters(List<Matrix> v) {
    return v.stream().mapToDouble(matrix -> (double) matrix.size()).sum();
  }

  private static List<Matrix> like(List<Matrix> matrices) {
    return matrices.stream().map(matrix -> matrix.like(matrix.rows(), matrix.cols())).toList();
  }

  private static double dot(List<Matrix> a, List<Matrix> b) {
    double sum = 0;
    for (int l = 0; l < a.size(); l++) {
      sum += a.get(l).dot(b.get(l));
    }
    return sum;
  }

  private static void close(List<Matrix> matrices) {
    matrices.forEach(Matrix::close);
  }

  @Override
  public void close() {
    hessian.close();
  }
}
