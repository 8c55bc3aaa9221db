package richscale.observe;

import static richscale.theory.Observable.BRANCH_LINEARISATION_GAP;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import richscale.architecture.LayerPlan;
import richscale.linalg.FloatingPoint;
import richscale.linalg.Matrix;
import richscale.model.Nonlinearity;

/**
 * The distance of residual branches from their linearisation, each with its own weights alone
 * changed, so that its inputs stay what they were. In double precision: the distance is a small
 * difference of what is moved little.
 */
final class BranchMeter implements Meter {
  private final ProbeState state;

  /** What enters the first layer of the branch that ends with each layer, at initialisation. */
  private final List<Optional<Matrix>> inputs = new ArrayList<>();

  BranchMeter(ProbeState state) {
    this.state = state;
    for (int l = 1; l <= state.depth(); l++) {
      int last = l;
      inputs.add(branch(l).map(layers -> state.forward.entering(last - layers + 1).copy()));
    }
  }

  private Optional<Integer> branch(int layer) {
    return state.layer(layer).shapes().plan().branch().map(LayerPlan.Branch::layers);
  }

  @Override
  public void measure(int step, Recorder recorder) {
    for (int l = 1; step > 0 && l < state.depth(); l++) {
      if (inputs.get(l - 1).isPresent()) {
        measure(l, inputs.get(l - 1).get(), recorder);
      }
    }
  }

  /** Carries what the branch gave, its first-order change and the whole change through it. */
  private void measure(int last, Matrix input, Recorder recorder) {
    Matrix before = input.to(FloatingPoint.DOUBLE);
    Matrix first = before.like(before.rows(), before.cols());
    first.zero();
    Matrix after = before.copy();
    for (int l = last - branch(last).orElseThrow() + 1; l <= last; l++) {
      double g = state.multiplier(l);
      try (Matrix weight = state.initialWeight(l).to(FloatingPoint.DOUBLE);
          Matrix change = state.change(l).dense().to(FloatingPoint.DOUBLE)) {
        Matrix nextFirst = product(first, weight, g);
        nextFirst.addProduct(before, false, change, false, g);
        Matrix nextBefore = product(before, weight, g);
        Matrix nextAfter = product(after, weight, g);
        nextAfter.addProduct(after, false, change, false, g);
        first.close();
        before.close();
        after.close();
        Nonlinearity.timesDerivative(state.layer(l).activation(), nextFirst, nextBefore);
        Nonlinearity.apply(state.layer(l).activation(), nextBefore);
        Nonlinearity.apply(state.layer(l).activation(), nextAfter);
        first = nextFirst;
        before = nextBefore;
        after = nextAfter;
      }
    }
    double moved = first.frobeniusNorm();
    after.add(-1, before);
    if (moved > 0) {
      recorder.add(BRANCH_LINEARISATION_GAP, last, ProbeState.distance(after, first) / moved);
    }
    first.close();
    before.close();
    after.close();
  }

  private static Matrix product(Matrix h, Matrix weight, double factor) {
    Matrix product = h.like(h.rows(), weight.cols());
    product.product(h, false, weight, false, factor);
    return product;
  }

  @Override
  public void close() {
    inputs.forEach(input -> input.ifPresent(Matrix::close));
  }
}
