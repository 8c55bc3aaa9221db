package richscale.limit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import richscale.linalg.FloatingPoint;
import richscale.linalg.Matrix;

/**
 * Training of a dense linear network to leading order in 1/n (Bordelon and Pehlevan, arXiv
 * 2205.09653, in the STP gauge): the network's fields as Gaussian processes whose moments obey
 * closed equations. All look back in time only, so that they are solved forward in time, exactly:
 * at each step h from the read-in up, then the error fields from the read-out down.
 *
 * <p>h is measured in units of its entries, g = df/dh in units of 1/(alpha sqrt(n)).
 */
public final class InfiniteWidth implements AutoCloseable {
  private final LimitProblem problem;
  private final Matrix perCoordinate;
  private final Matrix perOutput;
  private final Blocks inputs;
  private final Blocks readOut;

  /** E(s)' at (s, s), and the same times -eta0 g. */
  private final Blocks errors;

  private final Blocks pull;
  private final List<LayerFields> layers = new ArrayList<>();

  /** F of each time, m x k, without F_0. */
  private final List<Matrix> maps = new ArrayList<>();

  private InfiniteWidth(LimitProblem problem) {
    this.problem = problem;
    perCoordinate = Matrix.identity(FloatingPoint.DOUBLE, problem.coordinates());
    perOutput = Matrix.identity(FloatingPoint.DOUBLE, problem.outputs());
    int times = problem.steps() + 1;
    inputs = constant(times, problem.coordinates(), perCoordinate, 1.0 / problem.inputs());
    readOut = constant(times, problem.outputs(), perOutput, 1);
    errors = new Blocks(times, problem.coordinates(), problem.outputs());
    pull = new Blocks(times, problem.coordinates(), problem.outputs());
    for (int l = 1; l < problem.depth(); l++) {
      layers.add(new LayerFields(problem, perCoordinate, perOutput));
    }
  }

  private static Blocks constant(int times, int components, Matrix identity, double value) {
    Blocks blocks = new Blocks(times, components, components);
    for (int t = 0; t < times; t++) {
      for (int s = 0; s < times; s++) {
        blocks.part(t, 1, s, 1).product(identity, false, identity, false, value);
      }
    }
    return blocks;
  }

  /**
   * Solves the equations.
   *
   * @param problem what is learned
   * @return the fields at all times, to be closed
   */
  public static InfiniteWidth solve(LimitProblem problem) {
    InfiniteWidth limit = new InfiniteWidth(problem);
    for (int t = 0; t <= problem.steps(); t++) {
      limit.advance(t);
    }
    return limit;
  }

  /**
   * Returns what it takes to solve.
   *
   * @param depth L
   * @param steps T
   * @param coordinates m
   * @param outputs k
   * @return bytes, most at a time
   */
  public static long bytes(int depth, int steps, long coordinates, long outputs) {
    double times = steps + 1.0;
    double square = times * coordinates * times * coordinates;
    double mixed = times * coordinates * times * outputs;
    double small = times * outputs * times * outputs;
    return (long) (Double.BYTES * (depth * square + (4.0 * depth + 4) * mixed + 3 * depth * small));
  }

  /**
   * Returns what it takes to solve.
   *
   * @param depth L
   * @param steps T
   * @param coordinates m
   * @param outputs k
   * @return arithmetic in FLOP
   */
  public static double flops(int depth, int steps, double coordinates, double outputs) {
    double times = steps + 1.0;
    double fields = coordinates * times;
    double responses = outputs * times;
    return (depth - 1) * fields * fields * responses * 8;
  }

  private void advance(int t) {
    int top = problem.depth() - 1;
    for (int l = 1; l <= top; l++) {
      Optional<Matrix> response = l == 1 ? Optional.empty() : Optional.of(layer(l - 1).a.at(t));
      layer(l).forward(t, phi(l - 1), response, pull);
    }
    for (int l = top; l >= 1; l--) {
      Optional<Matrix> response = l == top ? Optional.empty() : Optional.of(layer(l + 1).b.at(t));
      layer(l).backward(t, phi(l - 1), response, g(l + 1), pull);
    }
    Matrix map = layer(top).mixed(t, t);
    map.scale(1 / problem.strength());
    maps.add(map);
    setError(t, map);
  }

