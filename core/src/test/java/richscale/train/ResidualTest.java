package richscale.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static richscale.train.FittedByDl4j.assertSameAsFit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import richscale.TestTrials;
import richscale.architecture.LayerPlan;
import richscale.data.DataSource;
import richscale.data.Samples;
import richscale.model.Network;
import richscale.observe.Measurement;
import richscale.spec.Activation;
import richscale.spec.BiasKind;
import richscale.spec.LossKind;
import richscale.spec.TrainerKind;
import richscale.spec.Trial;
import richscale.theory.LayerScaling;
import richscale.trial.TrialRunner;

class ResidualTest {
  /** Branches against DL4J's graph, with every loss, rule and bias. */
  @Property(tries = 40, seed = "20250501")
  void denseBranchesFollowDl4jsFit(
      @ForAll @IntRange(min = 1, max = 2) int branchLayers,
      @ForAll @IntRange(min = 1, max = 3) int branches,
      @ForAll @IntRange(min = 2, max = 4) int quarters,
      @ForAll boolean normalised,
      @ForAll BiasKind bias,
      @ForAll LossKind loss,
      @ForAll @IntRange(min = 0, max = 2) int rule,
      @ForAll Activation activation,
      @ForAll @IntRange(min = 2, max = 20) int width,
      @ForAll @IntRange(min = 1, max = 40) int batchSize) {
    assertSameAsFit(
        1e-9,
        20,
        TrainerKind.FUSED,
        "architecture=resmlp",
        "branchLayers=" + branchLayers,
        "depth=" + (2 + branches * branchLayers),
        "depthExponent=" + quarters + "/4",
        "normalisation=" + (normalised ? "layer" : "none"),
        "data.source=digits",
        "data.samples=40",
        "bias=" + lower(bias),
        "loss=" + lower(loss).replace('_', '-'),
        "optimizer=" + (rule == 2 ? "adam" : "sgd"),
        "momentum=" + (rule == 1 ? 0.9 : 0),
        "activation=" + lower(activation),
        "width=" + width,
        "batchSize=" + batchSize,
        "dataType=double",
        "eta0=0.02");
  }

  @ParameterizedTest
  @CsvSource({"1, none", "2, none", "1, layer", "2, layer"})
  void anUpdateIsTheGradientByFiniteDifferences(int branchLayers, String normalisation) {
    Trial trial =
        TestTrials.trial(
            "architecture=resmlp",
            "branchLayers=" + branchLayers,
            "depth=" + (2 + 3 * branchLayers),
            "depthExponent=3/4",
            "normalisation=" + normalisation,
            "activation=tanh",
            "width=6",
            "r=1/4",
            "trainer=fused",
            "dataType=double");
    Samples samples = DataSource.load(trial.settings().data());
    try (Network network = Network.initialise(trial);
        Trainer trainer = Trainer.of(network, samples, trial)) {
      List<double[]> before = weights(network);
      trainer.step();
      List<double[]> after = weights(network);
      for (int l = 1; l <= trial.depth(); l++) {
        double rate = network.layers().get(l - 1).scaling().learningRate();
        for (int i = 0; i < before.get(l - 1).length; i += 5) {
          double step = 1e-5;
          double gradient =
              (loss(network, before, samples, l, i, step)
                      - loss(network, before, samples, l, i, -step))
                  / (2 * step);
          // Central differences are off by step^2, losses by their rounding over the step.
          assertThat((before.get(l - 1)[i] - after.get(l - 1)[i]) / rate)
              .as("layer %d, entry %d", l, i)
              .isCloseTo(gradient, within(1e-7 + 1e-6 * Math.abs(gradient)));
        }
      }
    }
  }

