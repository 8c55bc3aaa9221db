package richscale.limit;

import java.util.Optional;
import richscale.linalg.Matrix;

/**
 * The fields of a hidden layer l and how they correlate, at all times so far. With independent
 * Gaussian sources u, the initial weights' image of the layer before, and r, that of the error
 * fields above,
 *
 * <pre>  h = u + C g,   g = r + D h</pre>
 *
 * where C and D look back in time only. Hence h = (I + C B) u + A r and g = N r + B u, row after
 * row in time.
 */
final class LayerFields implements AutoCloseable {
  /** Second moments of h, and of g times alpha^2: Phi and G. */
  final Blocks phi;

  final Blocks g;

  /** Transposes of C, of A = C N, of N and of B. */
  final Blocks c;

  final Blocks a;
  final Blocks n;
  final Blocks b;

  /** Of u with g. */
  final Blocks x;

  private final Matrix perCoordinate;
  private final Matrix perOutput;
  private final int outputs;
  private final int coordinates;

  LayerFields(LimitProblem problem, Matrix perCoordinate, Matrix perOutput) {
    int times = problem.steps() + 1;
    coordinates = problem.coordinates();
    outputs = problem.outputs();
    phi = new Blocks(times, coordinates, coordinates);
    g = new Blocks(times, outputs, outputs);
    c = new Blocks(times, outputs, coordinates);
    a = new Blocks(times, outputs, coordinates);
    n = new Blocks(times, outputs, outputs);
    b = new Blocks(times, coordinates, outputs);
    x = new Blocks(times, coordinates, outputs);
    this.perCoordinate = perCoordinate;
    this.perOutput = perOutput;
  }

  /**
   * Adds a time to h.
   *
   * @param t the time
   * @param below Phi of the layer before
   * @param response A of the layer before, transposed; absent for the read-in
   * @param pull -eta0 g times the errors before t: block (s, s) is E(s)'
   */
  void forward(int t, Blocks below, Optional<Matrix> response, Blocks pull) {
    phi.at(t).copyFrom(below.at(t));
    if (t > 0) {
      response.ifPresent(c.at(t)::copyFrom);
      Matrix mine = c.part(0, t, t, 1);
      addPulled(c, t, pull, true, below);
      a.part(0, t, t, 1).product(n.before(t, t), false, mine, false, 1);
      Matrix row = x.part(t, 1, 0, t);
      row.product(below.part(0, t, t, 1), true, b.before(t, t), false, 1);
      Matrix column = phi.part(0, t + 1, t, 1);
      column.addProduct(x.before(t + 1, t), false, mine, false, 1);
      column.addProduct(c.part(0, t, 0, t + 1), true, row, true, 1);
      try (Matrix gc = mine.like(t * outputs, coordinates)) {
        gc.product(g.before(t, t), false, mine, false, 1);
        column.addProduct(c.part(0, t, 0, t + 1), true, gc, false, 1);
      }
    }
    phi.mirror(t, perCoordinate);
  }

  /**
   * Adds a time to g.
   *
   * @param t the time
   * @param below Phi of the layer before
   * @param response B of the layer after, transposed; absent below the read-out
   * @param above G of the layer after
   * @param pull as in {@link #forward}
   */
  void backward(int t, Blocks below, Optional<Matrix> response, Blocks above, Blocks pull) {
    n.part(t, 1, t, 1).product(perOutput, false, perOutput, false, 1);
    Matrix weights = n.part(0, t + 1, t, 1);
    if (t > 0) {
      response.ifPresent(b.at(t)::copyFrom);
      Matrix mine = b.part(0, t, t, 1);
      addPulled(b, t, pull, false, above);
      try (Matrix back = mine.like(t * outputs, outputs)) {
        back.product(c.before(t, t), false, mine, false, 1);
        n.part(0, t, t, 1).product(n.before(t, t), false, back, false, 1);
        mine.addProduct(b.before(t, t), false, back, false, 1);
      }
      x.part(0, t + 1, t, 1).product(below.before(t + 1, t), false, mine, false, 1);
    }
    Matrix column = g.part(0, t + 1, t, 1);
    try (Matrix moved = weights.like((t + 1) * outputs, outputs)) {
      moved.product(above.before(t + 1, t + 1), false, weights, false, 1);
      column.product(n.before(t + 1, t + 1), true, moved, false, 1);
    }
    if (t > 0) {
      column.addProduct(b.part(0, t, 0, t + 1), true, x.part(0, t, t, 1), false, 1);
    }
    g.mirror(t, perOutput);
  }

  /** Adds what the errors of each time before t make of other fields at that time and at t. */
  private static void addPulled(
      Blocks into, int t, Blocks pull, boolean transposed, Blocks fields) {
    for (int s = 0; s < t; s++) {
      into.part(s, 1, t, 1)
          .addProduct(pull.part(s, 1, s, 1), transposed, fields.part(s, 1, t, 1), false, 1);
    }
  }

  /** Returns second moments of h at a time with g at another, m x k; to be closed. */
  Matrix mixed(int ofH, int ofG) {
    Matrix mixed = perOutput.like(coordinates, outputs);
    mixed.product(perCoordinate, false, x.part(ofH, 1, ofG, 1), false, 1);
    if (ofH > 0) {
      mixed.addProduct(c.part(0, ofH, ofH, 1), true, g.part(0, ofH, ofG, 1), false, 1);
    }
    return mixed;
  }

  /** Returns those at all times; to be closed. */
  Blocks mixed(int times) {
    Blocks mixed = new Blocks(times, coordinates, outputs);
    mixed.all().copyFrom(x.all());
    mixed.all().addProduct(c.all(), true, g.all(), false, 1);
    return mixed;
  }

  @Override
  public void close() {
    phi.close();
    g.close();
    c.close();
    a.close();
    n.close();
    b.close();
    x.close();
  }
}
