package richscale.observe;

import static richscale.theory.Observable.LOSS;
import static richscale.theory.Observable.RIDGE;
import static richscale.theory.Observable.TEST_ACCURACY;
import static richscale.theory.Observable.TEST_LOSS;
import static richscale.theory.Observable.VALIDATION_ACCURACY;
import static richscale.theory.Observable.VALIDATION_LOSS;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import richscale.data.Samples;
import richscale.linalg.Cholesky;
import richscale.linalg.FloatingPoint;
import richscale.linalg.Matrix;
import richscale.model.LayerStack;
import richscale.model.Network;
import richscale.spec.LearnerKind;
import richscale.spec.Trial;

/**
 * Exact ridge regression with a kernel of the network at initialisation. The kernel is computed in
 * the precision of training and solved with in double precision; nothing is learned but the
 * coefficients of the training samples, so that the prediction is 0 where the kernel is.
 */
public final class KernelLearner {
  /** Ridges to choose from, in units of the mean eigenvalue of the kernel. */
  private static final double[] RIDGES =
      IntStream.rangeClosed(-6, 1).mapToDouble(exponent -> Math.pow(10, exponent)).toArray();

  /** How many ridges are tried, each at the cost of a factorisation. */
  public static final int RIDGE_COUNT = RIDGES.length;

  private final Trial trial;
  private final Network network;
  private final Samples training;
  private final boolean tangent;

  /** What a ridge gives. */
  private record Choice(double ridge, HeldOutMeter.Score validation, Matrix coefficients) {}

  /** Kernel values of some samples (rows) with the training samples (columns). */
  private interface Kernel extends AutoCloseable {
    Matrix of(Samples some);

    Matrix ofTraining();

    @Override
    void close();
  }

  private KernelLearner(Trial trial, Network network, Samples training) {
    this.trial = trial;
    this.network = network;
    this.training = training;
    tangent = trial.settings().learner() == LearnerKind.NTK;
  }

  /**
   * Learns and measures a trial.
   *
   * @param trial the trial, of a kernel
   * @param network its network at initialisation
   * @param samples all samples, some of them held out for validation
   * @return losses and accuracies, under the trial's last step
   * @throws ArithmeticException if no ridge makes the kernel positive definite
   */
  public static List<Measurement> measure(Trial trial, Network network, Samples samples) {
    return new KernelLearner(trial, network, samples).measure();
  }

  private List<Measurement> measure() {
    Recorder recorder = new Recorder(EnumSet.copyOf(trial.settings().observables()));
    recorder.begin(trial.settings().steps());
    Samples validation = training.validation().orElseThrow();
    try (Kernel kernel = tangent ? new Tangent() : new Conjugate();
        Matrix ofTraining = kernel.ofTraining();
        Matrix ofValidation = kernel.of(validation)) {
      Choice choice = choose(ofTraining, ofValidation, validation);
      try (Matrix coefficients = choice.coefficients()) {
        recorder.add(RIDGE, choice.ridge());
        recorder.add(VALIDATION_LOSS, choice.validation().loss() / validation.count());
        recorder.add(
            VALIDATION_ACCURACY, (double) choice.validation().correct() / validation.count());
        Samples probe = training.select(IntStream.range(0, trial.settings().probe()).toArray());
        int probeRows = trial.settings().probe() * (tangent ? training.outputs() : 1);
        HeldOutMeter.Score ofProbe = score(ofTraining.window(0, probeRows), coefficients, probe);
        recorder.add(LOSS, ofProbe.loss() / trial.settings().probe());
        training
            .test()
            .ifPresent(
                test -> {
                  try (Matrix ofTest = kernel.of(test)) {
                    HeldOutMeter.Score score = score(ofTest, coefficients, test);
                    recorder.add(TEST_LOSS, score.loss() / test.count());
                    recorder.add(TEST_ACCURACY, (double) score.correct() / test.count());
                  }
                });
      }
    }
    return recorder.measurements();
  }

  private Choice choose(Matrix ofTraining, Matrix ofValidation, Samples validation) {
    double unit = ofTraining.trace() / ofTraining.rows();
    Optional<Choice> best = Optional.empty();
    try (Matrix targets = targets()) {
      for (double ridge : RIDGES) {
        Optional<Matrix> solved = Cholesky.solve(ofTraining, ridge * unit, targets);
        if (solved.isEmpty()) {
          continue;
        }
        Choice choice =
            new Choice(ridge, score(ofValidation, solved.get(), validation), solved.get());
        if (best.isEmpty() || choice.validation().loss() < best.get().validation().loss()) {
          best.ifPresent(worse -> worse.coefficients().close());
          best = Optional.of(choice);
        } else {
          choice.coefficients().close();
        }
      }
    }
    return best.orElseThrow(() -> new ArithmeticException("no ridge makes the kernel definite"));
  }

  /** Returns the right side of the equations: one column for the tangent kernel of all outputs. */
  private Matrix targets() {
    double[] y = new double[training.y().length];
    for (int i = 0; i < y.length; i++) {
      y[i] = training.y()[i];
    }
    return tangent
        ? Matrix.of(FloatingPoint.DOUBLE, y.length, 1, transposed(y, training.count()))
        : Matrix.of(FloatingPoint.DOUBLE, training.count(), training.outputs(), y);
  }

  private HeldOutMeter.Score score(Matrix kernel, Matrix coefficients, Samples some) {
    try (Matrix predicted =
            Matrix.allocate(FloatingPoint.DOUBLE, kernel.rows(), coefficients.cols());
        Matrix f = Matrix.allocate(FloatingPoint.DOUBLE, some.count(), some.outputs())) {
      predicted.product(kernel, false, coefficients, false, 1);
      double[] values = predicted.toArray();
      f.set(tangent ? transposed(values, some.outputs()) : values);
      return HeldOutMeter.Score.of(f, some, trial.settings().loss());
    }
  }

  /** Returns the transpose of a column-major matrix of so many rows. */
  private static double[] transposed(double[] matrix, int rows) {
    int cols = matrix.length / rows;
    double[] transposed = new double[matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      transposed[i % rows * cols + i / rows] = matrix[i];
    }
    return transposed;
  }

  /** Rows are sample after sample with the outputs of each together, columns as well. */
  private final class Tangent implements Kernel {
    private final LayerStack forward = LayerStack.of(network, training);
    private final TangentKernel.Side ofTraining =
        TangentKernel.Side.of(network, forward, training.count());

    @Override
    public Matrix ofTraining() {
      return TangentKernel.between(network, ofTraining, ofTraining);
    }

    @Override
    public Matrix of(Samples some) {
      try (LayerStack theirs = LayerStack.of(network, some);
          TangentKernel.Side side = TangentKernel.Side.of(network, theirs, some.count())) {
        return TangentKernel.between(network, side, ofTraining);
      }
    }

    @Override
    public void close() {
      ofTraining.close();
      forward.close();
    }
  }

  private final class Conjugate implements Kernel {
    private final Matrix ofTraining = features(training);

    private Matrix features(Samples some) {
      try (LayerStack pass = LayerStack.of(network, some)) {
        return pass.flat(pass.depth() - 1);
      }
    }

    private Matrix with(Matrix features) {
      Matrix kernel = features.like(features.rows(), ofTraining.rows());
      kernel.product(features, false, ofTraining, true, 1.0 / features.cols());
      return kernel;
    }

    @Override
    public Matrix ofTraining() {
      return with(ofTraining);
    }

    @Override
    public Matrix of(Samples some) {
      try (Matrix features = features(some)) {
        return with(features);
      }
    }

    @Override
    public void close() {
      ofTraining.close();
    }
  }
}
