package richscale.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.SingularValueDecomposition;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import richscale.ReferenceMaps;
import richscale.ReferenceNetwork;
import richscale.TestTrials;
import richscale.data.DataSource;
import richscale.data.Samples;
import richscale.model.Network;
import richscale.spec.Trial;
import richscale.theory.Observable;
import richscale.train.Trainer;

class MapProbeTest {
  /**
   * Double precision on both sides; derivatives by central differences, operator norms by Lanczos.
   */
  private static final double RELATIVE = 1e-9;

  private static final double RELATIVE_DERIVATIVE = 1e-6;
  private static final double RELATIVE_OPERATOR = 1e-3;
  private static final double STEP = 1e-5;
  private static final int UPDATES = 4;

  @ParameterizedTest
  @CsvSource({
    "myrtle5, 5, 0, 0, gelu, none, stp",
    "conv, 4, 3, 2, tanh, layer, mup",
    "conv, 5, 5, 3, tanh, theory, stp",
    "resnet, 6, 0, 0, gelu, layer, rescaling"
  })
  void representationsAndChangesOfMapsAreThoseOfLoops(
      String architecture,
      int depth,
      int kernel,
      int stride,
      String activation,
      String bias,
      String gauge) {
    List<String> overrides =
        new ArrayList<>(
            List.of(
                "architecture=" + architecture,
                "activation=" + activation,
                "bias=" + bias,
                "gauge=" + gauge,
                "width=3",
                "data.samples=24",
                "batchSize=8",
                "probe=20",
                "dataType=double",
                "eta0=0.1"));
    if (!architecture.equals("myrtle5")) {
      overrides.add("depth=" + depth);
    }
    if (kernel > 0) {
      overrides.addAll(List.of("kernel=" + kernel, "stride=" + stride));
    }
    Trial trial = TestTrials.digits(overrides.toArray(String[]::new));
    Samples samples = DataSource.load(trial.settings().data());
    try (Network network = Network.initialise(trial);
        Trainer trainer = Trainer.of(network, samples, trial);
        Probe probe =
            new Probe(network, trainer, samples, trial, new Beginning(trial, new Beginnings()))) {
      ReferenceMaps before = new ReferenceMaps(network);
      List<RealMatrix> initial = weights(network);
      for (int update = 0; update < UPDATES; update++) {
        trainer.step();
      }
      assertThat(probe.measure(UPDATES)).isTrue();
      Map<String, Double> expected = new TreeMap<>();
      representations(before, new ReferenceMaps(network), samples, trial, expected);
      changes(initial, network, samples, trial, expected);
      assertThat(probe.measurements()).hasSameSizeAs(expected.entrySet());
      for (Measurement measurement : probe.measurements()) {
        double value = expected.get(key(measurement.observable(), measurement.layer().orElse(0)));
        assertThat(measurement.value())
            .as("%s", measurement)
            .isCloseTo(value, within(tolerance(measurement.observable()) * value));
      }
    }
  }

  private static double tolerance(Observable observable) {
    return switch (observable) {
      case GRAD_H_NORM -> RELATIVE_DERIVATIVE;
      case W_OP, DELTA_W_OP -> RELATIVE_OPERATOR;
      default -> RELATIVE;
    };
  }

  private static String key(Observable observable, int layer) {
    return observable.id() + " " + layer;
  }

  private static List<RealMatrix> weights(Network network) {
    return network.layers().stream()
        .map(
            layer ->
                ReferenceNetwork.dense(layer.weight()).scalarMultiply(layer.scaling().multiplier()))
        .toList();
  }

  private static double[][][] sample(Samples samples, int i, Trial trial) {
    return ReferenceMaps.sample(samples.x(), samples.count(), i, trial.settings().data().shape());
  }