  /** The change of what each branch gives and its derivative, by finite differences. */
  @ParameterizedTest
  @CsvSource({"1, none, tanh", "2, none, gelu", "2, layer, relu", "2, none, identity"})
  void theGapOfABranchIsWhatItsOwnUpdateDoesBeyondFirstOrder(
      int branchLayers, String normalisation, String activation) {
    Trial trial =
        TestTrials.trial(
            "architecture=resmlp",
            "branchLayers=" + branchLayers,
            "depth=" + (2 + 2 * branchLayers),
            "normalisation=" + normalisation,
            "activation=" + activation,
            "r=1/2",
            "steps=1",
            "dataType=double",
            "observables=branch_linearisation_gap");
    Samples samples = DataSource.load(trial.settings().data());
    Samples probe = samples.select(IntStream.range(0, trial.settings().probe()).toArray());
    List<Measurement> measured = TrialRunner.run(trial, samples).measurements();
    assertThat(measured).hasSize(2);
    try (Network network = Network.initialise(trial);
        Trainer trainer = Trainer.of(network, samples, trial)) {
      List<double[]> before = weights(network);
      trainer.step();
      List<double[]> after = weights(network);
      for (Measurement gap : measured) {
        int last = gap.layer().orElseThrow();
        List<double[]> moved = mixed(before, after, last - branchLayers, last, 1);
        double beyond = 0;
        double first = 0;
        for (int p = 0; p < probe.count(); p++) {
          double e = 1e-5;
          double[] now = representations(network, moved, probe, p).get(last);
          double[] start = representations(network, before, probe, p).get(last);
          double[] up =
              representations(network, mixed(before, after, last - branchLayers, last, e), probe, p)
                  .get(last);
          double[] down =
              representations(
                      network, mixed(before, after, last - branchLayers, last, -e), probe, p)
                  .get(last);
          for (int i = 0; i < now.length; i++) {
            double slope = (up[i] - down[i]) / (2 * e);
            beyond += Math.pow(now[i] - start[i] - slope, 2);
            first += slope * slope;
          }
        }
        // Rounding of the differences over their step; the kink of ReLU is not met.
        assertThat(gap.value()).isCloseTo(Math.sqrt(beyond / first), within(1e-7));
      }
    }
  }

  /** Weights on the line from before to after, in some layers. */
  private static List<double[]> mixed(
      List<double[]> before, List<double[]> after, int from, int to, double share) {
    List<double[]> mixed = new ArrayList<>();
    for (int l = 0; l < before.size(); l++) {
      double[] w = before.get(l).clone();
      for (int i = 0; l >= from && l < to && i < w.length; i++) {
        w[i] += share * (after.get(l)[i] - before.get(l)[i]);
      }
      mixed.add(w);
    }
    return mixed;
  }

  private static List<double[]> weights(Network network) {
    return network.layers().stream().map(layer -> layer.weight().toArray()).toList();
  }

  /** The squared error where one entry of a layer is another. */
  private static double loss(
      Network network, List<double[]> weights, Samples samples, int layer, int entry, double by) {
    List<double[]> changed = new ArrayList<>(weights);
    changed.set(layer - 1, weights.get(layer - 1).clone());
    changed.get(layer - 1)[entry] += by;
    double sum = 0;
    for (int p = 0; p < samples.count(); p++) {
      double[] f = representations(network, changed, samples, p).get(weights.size());
      double[] y = column(samples.y(), samples.count(), p);
      for (int k = 0; k < f.length; k++) {
        sum += Math.pow(f[k] - y[k], 2) / (2 * samples.count());
      }
    }
    return sum;
  }

