package richscale.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.junit.jupiter.api.Test;
import richscale.ReferenceNetwork;
import richscale.TestTrials;
import richscale.data.DataSource;
import richscale.data.Samples;
import richscale.model.Network;
import richscale.spec.Trial;
import richscale.theory.Observable;
import richscale.trial.TrialResult;
import richscale.trial.TrialRunner;
import richscale.trial.TrialStatus;

/** Kernel learners against regression written out with Jacobians taken sample by sample. */
class KernelLearnerTest {
  private static final String[] SMALL = {
    "width=6",
    "r=0",
    "activation=relu",
    "dataType=double",
    "data.inputs=4",
    "data.samples=9",
    "data.outputs=2",
    "data.test=5",
    "data.validation=4",
    "probe=3"
  };

  private static Trial trial(String learner, String... more) {
    String[] all = new String[SMALL.length + 1 + more.length];
    System.arraycopy(SMALL, 0, all, 0, SMALL.length);
    all[SMALL.length] = "learner=" + learner;
    System.arraycopy(more, 0, all, SMALL.length + 1, more.length);
    return TestTrials.trial(all);
  }

  private static double value(List<Measurement> measurements, Observable observable) {
    return measurements.stream()
        .filter(m -> m.observable() == observable)
        .findFirst()
        .orElseThrow()
        .value();
  }

  private static RealMatrix x(Samples samples) {
    return ReferenceNetwork.dense(samples.count(), samples.inputs(), samples.x());
  }

  private static RealMatrix y(Samples samples) {
    return ReferenceNetwork.dense(samples.count(), samples.outputs(), samples.y());
  }

  /** Returns sample after sample with the outputs of each together, as one column. */
  private static RealMatrix stacked(RealMatrix rows) {
    RealMatrix column =
        new Array2DRowRealMatrix(rows.getRowDimension() * rows.getColumnDimension(), 1);
    for (int i = 0; i < column.getRowDimension(); i++) {
      column.setEntry(
          i, 0, rows.getEntry(i / rows.getColumnDimension(), i % rows.getColumnDimension()));
    }
    return column;
  }

  /** Returns df/dW of all weights times the root of their rates, a row for each output. */
  private static RealMatrix jacobian(Network network, RealMatrix x) {
    ReferenceNetwork reference = new ReferenceNetwork(network);
    int outputs = network.layers().get(network.layers().size() - 1).weight().cols();
    int weights = network.layers().stream().mapToInt(l -> (int) l.weight().size()).sum();
    RealMatrix jacobian = new Array2DRowRealMatrix(x.getRowDimension() * outputs, weights);
    // Double precision and ReLU networks, linear in each weight but for kinks: central differences
    // are exact but for rounding of 1e-16 / step.
    double step = 1e-5;
    int column = 0;
    for (int l = 1; l <= network.layers().size(); l++) {
      RealMatrix raw = reference.raw(l).copy();
      double root = Math.sqrt(reference.rate(l));
      for (int i = 0; i < raw.getRowDimension(); i++) {
        for (int j = 0; j < raw.getColumnDimension(); j++) {
          RealMatrix up = raw.copy();
          up.addToEntry(i, j, step);
          reference.setRaw(l, up);
          RealMatrix above = stacked(reference.forward(x).get(network.layers().size()));
          RealMatrix down = raw.copy();
          down.addToEntry(i, j, -step);
          reference.setRaw(l, down);
          RealMatrix below = stacked(reference.forward(x).get(network.layers().size()));
          RealMatrix slope = above.subtract(below).scalarMultiply(root / (2 * step));
          jacobian.setColumnMatrix(column++, slope);
        }
      }
      reference.setRaw(l, raw);
    }
    return jacobian;
  }

  private static RealMatrix solve(RealMatrix kernel, double ridge, RealMatrix targets) {
    double unit = kernel.getTrace() / kernel.getRowDimension();
    RealMatrix shifted =
        kernel.add(
            MatrixUtils.createRealIdentityMatrix(kernel.getRowDimension())
                .scalarMultiply(ridge * unit));
    return new LUDecomposition(shifted).getSolver().solve(targets);
  }

