package richscale.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.SingularValueDecomposition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import richscale.ReferenceNetwork;
import richscale.TestTrials;
import richscale.data.DataSource;
import richscale.data.Samples;
import richscale.linalg.OperatorNorm;
import richscale.model.Network;
import richscale.spec.Trial;
import richscale.theory.Observable;
import richscale.train.Trainer;

class ProbeTest {
  /** Single-precision passes; Delta quantities lose a digit to cancellation. */
  private static final double RELATIVE = 1e-4;

  @ParameterizedTest
  @CsvSource({
    "stp, identity, 3, 8",
    "mup, relu, 4, 12",
    "rescaling, tanh, 3, 9",
    "stp, relu, 2, 16",
    "mup, identity, 5, 6"
  })
  void everyObservableAgreesWithItsFormulaInDoublePrecision(
      String gauge, String activation, int depth, int width) {
    Trial trial =
        TestTrials.trial(
            "observables=default,loss_decrease,gradient_growth,useful_update,delta_w_raw_rms,update_share",
            "gauge=" + gauge,
            "activation=" + activation,
            "depth=" + depth,
            "width=" + width,
            "eta0=0.5");
    Samples samples = DataSource.load(trial.settings().data());
    try (Network network = Network.initialise(trial);
        Trainer trainer = Trainer.of(network, samples, trial);
        Probe probe =
            new Probe(network, trainer, samples, trial, new Beginning(trial, new Beginnings()))) {
      ReferenceNetwork before = new ReferenceNetwork(network);
      for (int i = 0; i < 5; i++) {
        trainer.step();
      }
      assertThat(probe.measure(5)).isTrue();
      Map<String, Double> expected =
          formulas(before, new ReferenceNetwork(network), samples, trial);
      assertThat(probe.measurements()).hasSameSizeAs(expected.entrySet());
      for (Measurement measurement : probe.measurements()) {
        double value = expected.get(key(measurement.observable(), measurement.layer()));
        boolean operatorNorm =
            measurement.observable() == Observable.W_OP
                || measurement.observable() == Observable.DELTA_W_OP;
        assertThat(measurement.value())
            .as("%s", measurement)
            .isCloseTo(
                value,
                within((operatorNorm ? OperatorNorm.TOLERANCE : RELATIVE) * Math.abs(value)));
      }
    }
  }

  private static String key(Observable observable, OptionalInt layer) {
    return observable.id() + (layer.isPresent() ? " " + layer.getAsInt() : "");
  }

  private static String key(Observable observable, int layer) {
    return key(observable, OptionalInt.of(layer));
  }

  private static Map<String, Double> formulas(
      ReferenceNetwork before, ReferenceNetwork now, Samples samples, Trial trial) {
    int p = trial.settings().probe();
    int depth = trial.depth();
    RealMatrix x =
        ReferenceNetwork.dense(samples.count(), samples.inputs(), samples.x())
            .getSubMatrix(0, p - 1, 0, samples.inputs() - 1);
    RealMatrix y =
        ReferenceNetwork.dense(samples.count(), samples.outputs(), samples.y())
            .getSubMatrix(0, p - 1, 0, samples.outputs() - 1);
    List<RealMatrix> h0 = before.forward(x);
    List<RealMatrix> h = now.forward(x);
    Map<String, Double> values = new TreeMap<>();
    RealMatrix f = h.get(depth);
    values.put("loss", Math.pow(f.subtract(y).getFrobeniusNorm(), 2) / (2 * p));
    values.put("f_rms", f.getFrobeniusNorm() / Math.sqrt(p));
    values.put("delta_f_rms", f.subtract(h0.get(depth)).getFrobeniusNorm() / Math.sqrt(p));
    double lossBefore = Math.pow(h0.get(depth).subtract(y).getFrobeniusNorm(), 2) / (2 * p);
    values.put("loss_decrease", (lossBefore - values.get("loss")) / 5);
    for (int l = 1; l < depth; l++) {
      double deltaH = h.get(l).subtract(h0.get(l)).getFrobeniusNorm();
      values.put(key(Observable.H_NORM, l), h.get(l).getFrobeniusNorm() / Math.sqrt(p));
      values.put(key(Observable.DELTA_H_NORM, l), deltaH / Math.sqrt(p));
      values.put(key(Observable.RELATIVE_DELTA_H, l), deltaH / h0.get(l).getFrobeniusNorm());
      // Nonlinear networks: the first P/k samples; linear ones: any sample.
      int gradientSamples = p / samples.outputs();
      double squares = 0;
      double squaresBefore = 0;
      for (int i = 0; i < gradientSamples; i++) {
        squares += Math.pow(now.jacobian(x.getRowMatrix(i), l).getFrobeniusNorm(), 2);
        squaresBefore += Math.pow(before.jacobian(x.getRowMatrix(i), l).getFrobeniusNorm(), 2);
      }
      values.put(key(Observable.GRAD_H_NORM, l), Math.sqrt(squares / gradientSamples));
      values.put(key(Observable.GRADIENT_GROWTH, l), Math.sqrt(squares / squaresBefore));
      values.put(key(Observable.USEFUL_UPDATE, l), usefulUpdate(before, h0, h, x, y, l));
    }
    for (int l = 1; l <= depth; l++) {
      RealMatrix w = now.effective(l);
      RealMatrix delta = w.subtract(before.effective(l));
      double fro = delta.getFrobeniusNorm();
      values.put(key(Observable.W_FRO, l), w.getFrobeniusNorm());
      values.put(key(Observable.W_OP, l), new SingularValueDecomposition(w).getNorm());
      values.put(key(Observable.DELTA_W_FRO, l), fro);
      values.put(key(Observable.DELTA_W_OP, l), new SingularValueDecomposition(delta).getNorm());
      values.put(
          key(Observable.DELTA_W_RMS, l),
          fro / Math.sqrt((double) delta.getRowDimension() * delta.getColumnDimension()));
      values.put(
          key(Observable.ALIGNMENT, l),
          h.get(l - 1).multiply(delta).getFrobeniusNorm()
              / (fro * h.get(l - 1).getFrobeniusNorm()));
      values.put(
          key(Observable.DELTA_W_RAW_RMS, l),
          now.raw(l).subtract(before.raw(l)).getFrobeniusNorm()
              / Math.sqrt((double) delta.getRowDimension() * delta.getColumnDimension()));
      RealMatrix deltaZ =
          h.get(l - 1).multiply(w).subtract(h0.get(l - 1).multiply(before.effective(l)));
      values.put(
          key(Observable.UPDATE_SHARE, l),
          h.get(l - 1).multiply(delta).getFrobeniusNorm() / deltaZ.getFrobeniusNorm());
    }
    return values;
  }