  /** Returns h_0 to h_L of a sample, written out as loops. */
  private static List<double[]> representations(
      Network network, List<double[]> weights, Samples samples, int sample) {
    List<double[]> h = new ArrayList<>();
    h.add(column(samples.x(), samples.count(), sample));
    for (int l = 1; l <= weights.size(); l++) {
      Network.Layer of = network.layers().get(l - 1);
      LayerPlan plan = of.shapes().plan();
      double[] input = plan.normalised() ? normalised(h.get(l - 1)) : h.get(l - 1);
      double[] z = new double[of.weight().cols()];
      for (int unit = 0; unit < z.length; unit++) {
        for (int i = 0; i < input.length; i++) {
          z[unit] +=
              of.scaling().multiplier() * weights.get(l - 1)[unit * input.length + i] * input[i];
        }
        z[unit] = of.activation().value(z[unit]);
        if (plan.branch().isPresent()) {
          LayerPlan.Branch branch = plan.branch().get();
          z[unit] = h.get(l - branch.layers())[unit] + branch.multiplier() * z[unit];
        }
      }
      h.add(z);
    }
    return h;
  }

  private static double[] column(float[] columnMajor, int rows, int row) {
    double[] values = new double[columnMajor.length / rows];
    for (int i = 0; i < values.length; i++) {
      values[i] = columnMajor[i * rows + row];
    }
    return values;
  }

  private static double[] normalised(double[] h) {
    double mean = 0;
    for (double value : h) {
      mean += value / h.length;
    }
    double variance = 0;
    for (double value : h) {
      variance += Math.pow(value - mean, 2) / h.length;
    }
    double[] normalised = new double[h.length];
    for (int i = 0; i < h.length; i++) {
      normalised[i] = (h[i] - mean) / Math.sqrt(variance + 1e-5);
    }
    return normalised;
  }

  /** Table 1 of arXiv 2505.01618: rates of read-in and read-out know no depth. */
  @ParameterizedTest
  @CsvSource({
    "sgd, 1/2, 0, 0",
    "sgd, 3/4, 1/2, 0",
    "sgd, 1, 1, 0",
    "adam, 1/2, -1/2, -1/2",
    "adam, 3/4, -1/4, -3/4",
    "adam, 1, 0, -1",
    "muon, 1/2, -1/2, 0",
    "muon, 1, 0, 0"
  })
  void ratesOfBranchesCarryPowersOfTheirNumber(String rule, String a, String rate, String epsilon) {
    for (int branches : new int[] {1, 4, 9}) {
      String[] keys = {
        "optimizer=" + rule, "epsilonScaling=" + (rule.equals("adam") ? "theory" : "none")
      };
      Trial plain = TestTrials.trial(keys);
      Trial deep =
          TestTrials.trial(
              keys[0],
              keys[1],
              "architecture=resmlp",
              "depthExponent=" + a,
              "depth=" + (2 + 2 * branches));
      int fanIn = plain.width();
      LayerScaling hidden = Network.prescribed(plain, 2, fanIn);
      for (int l = 1; l <= deep.depth(); l++) {
        LayerScaling scaling = Network.prescribed(deep, l, fanIn);
        boolean within = l > 1 && l < deep.depth();
        LayerScaling alone =
            within ? hidden : Network.prescribed(plain, l == 1 ? 1 : plain.depth(), fanIn);
        double power = within ? Math.pow(branches, fraction(rate)) : 1;
        double smaller = within ? Math.pow(branches, fraction(epsilon)) : 1;
        assertThat(scaling.learningRate() / alone.learningRate()).isCloseTo(power, within(1e-12));
        assertThat(scaling.gradientScale() / alone.gradientScale())
            .isCloseTo(smaller, within(1e-12));
        assertThat(scaling.initStd()).isEqualTo(alone.initStd());
      }
    }
  }

  private static double fraction(String text) {
    String[] parts = text.split("/", -1);
    return Double.parseDouble(parts[0]) / (parts.length > 1 ? Double.parseDouble(parts[1]) : 1);
  }

  @Test
  void theStandardParameterisationHasOneRateAtEveryDepth() {
    Trial trial =
        TestTrials.trial(
            "architecture=resmlp", "depth=10", "optimizer=adam", "gauge=standard", "r=0");
    assertThat(Network.prescribed(trial, 2, 8)).isEqualTo(Network.prescribed(trial, 1, 8));
    assertThat(trial.depthRateExponent()).isZero();
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
