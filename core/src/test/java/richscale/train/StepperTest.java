package richscale.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.hipparchus.linear.RealMatrix;
import org.junit.jupiter.api.Test;
import richscale.ReferenceNetwork;
import richscale.TestTrials;
import richscale.data.DataSource;
import richscale.data.Samples;
import richscale.model.Network;
import richscale.spec.Activation;
import richscale.spec.Trial;
import richscale.theory.Gauge;

class StepperTest {
  /** Rounding of twenty updates in double precision, well below the edge of stability. */
  private static final double RELATIVE = 1e-10;

  /** The same in single precision. */
  private static final double RELATIVE_FLOAT = 2e-5;

  @Property(tries = 40, seed = "20240430")
  void updatesAgreeWithTheFormulasInDoublePrecision(
      @ForAll("gauges") Gauge gauge,
      @ForAll Activation activation,
      @ForAll @IntRange(min = 2, max = 5) int depth,
      @ForAll @IntRange(min = 1, max = 24) int width,
      @ForAll @IntRange(min = 0, max = 4) int rEighths,
      @ForAll @IntRange(min = 0, max = 1000) int seed) {
    Trial trial =
        TestTrials.trial(
            "gauge=" + gauge.name().toLowerCase(Locale.ROOT),
            "activation=" + activation.name().toLowerCase(Locale.ROOT),
            "depth=" + depth,
            "width=" + width,
            "r=" + rEighths + "/8",
            "seed=" + seed,
            "dataType=double",
            "eta0=0.05");
    Samples samples = DataSource.load(trial.data());
    try (Network network = Network.initialise(trial);
        Stepper stepper = new Dl4jStepper(network, samples, trial)) {
      ReferenceNetwork reference = new ReferenceNetwork(network);
      for (int step = 0; step < 20; step++) {
        double loss = reference.step(samples);
        assertThat(stepper.step()).isCloseTo(loss, within(RELATIVE * loss));
      }
      for (int l = 1; l <= depth; l++) {
        RealMatrix weight = ReferenceNetwork.dense(network.layers().get(l - 1).weight());
        assertThat(weight.subtract(reference.raw(l)).getFrobeniusNorm())
            .as("layer %d", l)
            .isLessThan(RELATIVE * reference.raw(l).getFrobeniusNorm());
      }
    }
  }

  @Provide
  Arbitrary<Gauge> gauges() {
    return Arbitraries.of(Gauge.STP, Gauge.MUP, Gauge.RESCALING);
  }

  @Test
  void batchesFollowTheSeedAndCoverEverySampleOnceAnEpoch() {
    BatchOrder order = new BatchOrder(5, 6);
    BatchOrder same = new BatchOrder(5, 6);
    int[] seen = new int[6];
    for (int batch = 0; batch < 6; batch++) {
      int[] indices = order.next(4);
      assertThat(same.next(4)).isEqualTo(indices);
      for (int index : indices) {
        seen[index]++;
      }
    }
    assertThat(seen).containsExactly(4, 4, 4, 4, 4, 4);
    assertThat(new BatchOrder(6, 6).next(6)).isNotEqualTo(new BatchOrder(5, 6).next(6));
  }

  @Test
  void minibatchesTakeTheSamplesOfTheirOrder() {
    Trial trial = TestTrials.trial("batchSize=3", "eta0=0.05");
    Samples samples = DataSource.load(trial.data());
    BatchOrder order = new BatchOrder(trial.seed(), samples.count());
    try (Network network = Network.initialise(trial);
        Stepper stepper = new Dl4jStepper(network, samples, trial)) {
      ReferenceNetwork reference = new ReferenceNetwork(network);
      for (int step = 0; step < 10; step++) {
        double loss = reference.step(samples.select(order.next(3)));
        assertThat(stepper.step()).isCloseTo(loss, within(RELATIVE_FLOAT * loss));
      }
    }
  }

  @Test
  void adamMovesEveryWeightByItsLayersRateAtFirst() {
    Trial trial = TestTrials.trial("optimizer=adam", "dataType=double", "eta0=0.01");
    Samples samples = DataSource.load(trial.data());
    try (Network network = Network.initialise(trial);
        Stepper stepper = new Dl4jStepper(network, samples, trial)) {
      ReferenceNetwork before = new ReferenceNetwork(network);
      stepper.step();
      for (int l = 1; l <= 3; l++) {
        RealMatrix moved =
            ReferenceNetwork.dense(network.layers().get(l - 1).weight()).subtract(before.raw(l));
        for (double change : moved.getRow(0)) {
          // The first step is the rate times g / (|g| + epsilon), epsilon being 1e-8.
          assertThat(Math.abs(change)).isCloseTo(before.rate(l), within(1e-3 * before.rate(l)));
        }
      }
    }
  }
}
