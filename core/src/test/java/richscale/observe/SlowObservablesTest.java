package richscale.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import richscale.ReferenceNetwork;
import richscale.TestTrials;
import richscale.data.DataSource;
import richscale.data.Samples;
import richscale.model.Network;
import richscale.spec.Trial;
import richscale.theory.Observable;
import richscale.train.BatchOrder;
import richscale.train.Trainer;

/**
 * Observables of second order and of kernels, against finite differences and dense linear algebra
 * in double precision. The networks are trained in double precision, so that only the difference of
 * methods is seen.
 */
class SlowObservablesTest {
  private static final int UPDATES = 4;

  private final List<RealMatrix> initial = new ArrayList<>();
  private Trial trial;
  private Samples samples;
  private ReferenceNetwork before;
  private ReferenceNetwork now;

  private double measure(Observable observable, String... overrides) {
    List<String> all = new ArrayList<>(List.of(overrides));
    all.add("observables=" + observable.id());
    all.add("dataType=double");
    all.add("width=5");
    all.add("data.inputs=3");
    all.add("eta0=0.4");
    trial = TestTrials.trial(all.toArray(new String[0]));
    samples = DataSource.load(trial.settings().data());
    try (Network network = Network.initialise(trial);
        Trainer trainer = Trainer.of(network, samples, trial);
        Probe probe =
            new Probe(network, trainer, samples, trial, new Beginning(trial, new Beginnings()))) {
      before = new ReferenceNetwork(network);
      for (int l = 1; l <= trial.depth(); l++) {
        initial.add(before.raw(l));
      }
      for (int i = 0; i < UPDATES; i++) {
        trainer.step();
      }
      now = new ReferenceNetwork(network);
      assertThat(probe.measure(UPDATES)).isTrue();
      assertThat(probe.measurements()).hasSize(1);
      return probe.measurements().get(0).value();
    }
  }

  private RealMatrix probeInputs() {
    return ReferenceNetwork.dense(samples.count(), samples.inputs(), samples.x())
        .getSubMatrix(0, trial.settings().probe() - 1, 0, samples.inputs() - 1);
  }

  private RealMatrix probeTargets() {
    return ReferenceNetwork.dense(samples.count(), samples.outputs(), samples.y())
        .getSubMatrix(0, trial.settings().probe() - 1, 0, samples.outputs() - 1);
  }

  /** Returns f with parameters theta_0 + factor (theta - theta_0). */
  private RealMatrix along(double factor) {
    List<RealMatrix> kept = new ArrayList<>();
    for (int l = 1; l <= trial.depth(); l++) {
      kept.add(now.raw(l));
      RealMatrix delta = now.raw(l).subtract(initial.get(l - 1));
      now.setRaw(l, initial.get(l - 1).add(delta.scalarMultiply(factor)));
    }
    RealMatrix f = now.forward(probeInputs()).get(trial.depth());
    for (int l = 1; l <= trial.depth(); l++) {
      now.setRaw(l, kept.get(l - 1));
    }
    return f;
  }

  @ParameterizedTest
  @CsvSource({"stp", "mup", "rescaling"})
  void secondOrderTermOfThreeLinearLayersIsTheCentralDifference(String gauge) {
    double measured = measure(Observable.SECOND_ORDER, "gauge=" + gauge);
    RealMatrix term = along(1).add(along(-1)).subtract(along(0).scalarMultiply(2));
    double expected = term.getFrobeniusNorm() / Math.sqrt(trial.settings().probe());
    // f is a cubic in the parameters: exact but for rounding.
    assertThat(measured).isCloseTo(expected, within(1e-10 * expected));
  }

  @ParameterizedTest
  @CsvSource({"tanh, 3", "tanh, 4", "identity, 5", "relu, 3"})
  void secondOrderTermIsTheSecondDerivativeAlongTheUpdate(String activation, int depth) {
    double measured =
        measure(Observable.SECOND_ORDER, "activation=" + activation, "depth=" + depth);
    double e = 1e-3;
    RealMatrix term =
        along(e).add(along(-e)).subtract(along(0).scalarMultiply(2)).scalarMultiply(1 / (e * e));
    double expected = term.getFrobeniusNorm() / Math.sqrt(trial.settings().probe());
    // Differences err by e^2 and by rounding / e^2, both near 1e-7 of second derivatives of order
    // 1.
    assertThat(measured).isCloseTo(expected, within(1e-4 * expected));
  }

