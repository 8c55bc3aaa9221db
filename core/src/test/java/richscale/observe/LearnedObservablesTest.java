package richscale.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.hipparchus.linear.SingularValueDecomposition;
import org.junit.jupiter.api.Test;
import richscale.ReferenceNetwork;
import richscale.TestTrials;
import richscale.data.DataSource;
import richscale.data.Samples;
import richscale.model.Network;
import richscale.spec.Trial;
import richscale.theory.Observable;
import richscale.train.Trainer;

/**
 * What is learned, against dense linear algebra on representations computed from the formulas. All
 * in double precision, so that only the difference of methods is seen.
 */
class LearnedObservablesTest {
  private static final int UPDATES = 6;

  /** Rounding of sums of some hundred products in double precision. */
  private static final double ROUNDING = 1e-8;

  private final Trial trial =
      TestTrials.digits(
          "width=9",
          "activation=relu",
          "dataType=double",
          "data.samples=30",
          "data.test=20",
          "probe=24",
          "eta0=0.5",
          "steps=" + UPDATES,
          "observables=[h_participation_ratio, delta_h_participation_ratio, h_cka,"
              + " h_target_alignment, class_variance_ratio, readout_accuracy,"
              + " delta_w_outlier_share, delta_w_target_overlap]");
  private final Samples samples = DataSource.load(trial.settings().data());
  private final RealMatrix x = probe(samples.inputs(), samples.x());
  private final RealMatrix y = probe(samples.outputs(), samples.y());
  private final ReferenceNetwork before;
  private final ReferenceNetwork now;
  private final List<Measurement> measurements;

  LearnedObservablesTest() {
    try (Network network = Network.initialise(trial);
        Trainer trainer = Trainer.of(network, samples, trial);
        Probe probe =
            new Probe(network, trainer, samples, trial, new Beginning(trial, new Beginnings()))) {
      before = new ReferenceNetwork(network);
      for (int i = 0; i < UPDATES; i++) {
        trainer.step();
      }
      now = new ReferenceNetwork(network);
      assertThat(probe.measure(UPDATES)).isTrue();
      measurements = probe.measurements();
    }
  }

  private RealMatrix probe(int columns, float[] entries) {
    return ReferenceNetwork.dense(samples.count(), columns, entries)
        .getSubMatrix(0, trial.settings().probe() - 1, 0, columns - 1);
  }

  private double measured(Observable observable, int layer) {
    return measurements.stream()
        .filter(m -> m.observable() == observable && m.layer().getAsInt() == layer)
        .findFirst()
        .orElseThrow()
        .value();
  }

  private static RealMatrix centred(RealMatrix rows) {
    RealMatrix centred = rows.copy();
    for (int column = 0; column < rows.getColumnDimension(); column++) {
      double mean = Arrays.stream(rows.getColumn(column)).average().orElseThrow();
      RealVector shifted = rows.getColumnVector(column).mapSubtract(mean);
      centred.setColumnVector(column, shifted);
    }
    return centred;
  }

  private static double participationRatio(RealMatrix rows) {
    double sum = 0;
    double squares = 0;
    for (double value : new SingularValueDecomposition(centred(rows)).getSingularValues()) {
      sum += value * value;
      squares += Math.pow(value, 4);
    }
    return sum * sum / squares;
  }

  private static double cka(RealMatrix a, RealMatrix b) {
    RealMatrix one = centred(a);
    RealMatrix other = centred(b);
    return Math.pow(one.transpose().multiply(other).getFrobeniusNorm(), 2)
        / one.transpose().multiply(one).getFrobeniusNorm()
        / other.transpose().multiply(other).getFrobeniusNorm();
  }

  private static void assertClose(double measured, double expected) {
    assertThat(measured).isCloseTo(expected, within(ROUNDING * Math.max(1, Math.abs(expected))));
  }

  @Test
  void geometryOfRepresentationsFollowsTheirSingularValues() {
    for (int l = 1; l < trial.depth(); l++) {
      RealMatrix h = now.forward(x).get(l);
      RealMatrix start = before.forward(x).get(l);
      assertClose(measured(Observable.H_PARTICIPATION_RATIO, l), participationRatio(h));
      assertClose(
          measured(Observable.DELTA_H_PARTICIPATION_RATIO, l),
          participationRatio(h.subtract(start)));
      assertClose(measured(Observable.H_CKA, l), cka(h, start));
      assertClose(measured(Observable.H_TARGET_ALIGNMENT, l), cka(h, y));
    }
  }

