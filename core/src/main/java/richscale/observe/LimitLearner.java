package richscale.observe;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import richscale.data.RandomStreams;
import richscale.data.Samples;
import richscale.limit.Coordinates;
import richscale.limit.InfiniteWidth;
import richscale.limit.LimitProblem;
import richscale.limit.WeightChange;
import richscale.linalg.FloatingPoint;
import richscale.linalg.Matrix;
import richscale.spec.Trial;
import richscale.theory.Observable;

/**
 * A dense linear network of infinite width with the feature strength of a trial's, measured as if
 * it had the trial's width: norms of vectors of n entries are sqrt(n) times those of entries, df/dh
 * is 1/alpha times its own unit. A plain output at initialisation is drawn from its distribution to
 * leading order, N(0, x.x' / (d alpha^2)) for each output, at all widths from the same draws.
 */
public final class LimitLearner {
  /** Share of a sum below which a difference of its terms is rounding. */
  private static final double ROUNDING = 1e-12;

  private final Trial trial;
  private final Optional<Samples> test;
  private final int inputs;
  private final int outputs;
  private final Recorder recorder;
  private final double alpha;
  private final double strength;
  private final double rootOfWidth;

  /** F_0, d x k, of all inputs. */
  private final Matrix initialMap;

  /** Probe inputs in coordinates, P x m, their targets, P x k, and second moments, m x m. */
  private final Matrix probe;

  private final Matrix targets;
  private final double[] probeMoments;
  private final Matrix basis;
  private final InfiniteWidth limit;
  private final LinearModel linear;
  private final Optional<Kernel> kernel;

  private LimitLearner(Trial trial, Matrix x, Matrix y, Optional<Samples> test) {
    this.trial = trial;
    this.test = test;
    inputs = x.cols();
    outputs = y.cols();
    recorder = new Recorder(EnumSet.copyOf(trial.settings().observables()));
    alpha = trial.activity().alpha(trial.width());
    rootOfWidth = Math.sqrt(trial.width());
    strength = alpha / rootOfWidth;
    initialMap = drawInitialMap();
    try (Matrix moments = x.like(inputs, inputs)) {
      moments.product(x, true, x, false, 1.0 / x.rows());
      basis = Coordinates.of(moments);
      limit = InfiniteWidth.solve(problem(moments, x, y));
    }
    int some = trial.settings().probe();
    probe = x.like(some, basis.cols());
    probe.product(x.window(0, some), false, basis, false, 1);
    targets = x.like(some, outputs);
    try (Matrix identity = Matrix.identity(FloatingPoint.DOUBLE, outputs)) {
      targets.product(y.window(0, some), false, identity, false, 1);
    }
    probeMoments = moments(probe);
    linear = new LinearModel(limit.problem());
    kernel =
        recorder.wantsAny(Observable.NTK_CHANGE, Observable.KERNEL_TARGET_ALIGNMENT)
            ? Optional.of(new Kernel())
            : Optional.empty();
  }

  /**
   * Solves and measures a trial.
   *
   * @param trial the trial, whose learner is the limit
   * @param samples all samples
   * @return what it measures, in ascending steps
   */
  public static List<Measurement> measure(Trial trial, Samples samples) {
    try (Matrix x = inputs(samples);
        Matrix y =
            Matrix.of(FloatingPoint.DOUBLE, samples.count(), samples.outputs(), samples.y())) {
      return measure(trial, x, y, samples.test());
    }
  }

  /** Solves and measures a trial on inputs, P x d, and targets, P x k, in double precision. */
  static List<Measurement> measure(Trial trial, Matrix x, Matrix y, Optional<Samples> test) {
    LimitLearner learner = new LimitLearner(trial, x, y, test);
    try {
      trial.settings().measuredSteps().forEach(learner::measure);
      return learner.recorder.measurements();
    } finally {
      learner.close();
    }
  }

  private static Matrix inputs(Samples samples) {
    return Matrix.of(FloatingPoint.DOUBLE, samples.count(), samples.inputs(), samples.x());
  }

  private static double[] moments(Matrix rows) {
    try (Matrix moments = rows.like(rows.cols(), rows.cols())) {
      moments.product(rows, true, rows, false, 1.0 / rows.rows());
      return moments.toArray();
    }
  }