  /** Returns df/dW_l for every row (sample, output), entry by entry: rows x parameters. */
  private RealMatrix parameterJacobian(ReferenceNetwork network, RealMatrix x) {
    List<double[]> columns = new ArrayList<>();
    double e = 1e-5;
    for (int l = 1; l <= trial.depth(); l++) {
      RealMatrix weight = network.raw(l);
      for (int j = 0; j < weight.getColumnDimension(); j++) {
        for (int i = 0; i < weight.getRowDimension(); i++) {
          RealMatrix up = weight.copy();
          up.addToEntry(i, j, e);
          network.setRaw(l, up);
          RealMatrix high = network.forward(x).get(trial.depth());
          up.addToEntry(i, j, -2 * e);
          RealMatrix low = network.forward(x).get(trial.depth());
          network.setRaw(l, weight);
          columns.add(flat(high.subtract(low).scalarMultiply(1 / (2 * e))));
        }
      }
    }
    RealMatrix jacobian = new Array2DRowRealMatrix(columns.get(0).length, columns.size());
    for (int column = 0; column < columns.size(); column++) {
      jacobian.setColumn(column, columns.get(column));
    }
    return jacobian;
  }

  private static double[] flat(RealMatrix perSample) {
    double[] flat = new double[perSample.getRowDimension() * perSample.getColumnDimension()];
    for (int i = 0; i < flat.length; i++) {
      flat[i] =
          perSample.getEntry(
              i / perSample.getColumnDimension(), i % perSample.getColumnDimension());
    }
    return flat;
  }