  private static void representations(
      ReferenceMaps before,
      ReferenceMaps now,
      Samples samples,
      Trial trial,
      Map<String, Double> values) {
    int probe = trial.settings().probe();
    int gradientSamples = probe / samples.outputs();
    for (int i = 0; i < probe; i++) {
      List<double[][][]> h0 = before.forward(sample(samples, i, trial));
      List<double[][][]> h = now.forward(sample(samples, i, trial));
      double[][][] f = h.get(trial.depth());
      double[][][] none = new double[f.length][1][1];
      double[][][] y = new double[f.length][1][1];
      for (int k = 0; k < y.length; k++) {
        y[k][0][0] = samples.y()[k * samples.count() + i];
      }
      add(values, Observable.LOSS, 0, ReferenceMaps.distance(f, y) / 2 / probe);
      add(values, Observable.F_RMS, 0, ReferenceMaps.distance(f, none) / probe);
      add(
          values,
          Observable.DELTA_F_RMS,
          0,
          ReferenceMaps.distance(f, h0.get(trial.depth())) / probe);
      for (int l = 1; l < trial.depth(); l++) {
        double[][][] maps = h.get(l);
        double[][][] zero = new double[maps.length][maps[0].length][maps[0][0].length];
        add(values, Observable.H_NORM, l, ReferenceMaps.distance(maps, zero) / probe);
        add(values, Observable.DELTA_H_NORM, l, ReferenceMaps.distance(maps, h0.get(l)) / probe);
        add(values, Observable.RELATIVE_DELTA_H, l, ReferenceMaps.distance(h0.get(l), zero));
        if (i < gradientSamples) {
          add(values, Observable.GRAD_H_NORM, l, gradientSquares(now, h, l) / gradientSamples);
        }
      }
    }
    values.replaceAll((key, value) -> key.startsWith("loss") ? value : Math.sqrt(value));
    for (int l = 1; l < trial.depth(); l++) {
      double initialNorm = values.get(key(Observable.RELATIVE_DELTA_H, l)) / Math.sqrt(probe);
      values.put(
          key(Observable.RELATIVE_DELTA_H, l),
          values.get(key(Observable.DELTA_H_NORM, l)) / initialNorm);
    }
  }

  private static void add(Map<String, Double> values, Observable observable, int layer, double by) {
    values.merge(key(observable, layer), by, Double::sum);
  }

  /** Squares of the derivatives of all outputs by all entries of h_l, by central differences. */
  private static double gradientSquares(ReferenceMaps network, List<double[][][]> h, int layer) {
    double[][][] maps = h.get(layer);
    double squares = 0;
    for (int channel = 0; channel < maps.length; channel++) {
      for (int y = 0; y < maps[0].length; y++) {
        for (int x = 0; x < maps[0][0].length; x++) {
          double at = maps[channel][y][x];
          squares +=
              ReferenceMaps.distance(
                      network.outputWith(h, layer, channel, y, x, at + STEP),
                      network.outputWith(h, layer, channel, y, x, at - STEP))
                  / Math.pow(2 * STEP, 2);
        }
      }
    }
    return squares;
  }

  private static void changes(
      List<RealMatrix> initial,
      Network network,
      Samples samples,
      Trial trial,
      Map<String, Double> values) {
    List<RealMatrix> weights = weights(network);
    ReferenceMaps now = new ReferenceMaps(network);
    List<List<double[][][]>> h =
        IntStream.range(0, trial.settings().probe())
            .mapToObj(i -> now.forward(sample(samples, i, trial)))
            .toList();
    // A network of the changes alone: its weights are those of now less those at initialisation.
    for (int l = 1; l <= trial.depth(); l++) {
      RealMatrix delta = weights.get(l - 1).subtract(initial.get(l - 1));
      network
          .layers()
          .get(l - 1)
          .weight()
          .set(columnMajor(delta.scalarMultiply(1 / multiplier(network, l))));
    }
    ReferenceMaps changes = new ReferenceMaps(network);
    for (int l = 1; l <= trial.depth(); l++) {
      RealMatrix w = weights.get(l - 1);
      RealMatrix delta = w.subtract(initial.get(l - 1));
      double fro = delta.getFrobeniusNorm();
      double size = (double) delta.getRowDimension() * delta.getColumnDimension();
      values.put(key(Observable.W_FRO, l), w.getFrobeniusNorm());
      values.put(key(Observable.W_OP, l), new SingularValueDecomposition(w).getNorm());
      values.put(key(Observable.DELTA_W_FRO, l), fro);
      values.put(key(Observable.DELTA_W_OP, l), new SingularValueDecomposition(delta).getNorm());
      values.put(key(Observable.DELTA_W_RMS, l), fro / Math.sqrt(size));
      double pushed = 0;
      double covered = 0;
      for (List<double[][][]> sample : h) {
        double[][][] z = changes.push(l, sample.get(l - 1));
        pushed += ReferenceMaps.distance(z, new double[z.length][z[0].length][z[0][0].length]);
        covered += now.covered(l, sample.get(l - 1));
      }
      values.put(key(Observable.ALIGNMENT, l), Math.sqrt(pushed / covered) / fro);
    }
  }

  private static double multiplier(Network network, int layer) {
    return network.layers().get(layer - 1).scaling().multiplier();
  }

  private static double[] columnMajor(RealMatrix matrix) {
    int rows = matrix.getRowDimension();
    return IntStream.range(0, rows * matrix.getColumnDimension())
        .mapToDouble(i -> matrix.getEntry(i % rows, i / rows))
        .toArray();
  }
}