  /** E(t)' = S (F_0 + F(t))' - c'. */
  private void setError(int t, Matrix map) {
    int m = problem.coordinates();
    int k = problem.outputs();
    double[] whole = map.toArray();
    double[] cross = new double[m * k];
    for (int i = 0; i < m; i++) {
      for (int a = 0; a < k; a++) {
        whole[a * m + i] += problem.initialMap()[i * k + a];
        cross[a * m + i] = problem.cross()[i * k + a];
      }
    }
    try (Matrix moments = Matrix.of(FloatingPoint.DOUBLE, m, m, problem.secondMoments());
        Matrix function = Matrix.of(FloatingPoint.DOUBLE, m, k, whole);
        Matrix error = Matrix.of(FloatingPoint.DOUBLE, m, k, cross)) {
      error.scale(-1);
      error.addProduct(moments, false, function, false, 1);
      errors.part(t, 1, t, 1).product(error, false, perOutput, false, 1);
      double factor = -problem.eta0() * problem.strength();
      pull.part(t, 1, t, 1).product(error, false, perOutput, false, factor);
    }
  }

  private LayerFields layer(int l) {
    return layers.get(l - 1);
  }

  private Blocks phi(int l) {
    return l == 0 ? inputs : layer(l).phi;
  }

  private Blocks g(int l) {
    return l == problem.depth() ? readOut : layer(l).g;
  }

  /** {@return the problem: what is learned} */
  public LimitProblem problem() {
    return problem;
  }

  /**
   * Returns what was learned.
   *
   * @param t updates done
   * @return F(t)' without F_0, m x k; not to be changed or closed
   */
  public Matrix map(int t) {
    return maps.get(t);
  }

  /**
   * Returns second moments of representations.
   *
   * @param l layer, from 0
   * @param t a time
   * @param s another
   * @return &lt;h h&gt; / n between coordinates, m x m; 1/d on the diagonal for the inputs
   */
  public double[] h(int l, int t, int s) {
    return entries(phi(l).part(t, 1, s, 1));
  }

  /**
   * Returns second moments of error fields.
   *
   * @param l layer, from 1 to L
   * @param t a time
   * @param s another
   * @return alpha^2 &lt;df/dh df/dh&gt; between outputs, k x k
   */
  public double[] g(int l, int t, int s) {
    return entries(g(l).part(t, 1, s, 1));
  }

  /**
   * Returns how representations lie to error fields.
   *
   * @param l layer, from 1 to L - 1
   * @param t time of the representation
   * @param s time of the error field
   * @return g &lt;h df/dh&gt;, m x k
   */
  public double[] hg(int l, int t, int s) {
    try (Matrix mixed = layer(l).mixed(t, s)) {
      return mixed.toArray();
    }
  }

  /** Returns the entries of a window, column after column. */
  private static double[] entries(Matrix window) {
    double[] entries = new double[window.rows() * window.cols()];
    for (int column = 0; column < window.cols(); column++) {
      double[] some = window.columns(column, 1).toArray();
      System.arraycopy(some, 0, entries, column * window.rows(), window.rows());
    }
    return entries;
  }

  /**
   * Returns the change of a weight matrix by the updates before a time, as its two Gram matrices.
   *
   * @param l layer, from 1 to L
   * @param t updates done, at least 1
   * @return them
   */
  public WeightChange change(int l, int t) {
    int rows = t * problem.outputs();
    try (Blocks images = new Blocks(t, problem.coordinates(), problem.outputs());
        Blocks inner = new Blocks(t, problem.outputs(), problem.outputs())) {
      for (int s = 0; s < t; s++) {
        images
            .part(0, t, s, 1)
            .product(phi(l - 1).part(0, t, s, 1), false, errors.part(s, 1, s, 1), false, 1);
      }
      for (int s = 0; s < t; s++) {
        inner
            .part(s, 1, 0, t)
            .product(errors.part(s, 1, s, 1), true, images.part(s, 1, 0, t), false, 1);
      }
      return new WeightChange(rows, entries(g(l).before(t, t)), inner.all().toArray());
    }
  }