  private static double loss(RealMatrix predicted, RealMatrix targets, int count) {
    return Math.pow(predicted.subtract(targets).getFrobeniusNorm(), 2) / (2 * count);
  }

  @Test
  void tangentKernelRegressionAgreesWithJacobiansByDifferences() {
    Trial trial = trial("ntk");
    Samples samples = DataSource.load(trial.settings().data());
    Samples validation = samples.validation().orElseThrow();
    Samples test = samples.test().orElseThrow();
    try (Network network = Network.initialise(trial)) {
      List<Measurement> measured = KernelLearner.measure(trial, network, samples);
      double ridge = value(measured, Observable.RIDGE);
      RealMatrix j = jacobian(network, x(samples));
      RealMatrix jValidation = jacobian(network, x(validation));
      RealMatrix c = solve(j.multiply(j.transpose()), ridge, stacked(y(samples)));
      RealMatrix primal = j.transpose().multiply(c);
      // Differences err by some 1e-10, which a ridge of 1e-6 makes 1e-4 at worst.
      assertThat(value(measured, Observable.VALIDATION_LOSS))
          .isCloseTo(
              loss(jValidation.multiply(primal), stacked(y(validation)), validation.count()),
              within(1e-4));
      assertThat(value(measured, Observable.TEST_LOSS))
          .isCloseTo(
              loss(jacobian(network, x(test)).multiply(primal), stacked(y(test)), test.count()),
              within(1e-4));
      assertThat(measured).allMatch(m -> m.step() == trial.settings().steps());
      // Of all ridges the chosen one does best on validation samples.
      for (double other = 1e-6; other < 20; other *= 10) {
        RealMatrix coefficients = solve(j.multiply(j.transpose()), other, stacked(y(samples)));
        assertThat(
                loss(
                    jValidation.multiply(j.transpose().multiply(coefficients)),
                    stacked(y(validation)),
                    validation.count()))
            .isGreaterThan(value(measured, Observable.VALIDATION_LOSS) - 1e-4);
      }
    }
  }

  @Test
  void conjugateKernelRegressionIsRidgeRegressionOnTheLastRepresentation() {
    Trial trial = trial("conjugate-kernel");
    Samples samples = DataSource.load(trial.settings().data());
    Samples test = samples.test().orElseThrow();
    try (Network network = Network.initialise(trial)) {
      List<Measurement> measured = KernelLearner.measure(trial, network, samples);
      ReferenceNetwork reference = new ReferenceNetwork(network);
      int last = trial.depth() - 1;
      RealMatrix h = reference.forward(x(samples)).get(last);
      RealMatrix c =
          solve(h.multiply(h.transpose()), value(measured, Observable.RIDGE), y(samples));
      RealMatrix readOut = h.transpose().multiply(c);
      assertThat(value(measured, Observable.TEST_LOSS))
          .isCloseTo(
              loss(reference.forward(x(test)).get(last).multiply(readOut), y(test), test.count()),
              within(1e-8));
      assertThat(value(measured, Observable.LOSS))
          .isCloseTo(
              loss(
                  h.multiply(readOut).getSubMatrix(0, 2, 0, 1),
                  y(samples).getSubMatrix(0, 2, 0, 1),
                  3),
              within(1e-8));
    }
  }

  @Test
  void aKernelTrialCompletesWithoutUpdatesAndReadsDigitsWell() {
    Trial trial =
        TestTrials.digits(
            "learner=ntk",
            "r=0",
            "width=64",
            "activation=relu",
            "data.samples=200",
            "data.validation=100",
            "data.test=300");
    TrialResult result = TrialRunner.run(trial, DataSource.load(trial.settings().data()));
    assertThat(result.status()).isEqualTo(TrialStatus.COMPLETED);
    assertThat(result.updates()).isZero();
    // Nearest neighbours get some 90 % of these digits from 200 samples; chance is 10 %.
    assertThat(value(result.measurements(), Observable.TEST_ACCURACY)).isGreaterThan(0.85);
    assertThat(value(result.measurements(), Observable.VALIDATION_ACCURACY)).isGreaterThan(0.8);
  }
}