  private Matrix drawInitialMap() {
    double[] map = new double[inputs * outputs];
    if (!trial.settings().centred()) {
      double std = 1 / (Math.sqrt(inputs) * alpha);
      ZigguratSampler.NormalizedGaussian normal =
          ZigguratSampler.NormalizedGaussian.of(
              RandomStreams.stream(trial.seed(), RandomStreams.Purpose.INITIAL_MAP));
      Arrays.setAll(map, i -> std * normal.sample());
    }
    return Matrix.of(FloatingPoint.DOUBLE, inputs, outputs, map);
  }

  private LimitProblem problem(Matrix moments, Matrix x, Matrix y) {
    int d = inputs;
    int k = outputs;
    int m = basis.cols();
    try (Matrix half = x.like(d, m);
        Matrix inBasis = x.like(m, m);
        Matrix cross = x.like(k, d);
        Matrix crossInBasis = x.like(k, m);
        Matrix initial = x.like(k, m)) {
      half.product(moments, false, basis, false, 1);
      inBasis.product(basis, true, half, false, 1);
      cross.product(y, true, x, false, 1.0 / x.rows());
      crossInBasis.product(cross, false, basis, false, 1);
      initial.product(initialMap, true, basis, false, 1);
      return new LimitProblem(
          trial.depth(),
          trial.settings().steps(),
          trial.eta0(),
          strength,
          d,
          m,
          k,
          inBasis.toArray(),
          crossInBasis.toArray(),
          initial.toArray());
    }
  }

  private void measure(int step) {
    recorder.begin(step);
    outputs(step);
    representations(step);
    if (step > 0) {
      weights(step);
      linearity(step);
    }
    kernel.ifPresent(tangent -> tangent.measure(step));
  }

  /** Returns F(t) x of probe samples, P x k, without F_0; to be closed. */
  private Matrix learned(Matrix map) {
    Matrix f = probe.like(probe.rows(), map.cols());
    f.product(probe, false, map, false, 1);
    return f;
  }

  private double rms(Matrix outputs) {
    return outputs.frobeniusNorm() / Math.sqrt(outputs.rows());
  }

  private void outputs(int step) {
    try (Matrix delta = learned(limit.map(step));
        Matrix f = delta.copy();
        Matrix error = initialOnProbe()) {
      f.add(1, error);
      if (step > 0) {
        recorder.add(Observable.DELTA_F_RMS, rms(delta));
      }
      if (step > 0 || !trial.settings().centred()) {
        recorder.add(Observable.F_RMS, rms(f));
      }
      error.copyFrom(f);
      error.add(-1, targets);
      recorder.add(Observable.LOSS, error.dot(error) / (2 * error.rows()));
    }
    if (recorder.wants(Observable.TEST_LOSS)) {
      test.ifPresent(heldOut -> recorder.add(Observable.TEST_LOSS, loss(heldOut, limit.map(step))));
    }
  }

  /** Returns F_0 x of probe samples, P x k; to be closed. */
  private Matrix initialOnProbe() {
    // Probe samples are training samples, so that their coordinates say all.
    try (Matrix inBasis = probe.like(probe.cols(), outputs)) {
      inBasis.product(basis, true, initialMap, false, 1);
      return learned(inBasis);
    }
  }

  private double loss(Samples some, Matrix map) {
    try (Matrix whole = initialMap.copy();
        Matrix x = inputs(some);
        Matrix error = x.like(some.count(), some.outputs());
        Matrix y = Matrix.of(FloatingPoint.DOUBLE, some.count(), some.outputs(), some.y())) {
      whole.addProduct(basis, false, map, false, 1);
      error.product(x, false, whole, false, 1);
      error.add(-1, y);
      return error.dot(error) / (2.0 * some.count());
    }
  }

  /** Mean of x' M x over the probe samples. */
  private double overProbe(double[] moments) {
    return Math.max(0, InfiniteWidth.mean(moments, probeMoments));
  }

  private double squareOfH(int l, int step) {
    return overProbe(limit.h(l, step, step));
  }

