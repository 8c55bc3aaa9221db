package richscale.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static richscale.train.FittedByDl4j.assertSameAsFit;
import static richscale.train.FittedByDl4j.parametersAfter;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.QRDecomposition;
import org.hipparchus.linear.RealMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import richscale.ReferenceNetwork;
import richscale.TestTrials;
import richscale.data.DataSource;
import richscale.data.GatheredBatches;
import richscale.data.Samples;
import richscale.linalg.FloatingPoint;
import richscale.linalg.Matrix;
import richscale.linalg.Space;
import richscale.model.FeatureLayout;
import richscale.model.Network;
import richscale.model.Nonlinearity;
import richscale.observe.Measurement;
import richscale.spec.Activation;
import richscale.spec.BiasKind;
import richscale.spec.DecayKind;
import richscale.spec.LossKind;
import richscale.spec.OptimizerKind;
import richscale.spec.OutputKind;
import richscale.spec.TrainerKind;
import richscale.spec.Trial;
import richscale.theory.Gauge;
import richscale.trial.TrialRunner;

class TrainerTest {
  /** Rounding of twenty updates in double precision, well below the edge of stability. */
  private static final double RELATIVE = 1e-10;

  /** The same in single precision. */
  private static final double RELATIVE_FLOAT = 2e-5;