  private RealMatrix rates() {
    List<Double> rates = new ArrayList<>();
    for (int l = 1; l <= trial.depth(); l++) {
      int size = now.raw(l).getRowDimension() * now.raw(l).getColumnDimension();
      for (int i = 0; i < size; i++) {
        rates.add(now.rate(l));
      }
    }
    return MatrixUtils.createRealDiagonalMatrix(
        rates.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private RealMatrix kernel(ReferenceNetwork network, RealMatrix x) {
    RealMatrix jacobian = parameterJacobian(network, x);
    return jacobian.multiply(rates()).multiply(jacobian.transpose());
  }

  @ParameterizedTest
  @CsvSource({"stp, identity", "mup, tanh", "rescaling, relu"})
  void kernelChangeIsThatOfTheKernelByFiniteDifferences(String gauge, String activation) {
    double measured = measure(Observable.NTK_CHANGE, "gauge=" + gauge, "activation=" + activation);
    RealMatrix start = kernel(before, probeInputs());
    RealMatrix end = kernel(now, probeInputs());
    double expected = end.subtract(start).getFrobeniusNorm() / start.getFrobeniusNorm();
    // Central differences with e = 1e-5 err by 1e-10 in every entry.
    assertThat(measured).isCloseTo(expected, within(1e-6 * expected));
  }

  @Test
  void kernelTargetAlignmentIsTheCosineOfTheCentredKernels() {
    double measured = measure(Observable.KERNEL_TARGET_ALIGNMENT, "activation=tanh");
    int p = trial.settings().probe();
    int k = samples.outputs();
    RealMatrix full = kernel(now, probeInputs());
    RealMatrix traced = new Array2DRowRealMatrix(p, p);
    for (int row = 0; row < p * p * k; row++) {
      int i = row / k / p;
      int j = row / k % p;
      traced.addToEntry(i, j, full.getEntry(i * k + row % k, j * k + row % k));
    }
    RealMatrix y = probeTargets();
    RealMatrix centring =
        MatrixUtils.createRealIdentityMatrix(p)
            .subtract(new Array2DRowRealMatrix(p, p).scalarAdd(1.0 / p));
    RealMatrix a = centring.multiply(traced).multiply(centring);
    RealMatrix b = centring.multiply(y.multiply(y.transpose())).multiply(centring);
    double expected =
        a.multiply(b.transpose()).getTrace() / (a.getFrobeniusNorm() * b.getFrobeniusNorm());
    assertThat(measured).isCloseTo(expected, within(1e-6));
  }

  @ParameterizedTest
  @CsvSource({"stp, identity, 7", "rescaling, tanh, 7", "mup, relu, 3"})
  void linearisationGapIsThatOfAModelTrainedInItsParameters(
      String gauge, String activation, int batchSize) {
    double measured =
        measure(
            Observable.LINEARISATION_GAP,
            "gauge=" + gauge,
            "activation=" + activation,
            "batchSize=" + batchSize);
    RealMatrix x = ReferenceNetwork.dense(samples.count(), samples.inputs(), samples.x());
    RealMatrix jacobian = parameterJacobian(before, x);
    double[] start = flat(before.forward(x).get(trial.depth()));
    double[] targets =
        flat(ReferenceNetwork.dense(samples.count(), samples.outputs(), samples.y()));
    double[] theta = new double[jacobian.getColumnDimension()];
    BatchOrder order = new BatchOrder(trial.seed(), samples.count());
    for (int step = 0; step < UPDATES; step++) {
      double[] error = new double[start.length];
      double[] moved = jacobian.operate(theta);
      int[] batch =
          batchSize == samples.count() ? new int[] {0, 1, 2, 3, 4, 5, 6} : order.next(batchSize);
      for (int sample : batch) {
        for (int a = 0; a < samples.outputs(); a++) {
          int row = sample * samples.outputs() + a;
          error[row] = (start[row] + moved[row] - targets[row]) / batchSize;
        }
      }
      double[] gradient = rates().operate(jacobian.preMultiply(error));
      for (int i = 0; i < theta.length; i++) {
        theta[i] -= gradient[i];
      }
    }
    double[] linear = jacobian.operate(theta);
    double[] real = flat(now.forward(probeInputs()).get(trial.depth()));
    double squares = 0;
    for (int row = 0; row < real.length; row++) {
      squares += Math.pow(real[row] - start[row] - linear[row], 2);
    }
    double expected = Math.sqrt(squares / trial.settings().probe());
    assertThat(measured).isCloseTo(expected, within(1e-5 * expected));
  }

  @ParameterizedTest
  @CsvSource({"stp, identity, 3", "mup, tanh, 4", "rescaling, relu, 3"})
  void sharpnessIsTheTopEigenvalueOfTheDenseHessian(String gauge, String activation, int depth) {
    double measured =
        measure(
            Observable.SHARPNESS, "gauge=" + gauge, "activation=" + activation, "depth=" + depth);
    int parameters = rates().getColumnDimension();
    RealMatrix hessian = new Array2DRowRealMatrix(parameters, parameters);
    double e = 1e-4;
    int column = 0;
    for (int l = 1; l <= depth; l++) {
      RealMatrix weight = now.raw(l);
      for (int j = 0; j < weight.getColumnDimension(); j++) {
        for (int i = 0; i < weight.getRowDimension(); i++) {
          RealMatrix moved = weight.copy();
          moved.addToEntry(i, j, e);
          now.setRaw(l, moved);
          double[] high = lossGradient();
          moved.addToEntry(i, j, -2 * e);
          double[] low = lossGradient();
          now.setRaw(l, weight);
          for (int row = 0; row < parameters; row++) {
            hessian.setEntry(row, column, (high[row] - low[row]) / (2 * e));
          }
          column++;
        }
      }
    }
    RealMatrix root = rates().copy();
    for (int i = 0; i < parameters; i++) {
      root.setEntry(i, i, Math.sqrt(root.getEntry(i, i)));
    }
    RealMatrix metric = root.multiply(hessian).multiply(root);
    RealMatrix symmetric = metric.add(metric.transpose()).scalarMultiply(0.5);
    double expected = new EigenDecompositionSymmetric(symmetric).getEigenvalue(0);
    assertThat(measured).isCloseTo(expected, within(0.02 * expected));
  }

  private double[] lossGradient() {
    RealMatrix x = probeInputs();
    RealMatrix jacobian = parameterJacobian(now, x);
    double[] error = flat(now.forward(x).get(trial.depth()).subtract(probeTargets()));
    double[] gradient = jacobian.preMultiply(error);
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] /= trial.settings().probe();
    }
    return gradient;
  }

  @ParameterizedTest
  @CsvSource({"mup", "rescaling"})
  void gaugesDifferByRoundingUnderGradientDescent(String gauge) {
    assertThat(measure(Observable.GAUGE_DIFFERENCE, "gauge=" + gauge)).isBetween(0.0, 1e-13);
  }
}