  private double squareOfDeltaH(int l, int step) {
    double[] now = limit.h(l, step, step);
    double[] cross = limit.h(l, step, 0);
    double[] before = limit.h(l, 0, 0);
    int m = basis.cols();
    double[] change = new double[now.length];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < m; j++) {
        change[j * m + i] =
            now[j * m + i] - cross[j * m + i] - cross[i * m + j] + before[j * m + i];
      }
    }
    return overProbe(change);
  }

  private double gradient(int l, int step) {
    double[] g = limit.g(l, step, step);
    double trace = 0;
    for (int a = 0; a < outputs; a++) {
      trace += g[a * outputs + a];
    }
    return Math.sqrt(trace) / alpha;
  }

  private void representations(int step) {
    for (int l = 1; l < trial.depth(); l++) {
      recorder.add(Observable.H_NORM, l, rootOfWidth * Math.sqrt(squareOfH(l, step)));
      recorder.add(Observable.GRAD_H_NORM, l, gradient(l, step));
      if (step > 0) {
        double change = squareOfDeltaH(l, step);
        recorder.add(Observable.DELTA_H_NORM, l, rootOfWidth * Math.sqrt(change));
        recorder.addRatio(
            Observable.RELATIVE_DELTA_H, l, Math.sqrt(change), Math.sqrt(squareOfH(l, 0)));
        recorder.add(Observable.GRADIENT_GROWTH, l, gradient(l, step) / gradient(l, 0));
        usefulUpdate(l, step, change);
      }
    }
  }

  /** -&lt;Delta h, dL/dh&gt; with dL/dh at initialisation, a sum over outputs of errors times g. */
  private void usefulUpdate(int l, int step, double change) {
    if (!recorder.wants(Observable.USEFUL_UPDATE)) {
      return;
    }
    double[] now = limit.hg(l, step, 0);
    double[] before = limit.hg(l, 0, 0);
    double[] moved = new double[now.length];
    Arrays.setAll(moved, i -> now[i] - before[i]);
    int k = outputs;
    try (Matrix error = initialOnProbe();
        Matrix byOutput = Matrix.of(FloatingPoint.DOUBLE, basis.cols(), k, moved);
        Matrix pushed = learned(byOutput);
        Matrix gram = Matrix.of(FloatingPoint.DOUBLE, k, k, limit.g(l, 0, 0));
        Matrix byG = error.like(error.rows(), k)) {
      error.add(-1, targets);
      byG.product(error, false, gram, false, 1);
      double gradients = Math.sqrt(Math.max(0, error.dot(byG)));
      double scale = Math.sqrt(change * error.rows()) * gradients;
      recorder.addRatio(Observable.USEFUL_UPDATE, l, -pushed.dot(error), scale);
    }
  }

  private void weights(int step) {
    int d = inputs;
    for (int l = 1; l <= trial.depth(); l++) {
      boolean readOut = l == trial.depth();
      WeightChange change = limit.change(l, step);
      double unit =
          trial.eta0() * (l == 1 ? alpha / Math.sqrt(d) : readOut ? 1 / rootOfWidth : strength);
      double entries = (double) (l == 1 ? d : trial.width()) * (readOut ? outputs : trial.width());
      double frobenius = unit * change.frobeniusNorm();
      recorder.add(Observable.DELTA_W_FRO, l, frobenius);
      recorder.add(Observable.DELTA_W_RMS, l, frobenius / Math.sqrt(entries));
      if (recorder.wants(Observable.DELTA_W_OP)) {
        recorder.add(Observable.DELTA_W_OP, l, unit * change.operatorNorm());
      }
      if (recorder.wantsAny(Observable.ALIGNMENT, Observable.UPDATE_SHARE)) {
        double pushed =
            trial.eta0()
                * (readOut ? 1 : rootOfWidth * strength)
                * Math.sqrt(overProbe(limit.pushed(l, step)));
        double inputs =
            l == 1
                ? Math.sqrt(d * squareOfH(0, step))
                : rootOfWidth * Math.sqrt(squareOfH(l - 1, step));
        recorder.addRatio(Observable.ALIGNMENT, l, pushed, frobenius * inputs);
        recorder.addRatio(Observable.UPDATE_SHARE, l, pushed, deltaZ(l, step));
      }
    }
  }

  /** Returns |Delta z|, root-mean-square over the probe samples. */
  private double deltaZ(int l, int step) {
    if (l < trial.depth()) {
      return rootOfWidth * Math.sqrt(squareOfDeltaH(l, step));
    }
    try (Matrix delta = learned(limit.map(step))) {
      return rms(delta);
    }
  }

  /** What vanishes to leading order, as it does after one update from f = 0, is left out. */
  private void linearity(int step) {
    double size;
    try (Matrix delta = learned(limit.map(step))) {
      size = rms(delta);
    }
    if (recorder.wants(Observable.SECOND_ORDER)) {
      try (Matrix term =
              Matrix.of(FloatingPoint.DOUBLE, outputs, basis.cols(), limit.secondOrder(step));
          Matrix onProbe = probe.like(probe.rows(), outputs)) {
        onProbe.product(probe, false, term, true, 1);
        addUnlessRounding(Observable.SECOND_ORDER, rms(onProbe), size);
      }
    }
    if (recorder.wants(Observable.LINEARISATION_GAP)) {
      try (Matrix difference = linear.at(step).copy()) {
        difference.add(-1, limit.map(step));
        try (Matrix onProbe = learned(difference)) {
          addUnlessRounding(Observable.LINEARISATION_GAP, rms(onProbe), size);
        }
      }
    }
  }

  private void addUnlessRounding(Observable observable, double value, double size) {
    if (value > ROUNDING * size) {
      recorder.add(observable, value);
    }
  }

  private void close() {
    limit.close();
    linear.close();
    basis.close();
    probe.close();
    targets.close();
    initialMap.close();
  }

  /** The model linearised at initialisation, whose tangent kernel is L x.x' / d. */
  private static final class LinearModel implements AutoCloseable {
    private final LimitProblem problem;
    private final Matrix map;
    private final Matrix moments;
    private final double[] offset;
    private int done;

    LinearModel(LimitProblem problem) {
      this.problem = problem;
      int m = problem.coordinates();
      int k = problem.outputs();
      map = Matrix.allocate(FloatingPoint.DOUBLE, m, k);
      map.zero();
      moments = Matrix.of(FloatingPoint.DOUBLE, m, m, problem.secondMoments());
      try (Matrix initial = Matrix.of(FloatingPoint.DOUBLE, k, m, problem.initialMap());
          Matrix cross = Matrix.of(FloatingPoint.DOUBLE, k, m, problem.cross());
          Matrix error = map.like(m, k);
          Matrix identity = Matrix.identity(FloatingPoint.DOUBLE, k)) {
        error.product(moments, false, initial, true, 1);
        error.addProduct(cross, true, identity, false, -1);
        offset = error.toArray();
      }
    }

    /** Returns its map after some updates, m x k, without F_0. */
    Matrix at(int step) {
      for (; done < step; done++) {
        double rate = problem.eta0() * problem.depth() / problem.inputs();
        try (Matrix error =
            Matrix.of(FloatingPoint.DOUBLE, problem.coordinates(), problem.outputs(), offset)) {
          error.addProduct(moments, false, map, false, 1);
          map.add(-rate, error);
        }
      }
      return map;
    }

    @Override
    public void close() {
      map.close();
      moments.close();
    }
  }

  /** The tangent kernel on the first probe samples: sum of G^l Phi^(l-1). */
  private final class Kernel {
    private final int count = KernelMeter.samples(probe.rows(), outputs);
    private final double[] initial = at(0);

    private double[] at(int step) {
      int k = outputs;
      int rows = count * k;
      int m = basis.cols();
      double[] kernel = new double[rows * rows];
      for (int l = 1; l <= trial.depth(); l++) {
        double[] g = limit.g(l, step, step);
        double[] h;
        try (Matrix some = probe.like(count, m);
            Matrix identity = Matrix.identity(FloatingPoint.DOUBLE, m);
            Matrix phi = Matrix.of(FloatingPoint.DOUBLE, m, m, limit.h(l - 1, step, step));
            Matrix half = probe.like(count, m);
            Matrix gram = probe.like(count, count)) {
          some.product(probe.window(0, count), false, identity, false, 1);
          half.product(some, false, phi, false, 1);
          gram.product(half, false, some, true, 1);
          h = gram.toArray();
        }
        for (int j = 0; j < rows; j++) {
          for (int i = 0; i < rows; i++) {
            kernel[j * rows + i] += g[j % k * k + i % k] * h[j / k * count + i / k];
          }
        }
      }
      return kernel;
    }

    void measure(int step) {
      KernelMeter.record(
          step, initial, step == 0 ? initial : at(step), count, outputs, targets, recorder);
    }
  }
}