  /**
   * Returns what the change of a weight matrix makes of inputs of its layer.
   *
   * @param l layer, from 1 to L
   * @param t updates done, at least 1
   * @param s time of the inputs
   * @return E(q) &lt;h(q) h(s)&gt; for all q before t, (t k) x m
   */
  private double[] weights(int l, int t, int s) {
    try (Blocks weights = new Blocks(t, problem.outputs(), problem.coordinates())) {
      for (int q = 0; q < t; q++) {
        weights
            .part(q, 1, 0, 1)
            .product(errors.part(q, 1, q, 1), true, phi(l - 1).part(q, 1, s, 1), false, 1);
      }
      return entries(weights.part(0, t, 0, 1));
    }
  }

  /**
   * Returns the second moments of what the change of a weight matrix makes of inputs of its layer.
   *
   * @param l layer, from 1 to L
   * @param t updates done, at least 1, and time of the inputs
   * @return between coordinates, m x m: of hidden layers' outputs over (eta0 g)^2, of the network's
   *     over eta0^2
   */
  public double[] pushed(int l, int t) {
    int m = problem.coordinates();
    int rows = t * problem.outputs();
    try (Matrix weights = Matrix.of(FloatingPoint.DOUBLE, rows, m, weights(l, t, t));
        Matrix moved = perOutput.like(rows, m);
        Matrix pushed = perOutput.like(m, m)) {
      moved.product(g(l).before(t, t), false, weights, false, 1);
      pushed.product(weights, true, moved, false, 1);
      return pushed.toArray();
    }
  }

  /**
   * Returns the second-order term of f along the change of all parameters, for a time: twice the
   * sum over pairs of layers l &lt; q of f with w_l and w_q replaced by their changes and the
   * others as they were at initialisation.
   *
   * @param t updates done, at least 1
   * @return k x m
   */
  public double[] secondOrder(int t) {
    int k = problem.outputs();
    int m = problem.coordinates();
    double factor = 2 * problem.eta0() * problem.eta0() * problem.strength();
    try (Matrix sum = perOutput.like(k, m)) {
      sum.zero();
      for (int l = 1; l < problem.depth(); l++) {
        try (Matrix from = Matrix.of(FloatingPoint.DOUBLE, t * k, m, weights(l, t, 0))) {
          addPairs(l, t, from, factor, sum);
        }
      }
      return sum.toArray();
    }
  }

  /** Adds the pairs of a layer with all above it, through which its change passes upwards. */
  private void addPairs(int l, int t, Matrix from, double factor, Matrix sum) {
    int times = problem.steps() + 1;
    int k = problem.outputs();
    Blocks moments = layer(l).mixed(times);
    // Transposed, as N is kept.
    Matrix response = layer(l).n.all().copy();
    for (int q = l + 1; q <= problem.depth(); q++) {
      // -eta0 G(0, s') E(s') <h(s') (w .. w g(s))>, and -eta0 g E(s) <h(s) h(0)> behind it.
      try (Matrix pulled = perOutput.like(t * k, t * k);
          Matrix joined = perOutput.like(k, t * k)) {
        pulled.product(errors.before(t, t), true, moments.before(t, t), false, 1);
        joined.product(g(q).part(0, 1, 0, t), false, pulled, false, 1);
        sum.addProduct(joined, false, from, false, factor);
      }
      if (q < problem.depth()) {
        Blocks own = layer(q).mixed(times);
        try (Matrix back = perOutput.like(times * k, times * k);
            Blocks next = new Blocks(times, problem.coordinates(), k)) {
          back.product(layer(q).b.all(), true, moments.all(), false, 1);
          next.all().copyFrom(moments.all());
          next.all().addProduct(layer(q).c.all(), true, back, false, 1);
          next.all().addProduct(own.all(), false, response, false, 1);
          moments.all().copyFrom(next.all());
          back.product(layer(q).n.all(), false, response, false, 1);
          response.copyFrom(back);
        }
        own.close();
      }
    }
    response.close();
    moments.close();
  }

  /**
   * Returns the mean of a quadratic form over samples.
   *
   * @param moments second moments between coordinates, m x m
   * @param samples second moments of the samples, m x m
   * @return sum of entrywise products
   */
  public static double mean(double[] moments, double[] samples) {
    double sum = 0;
    for (int i = 0; i < moments.length; i++) {
      sum += moments[i] * samples[i];
    }
    return sum;
  }

  @Override
  public void close() {
    layers.forEach(LayerFields::close);
    maps.forEach(Matrix::close);
    Arrays.asList(inputs, readOut, errors, pull).forEach(Blocks::close);
    perCoordinate.close();
    perOutput.close();
  }
}