  @Property(tries = 60, seed = "20240430")
  void updatesAgreeWithTheFormulasInDoublePrecision(
      @ForAll TrainerKind trainer,
      @ForAll("gauges") Gauge gauge,
      @ForAll Activation activation,
      @ForAll @IntRange(min = 2, max = 5) int depth,
      @ForAll @IntRange(min = 1, max = 24) int width,
      @ForAll @IntRange(min = 0, max = 4) int rEighths,
      @ForAll @IntRange(min = 1, max = 7) int batchSize,
      @ForAll @IntRange(min = 0, max = 1000) int seed) {
    Trial trial =
        TestTrials.trial(
            "trainer=" + trainer.id(),
            "gauge=" + lower(gauge),
            "activation=" + lower(coveredBy(trainer, activation)),
            "depth=" + depth,
            "width=" + width,
            "r=" + rEighths + "/8",
            "batchSize=" + batchSize,
            "seed=" + seed,
            "dataType=double",
            "eta0=0.05");
    Samples samples = DataSource.load(trial.settings().data());
    BatchOrder order = new BatchOrder(trial.seed(), samples.count());
    try (Network network = Network.initialise(trial);
        Trainer stepping = Trainer.of(network, samples, trial)) {
      ReferenceNetwork reference = new ReferenceNetwork(network);
      for (int step = 0; step < 20; step++) {
        boolean full = batchSize == samples.count();
        double loss = reference.step(full ? samples : samples.select(order.next(batchSize)));
        assertThat(stepping.step()).isCloseTo(loss, within(RELATIVE * loss));
      }
      assertThat(network.dl4j().iterations()).isEqualTo(20);
      for (int l = 1; l <= depth; l++) {
        RealMatrix weight = ReferenceNetwork.dense(network.layers().get(l - 1).weight());
        assertThat(weight.subtract(reference.raw(l)).getFrobeniusNorm())
            .as("layer %d", l)
            .isLessThan(RELATIVE * reference.raw(l).getFrobeniusNorm());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"none, stp", "theory, mup", "theory, rescaling", "none, standard"})
  void adamsConstantsAreDl4js(String scaling, String gauge) {
    assertSameAsFit(
        1e-9,
        50,
        TrainerKind.FUSED,
        "dataType=double",
        "optimizer=adam",
        "beta1=0.8",
        "beta2=0.95",
        "epsilon=0.01",
        "epsilonScaling=" + scaling,
        "gauge=" + gauge,
        gauge.equals("standard") ? "r=0" : "r=1/4",
        gauge.equals("standard") ? "eta0=0.001" : "eta0=0.1",
        "activation=tanh",
        "width=32",
        "batchSize=5",
        "bias=layer");
  }

  @Test
  void aScheduleMultipliesRatesAndDecay() {
    String[] keys = {
      "steps=2", "schedule.warmup=2", "dataType=double", "activation=relu", "weightDecay=0.1"
    };
    Trial scheduled = TestTrials.trial(keys);
    Trial half =
        TestTrials.trial(
            "steps=2", "dataType=double", "activation=relu", "weightDecay=0.1", "eta0=0.5");
    Samples samples = DataSource.load(scheduled.settings().data());
    assertThat(scheduled.eta0()).isEqualTo(1);
    assertThat(parameters(scheduled, samples, 1)).isEqualTo(parameters(half, samples, 1));
    assertThat(parameters(scheduled, samples, 2)).isNotEqualTo(parameters(half, samples, 2));
  }

  private static double[] parameters(Trial trial, Samples samples, int updates) {
    try (Network network = Network.initialise(trial)) {
      try (Trainer trainer = Trainer.of(network, samples, trial)) {
        trainer.advance(updates);
      }
      return network.dl4j().model().params().toDoubleVector();
    }
  }

  /** Parameters after fifty updates in single precision, against DL4J's own fit. */
  @Property(tries = 60, seed = "20240430")
  void trainersFollowDl4jsFit(
      @ForAll boolean factored,
      @ForAll boolean adam,
      @ForAll OutputKind output,
      @ForAll("gauges") Gauge gauge,
      @ForAll Activation activation,
      @ForAll @IntRange(min = 2, max = 5) int depth,
      @ForAll @IntRange(min = 1, max = 300) int width,
      @ForAll @IntRange(min = 1, max = 40) int batchSize,
      @ForAll @IntRange(min = 1, max = 12) int outputs,
      @ForAll @IntRange(min = 0, max = 1000) int seed) {
    TrainerKind kind = factored ? TrainerKind.FACTORED : TrainerKind.FUSED;
    OptimizerKind optimizer = adam && !factored ? OptimizerKind.ADAM : OptimizerKind.SGD;
    assertSameAsFit(
        1e-5,
        50,
        kind,
        "gauge=" + lower(gauge),
        "optimizer=" + lower(optimizer),
        "activation=" + lower(coveredBy(kind, activation)),
        "depth=" + depth,
        "width=" + width,
        "data.samples=40",
        "data.inputs=16",
        "data.outputs=" + outputs,
        "batchSize=" + batchSize,
        "output=" + lower(output),
        "seed=" + seed,
        "eta0=0.05");
  }

  /** The same with biases, every loss, momentum and decaying weights, in double precision. */
  @Property(tries = 40, seed = "20240430")
  void everyLossAndRuleFollowsDl4jsFit(
      @ForAll BiasKind bias,
      @ForAll OutputKind output,
      @ForAll LossKind loss,
      @ForAll @IntRange(min = 0, max = 2) int rule,
      @ForAll boolean decays,
      @ForAll DecayKind by,
      @ForAll("gauges") Gauge gauge,
      @ForAll Activation activation,
      @ForAll @IntRange(min = 2, max = 4) int depth,
      @ForAll @IntRange(min = 1, max = 30) int width,
      @ForAll @IntRange(min = 1, max = 40) int batchSize) {
    assertSameAsFit(
        1e-9,
        30,
        TrainerKind.FUSED,
        "data.source=digits",
        "data.samples=40",
        "bias=" + lower(bias),
        "output=" + lower(output),
        "loss=" + lower(loss).replace('_', '-'),
        "optimizer=" + (rule == 2 ? "adam" : "sgd"),
        "momentum=" + (rule == 1 ? 0.9 : 0),
        "weightDecay=" + (decays ? 0.1 : 0),
        "decay=" + lower(by),
        "gauge=" + lower(gauge),
        "activation=" + lower(activation),
        "depth=" + depth,
        "width=" + width,
        "batchSize=" + batchSize,
        "dataType=double",
        "eta0=0.02");
  }

  /** Convolutions as shifted products against DL4J's, with every loss, rule, kernel and stride. */
  @Property(tries = 40, seed = "20240430")
  void convolutionsFollowDl4jsFit(
      @ForAll @IntRange(min = 0, max = 2) int architecture,
      @ForAll BiasKind bias,
      @ForAll OutputKind output,
      @ForAll LossKind loss,
      @ForAll @IntRange(min = 0, max = 2) int rule,
      @ForAll("gauges") Gauge gauge,
      @ForAll Activation activation,
      @ForAll @IntRange(min = 2, max = 5) int depth,
      @ForAll @IntRange(min = 0, max = 2) int reach,
      @ForAll @IntRange(min = 1, max = 3) int stride,
      @ForAll @IntRange(min = 1, max = 9) int width,
      @ForAll @IntRange(min = 1, max = 12) int batchSize) {
    String[] network =
        switch (architecture) {
          case 0 -> new String[] {"architecture=myrtle5"};
          case 1 -> new String[] {"architecture=resnet", "depth=" + (2 * (depth / 2) + 2)};
          default ->
              new String[] {
                "architecture=conv",
                "depth=" + depth,
                "kernel=" + (2 * reach + 1),
                "stride=" + stride
              };
        };
    String[] rest = {
      "data.source=digits",
      "data.samples=12",
      "bias=" + lower(bias),
      "output=" + lower(output),
      "loss=" + lower(loss).replace('_', '-'),
      "optimizer=" + (rule == 2 ? "adam" : "sgd"),
      "momentum=" + (rule == 1 ? 0.9 : 0),
      "gauge=" + (rule == 2 ? "stp" : lower(gauge)),
      "activation=" + lower(activation),
      "width=" + width,
      "batchSize=" + batchSize,
      "dataType=double",
      "eta0=0.02"
    };
    assertSameAsFit(
        1e-9,
        15,
        TrainerKind.FUSED,
        Stream.concat(Arrays.stream(network), Arrays.stream(rest)).toArray(String[]::new));
  }

  /** Wide enough that updates are kept as factors: at the end some are, and some were before. */
  @ParameterizedTest
  @ValueSource(ints = {3, 8, 21})
  void updatesKeptForLaterAreThoseDoneAtOnce(int steps) {
    String[] wide = {"width=520", "depth=4", "dataType=double", "eta0=0.05", "r=1/2"};
    double[] kept = parametersAfter(steps, "factored", wide);
    double[] atOnce = parametersAfter(steps, "fused", wide);
    assertThat(kept).hasSameSizeAs(atOnce);
    double size = new ArrayRealVector(atOnce).getNorm();
    double moved =
        new ArrayRealVector(atOnce)
            .getDistance(new ArrayRealVector(parametersAfter(0, "fused", wide)));
    assertThat(moved).isGreaterThan(1e-4 * size);
    assertThat(new ArrayRealVector(kept).getDistance(new ArrayRealVector(atOnce)))
        .isLessThan(RELATIVE * moved);
  }

  @Test
  void whatIsMeasuredOfWideNetworksDoesNotDependOnTheTrainer() {
    List<Measurement> factored = measurementsOfAWideNetwork("factored");
    List<Measurement> fused = measurementsOfAWideNetwork("fused");
    assertThat(factored).hasSameSizeAs(fused).isNotEmpty();
    for (int i = 0; i < fused.size(); i++) {
      assertThat(factored.get(i).value())
          .as("%s", fused.get(i))
          .isCloseTo(fused.get(i).value(), within(RELATIVE * Math.abs(fused.get(i).value())));
    }
  }

  private static List<Measurement> measurementsOfAWideNetwork(String trainer) {
    Trial trial =
        TestTrials.trial(
            "trainer=" + trainer,
            "width=520",
            "dataType=double",
            "steps=21",
            "observables=[loss, delta_h_norm, delta_w_fro]");
    return TrialRunner.run(trial, DataSource.load(trial.settings().data())).measurements();
  }

  private static Activation coveredBy(TrainerKind trainer, Activation wanted) {
    return trainer == TrainerKind.FACTORED ? Activation.IDENTITY : wanted;
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sgd", "adam"})
  void dl4jGoesOnFromASavedModel(String optimizer, @TempDir Path folder) throws IOException {
    String[] overrides = {"optimizer=" + optimizer, "depth=4", "eta0=0.05", "activation=tanh"};
    double[] whole = parametersAfter(20, "dl4j", overrides);
    Trial trial = TestTrials.trial(overrides);
    Samples samples = DataSource.load(trial.settings().data());
    File file = folder.resolve("model.zip").toFile();
    try (Network network = Network.initialise(trial);
        Trainer trainer = new FusedTrainer(network, samples, trial, new GatheredBatches())) {
      for (int step = 0; step < 12; step++) {
        trainer.step();
      }
      ModelSerializer.writeModel(network.dl4j().model(), file, true);
    }
    MultiLayerNetwork restored = ModelSerializer.restoreMultiLayerNetwork(file);
    assertThat(restored.getIterationCount()).isEqualTo(12);
    INDArray x = Nd4j.create(samples.x(), new long[] {7, 5}, 'f');
    INDArray y = Nd4j.create(samples.y(), new long[] {7, 2}, 'f');
    for (int step = 12; step < 20; step++) {
      restored.fit(x, y);
    }
    double[] resumed = restored.params().toDoubleVector();
    restored.close();
    for (int i = 0; i < whole.length; i++) {
      assertThat(resumed[i]).isCloseTo(whole[i], within(RELATIVE_FLOAT));
    }
  }

  @Test
  void theCheapestTrainerThatCoversATrialIsTaken() {
    assertThat(TestTrials.trial().trainer()).isEqualTo(TrainerKind.FACTORED);
    assertThat(TestTrials.trial("activation=relu").trainer()).isEqualTo(TrainerKind.FUSED);
    assertThat(TestTrials.trial("optimizer=adam").trainer()).isEqualTo(TrainerKind.FUSED);
    // Two outputs: a batch of two is no thicker than the factors.
    assertThat(TestTrials.trial("batchSize=2").trainer()).isEqualTo(TrainerKind.FUSED);
  }

  /** The moments of a full batch give the same signal as its samples, also where the error ends. */
  @Property(tries = 30, seed = "20240430")
  void momentsGiveTheErrorSignalOfTheSamples(
      @ForAll @IntRange(min = 20, max = 400) int count,
      @ForAll @IntRange(min = 1, max = 12) int outputs,
      @ForAll @IntRange(min = 0, max = 8) int digitsLeft) {
    Trial trial =
        TestTrials.trial("data.samples=" + count, "data.inputs=19", "data.outputs=" + outputs);
    Samples samples = DataSource.load(trial.settings().data());
    try (Batches batches =
            new Batches(
                samples,
                trial,
                Space.host(FloatingPoint.FLOAT),
                new FeatureLayout(trial.settings().data().shape(), 0, count),
                new GatheredBatches());
        ErrorSignal moments = new ErrorSignal.ByMoments(batches);
        ErrorSignal direct = new ErrorSignal.BySamples(batches);
        Matrix u = teacherMap(samples, Math.pow(10, -digitsLeft));
        Matrix signal = u.copy();
        Matrix other = u.copy()) {
      double loss = loss(direct, u, signal);
      double targets = batches.y().dot(batches.y()) / count;
      // Single precision of f and y, which the direct way subtracts.
      assertThat(loss(moments, u, other))
          .isCloseTo(loss, within(1e-6 * Math.sqrt(loss * targets) + 1e-13 * targets));
      other.add(-1, signal);
      assertThat(other.frobeniusNorm()).isLessThan(1e-6 * Math.sqrt(targets));
    }
  }

  private static double loss(ErrorSignal errorSignal, Matrix u, Matrix signal) {
    try (Matrix sums = u.space().ofSums().allocate(1, 1)) {
      errorSignal.of(u, signal, sums, 0);
      return errorSignal.loss(sums.toArray()[0]);
    }
  }

  /** Returns the least-squares map, moved by a relative distance. */
  private static Matrix teacherMap(Samples samples, double distance) {
    RealMatrix x = ReferenceNetwork.dense(samples.count(), samples.inputs(), samples.x());
    RealMatrix y = ReferenceNetwork.dense(samples.count(), samples.outputs(), samples.y());
    RealMatrix map = new QRDecomposition(x).getSolver().solve(y);
    double[] entries = new double[samples.inputs() * samples.outputs()];
    for (int i = 0; i < entries.length; i++) {
      double entry = map.getEntry(i / samples.outputs(), i % samples.outputs());
      entries[i] = entry + distance * Math.sin(i + 1);
    }
    return Matrix.of(FloatingPoint.FLOAT, samples.outputs(), samples.inputs(), entries);
  }

  @ParameterizedTest
  @EnumSource(value = Activation.class, names = "IDENTITY", mode = EnumSource.Mode.EXCLUDE)
  void nonlinearitiesAndSlopesAreThoseOfTheActivation(Activation activation) {
    double[] z = IntStream.range(0, 4001).mapToDouble(i -> (i - 2000) / 200.0).toArray();
    for (FloatingPoint precision : FloatingPoint.values()) {
      double tolerance = precision == FloatingPoint.FLOAT ? 1e-6 : 1e-14;
      try (Matrix h = Matrix.of(precision, z.length, 1, z);
          Matrix preActivation = h.copy();
          Matrix slope = h.copy()) {
        slope.ones();
        Nonlinearity.apply(activation, h);
        Matrix of = activation.slopeFollowsFromValue() ? h : preActivation;
        Nonlinearity.timesSlope(activation, slope, of);
        double[] values = h.toArray();
        double[] slopes = slope.toArray();
        slope.ones();
        Nonlinearity.timesDerivative(activation, slope, preActivation);
        double[] exactSlopes = slope.toArray();
        slope.copyFrom(preActivation);
        Nonlinearity.curvature(activation, slope);
        double[] curvatures = slope.toArray();
        double rounding = precision == FloatingPoint.FLOAT ? 1e-7 : 1e-15;
        for (int i = 0; i < z.length; i++) {
          assertThat(values[i])
              .isCloseTo(activation.value(z[i]), within(tolerance * (1 + Math.abs(z[i]))));
          double at = precision == FloatingPoint.FLOAT ? (float) z[i] : z[i];
          assertThat(exactSlopes[i]).isCloseTo(activation.derivative(at), within(rounding * 2));
          assertThat(curvatures[i])
              .isCloseTo(activation.secondDerivative(at), within(rounding * 2));
          assertThat(slopes[i])
              .isCloseTo(activation.derivative(z[i]), within(tolerance * (4 + Math.abs(z[i]))));
        }
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

  @ParameterizedTest
  @EnumSource
  void minibatchesTakeTheSamplesOfTheirOrder(TrainerKind kind) {
    Trial trial = TestTrials.trial("batchSize=3", "eta0=0.05", "trainer=" + kind.id());
    Samples samples = DataSource.load(trial.settings().data());
    BatchOrder order = new BatchOrder(trial.seed(), samples.count());
    try (Network network = Network.initialise(trial);
        Trainer trainer = Trainer.of(network, samples, trial)) {
      ReferenceNetwork reference = new ReferenceNetwork(network);
      for (int step = 0; step < 10; step++) {
        double loss = reference.step(samples.select(order.next(3)));
        assertThat(trainer.step()).isCloseTo(loss, within(RELATIVE_FLOAT * loss));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dl4j", "fused"})
  void adamMovesEveryWeightByItsLayersRateAtFirst(String kind) {
    Trial trial =
        TestTrials.trial("optimizer=adam", "dataType=double", "eta0=0.01", "trainer=" + kind);
    Samples samples = DataSource.load(trial.settings().data());
    try (Network network = Network.initialise(trial);
        Trainer trainer = Trainer.of(network, samples, trial)) {
      ReferenceNetwork before = new ReferenceNetwork(network);
      trainer.step();
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