  private static double usefulUpdate(
      ReferenceNetwork before,
      List<RealMatrix> h0,
      List<RealMatrix> h,
      RealMatrix x,
      RealMatrix y,
      int layer) {
    RealMatrix deltaH = h.get(layer).subtract(h0.get(layer));
    double inner = 0;
    double gradientSquares = 0;
    for (int i = 0; i < x.getRowDimension(); i++) {
      RealMatrix error = h0.get(h0.size() - 1).subtract(y).getRowMatrix(i);
      RealMatrix gradient =
          before.jacobian(x.getRowMatrix(i), layer).multiply(error.transpose()).transpose();
      inner += gradient.multiply(deltaH.getRowMatrix(i).transpose()).getEntry(0, 0);
      gradientSquares += Math.pow(gradient.getFrobeniusNorm(), 2);
    }
    return -inner / (deltaH.getFrobeniusNorm() * Math.sqrt(gradientSquares));
  }

  @Test
  void alignmentAtInitialisationIsThatOfTheInitialWeights() {
    Trial trial = TestTrials.trial("observables=alignment_init", "width=12");
    Samples samples = DataSource.load(trial.settings().data());
    try (Network network = Network.initialise(trial);
        Trainer trainer = Trainer.of(network, samples, trial);
        Probe probe =
            new Probe(network, trainer, samples, trial, new Beginning(trial, new Beginnings()))) {
      probe.measure(0);
      RealMatrix x =
          ReferenceNetwork.dense(samples.count(), samples.inputs(), samples.x())
              .getSubMatrix(0, trial.settings().probe() - 1, 0, samples.inputs() - 1);
      ReferenceNetwork reference = new ReferenceNetwork(network);
      List<RealMatrix> h = reference.forward(x);
      for (Measurement measurement : probe.measurements()) {
        int l = measurement.layer().getAsInt();
        double expected =
            h.get(l).getFrobeniusNorm()
                / (reference.effective(l).getFrobeniusNorm() * h.get(l - 1).getFrobeniusNorm());
        assertThat(measurement.value()).isCloseTo(expected, within(RELATIVE * expected));
      }
      assertThat(probe.measurements()).hasSize(3);
    }
  }

  @Test
  void deltaQuantitiesAreAbsentAtInitialisation() {
    Trial trial = TestTrials.trial();
    try (Network network = Network.initialise(trial);
        Trainer trainer = Trainer.of(network, DataSource.load(trial.settings().data()), trial);
        Probe probe =
            new Probe(
                network,
                trainer,
                DataSource.load(trial.settings().data()),
                trial,
                new Beginning(trial, new Beginnings()))) {
      probe.measure(0);
      assertThat(probe.measurements())
          .extracting(m -> m.observable().id())
          .containsOnly("loss", "f_rms", "h_norm", "grad_h_norm", "w_fro", "w_op");
    }
  }
}