  @Test
  void varianceWithinClassesIsThatAboutTheirMeans() {
    for (int l = 1; l < trial.depth(); l++) {
      RealMatrix h = now.forward(x).get(l);
      RealVector mean = meanOf(h, -1);
      double within = 0;
      double between = 0;
      for (int i = 0; i < h.getRowDimension(); i++) {
        RealVector ofClass = meanOf(h, y.getRowVector(i).getMaxIndex());
        within += Math.pow(h.getRowVector(i).getDistance(ofClass), 2);
        between += Math.pow(ofClass.getDistance(mean), 2);
      }
      assertClose(measured(Observable.CLASS_VARIANCE_RATIO, l), within / between);
    }
  }

  /** Returns the mean of the rows of a class, or of all rows for class -1. */
  private RealVector meanOf(RealMatrix h, int label) {
    RealVector sum = MatrixUtils.createRealVector(new double[h.getColumnDimension()]);
    int count = 0;
    for (int i = 0; i < h.getRowDimension(); i++) {
      if (label < 0 || y.getRowVector(i).getMaxIndex() == label) {
        sum = sum.add(h.getRowVector(i));
        count++;
      }
    }
    return sum.mapDivide(count);
  }

  @Test
  void readOutIsRidgeRegressionInTheRepresentationsOwnSpace() {
    Samples test = samples.test().orElseThrow();
    RealMatrix all = ReferenceNetwork.dense(samples.count(), samples.inputs(), samples.x());
    RealMatrix targets = ReferenceNetwork.dense(samples.count(), samples.outputs(), samples.y());
    RealMatrix testX = ReferenceNetwork.dense(test.count(), test.inputs(), test.x());
    RealMatrix testY = ReferenceNetwork.dense(test.count(), test.outputs(), test.y());
    for (int l = 1; l < trial.depth(); l++) {
      RealMatrix h = now.forward(all).get(l);
      int n = h.getColumnDimension();
      RealMatrix covariance = h.transpose().multiply(h);
      double ridge = 1e-3 * covariance.getTrace() / samples.count();
      // The primal equations, n x n, where the measurement solves the dual ones of samples.
      RealMatrix readOut =
          MatrixUtils.inverse(
                  covariance.add(MatrixUtils.createRealIdentityMatrix(n).scalarMultiply(ridge)))
              .multiply(h.transpose())
              .multiply(targets);
      RealMatrix f = now.forward(testX).get(l).multiply(readOut);
      long correct = 0;
      for (int i = 0; i < test.count(); i++) {
        correct += largest(f.getRow(i)) == largest(testY.getRow(i)) ? 1 : 0;
      }
      assertThat(measured(Observable.READOUT_ACCURACY, l))
          .isEqualTo((double) correct / test.count());
    }
  }

  /** Returns the first of the largest, as of a sample whose units are all 0. */
  private static int largest(double[] values) {
    int largest = 0;
    for (int i = 1; i < values.length; i++) {
      largest = values[i] > values[largest] ? i : largest;
    }
    return largest;
  }

  @Test
  void outliersAndOverlapFollowTheSingularVectors() {
    RealMatrix span = new SingularValueDecomposition(centred(y)).getU();
    int rank = new SingularValueDecomposition(centred(y)).getRank();
    assertThat(rank).isBetween(2, samples.outputs() - 1);
    for (int l = 1; l <= trial.depth(); l++) {
      RealMatrix delta = now.raw(l).subtract(before.raw(l));
      double[] values = new SingularValueDecomposition(delta).getSingularValues();
      double top = 0;
      double whole = 0;
      for (int i = 0; i < values.length; i++) {
        top += i < samples.outputs() ? values[i] * values[i] : 0;
        whole += values[i] * values[i];
      }
      // Subspace iteration converges to values, whose vectors err by the root of it.
      assertThat(measured(Observable.DELTA_W_OUTLIER_SHARE, l))
          .isCloseTo(top / whole, within(1e-6));
      RealMatrix pushed = centred(now.forward(x).get(l - 1).multiply(delta));
      RealMatrix left = new SingularValueDecomposition(pushed).getU();
      double overlap =
          Math.pow(first(left, rank).transpose().multiply(first(span, rank)).getFrobeniusNorm(), 2)
              / rank;
      assertThat(measured(Observable.DELTA_W_TARGET_OVERLAP, l)).isCloseTo(overlap, within(1e-6));
    }
  }

  private static RealMatrix first(RealMatrix columns, int count) {
    return columns.getSubMatrix(0, columns.getRowDimension() - 1, 0, count - 1);
  }
}
