package richscale.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.UniqueElements;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import richscale.TestTrials;
import richscale.optimizer.Adam;
import richscale.optimizer.HeavyBall;
import richscale.theory.Activity;

class TrialIdTest {
  /** Prints the ids of a grid; run in a JVM of its own. */
  static final class Printer {
    private Printer() {}

    public static void main(String[] args) {
      TestTrials.spec(args).trials(2).forEach(trial -> System.out.println(trial.id()));
    }
  }

  private static final String[] GRID = {"r=0..1/2 by 1/10", "gamma=0.1,1/3,1e5", "gauge=mup,stp"};

  /** Turkish has other capitals, the others have digits of their own. */
  @ParameterizedTest
  @ValueSource(strings = {"tr-TR", "ar-EG", "fa-IR", "ne-NP"})
  void theIdIsTheSameInAnotherJvmWithAnotherLocale(String locale)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Duser.language=" + locale.substring(0, 2),
                "-Duser.country=" + locale.substring(3),
                "-Dfile.encoding=ISO-8859-9",
                "-cp",
                System.getProperty("java.class.path"),
                Printer.class.getName()));
    command.addAll(List.of(GRID));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    assertThat(printed.lines())
        .containsExactlyElementsOf(
            TestTrials.spec(GRID).trials(2).stream().map(Trial::id).toList());
  }

  @Test
  void theIdOfAKnownTrialNeverChanges() {
    assertThat(TestTrials.trial().id()).isEqualTo("97103e073537b0f8d27986bebc05bac2");
  }

  /** Rates of branches had no power of depth before, which is 0 for a = 1/2 by gradient descent. */
  @Test
  void residualNetworksKeepTheirIdsWhereTheyKeepTheirNumbers() {
    String[] resnet = {"architecture=resnet", "depth=6"};
    assertThat(TestTrials.digits(resnet).id()).isEqualTo("80b86cae6c93b5267bb5ba768d11f1f4");
    String ofAdam = "5677147c3fc68dafeab539868ce214da";
    assertThat(TestTrials.digits(resnet[0], resnet[1], "optimizer=adam").id()).isNotEqualTo(ofAdam);
    assertThat(
            TestTrials.digits(resnet[0], resnet[1], "optimizer=adam", "depthRateExponent=0").id())
        .isEqualTo(ofAdam);
    // Its epsilon follows the number of branches now.
    assertThat(
            TestTrials.digits(
                    resnet[0],
                    resnet[1],
                    "optimizer=adam",
                    "epsilonScaling=theory",
                    "depthRateExponent=0")
                .id())
        .isNotEqualTo("10156709939ee8dbbfc8c5835e980415");
  }

  @Property(tries = 50)
  void theIdDoesNotDependOnTheOrderOfKeys(@ForAll long shuffle) {
    List<String> lines =
        new ArrayList<>(
            List.of(
                "width = 16",
                "r = 0.3",
                "seed = 2",
                "eta0 = 0.5",
                "depth = 4",
                "gamma = 2",
                "batchSize = 5",
                "activation = tanh",
                "data { source = teacher, samples = 9 }"));
    List<Trial> ordered = SpecReader.parse(String.join("\n", lines), "a", List.of()).trials(1);
    Collections.shuffle(lines, new Random(shuffle));
    List<Trial> shuffled = SpecReader.parse(String.join("\n", lines), "b", List.of()).trials(1);
    assertThat(shuffled.get(0).id()).isEqualTo(ordered.get(0).id());
  }

  /** For every field a spec that changes it; fields that follow it may change, too. */
  private static final Map<TrialField, String> CHANGES =
      Map.ofEntries(
          Map.entry(TrialField.WIDTH, "width=9"),
          Map.entry(TrialField.R, "r=0.26"),
          Map.entry(TrialField.SEED, "seed=4"),
          Map.entry(TrialField.GAMMA, "gamma=1.1"),
          Map.entry(TrialField.ETA0, "eta0=0.9"),
          Map.entry(TrialField.DEPTH, "depth=4"),
          Map.entry(TrialField.BATCH_SIZE, "batchSize=3"),
          Map.entry(TrialField.GAUGE, "gauge=mup"),
          Map.entry(TrialField.ACTIVATION, "activation=relu"),
          Map.entry(TrialField.LEARNER, "learner=ntk"),
          Map.entry(TrialField.ARCHITECTURE, "architecture=conv"),
          Map.entry(TrialField.OUTPUT, "output=centred"),
          Map.entry(TrialField.DEVICE, "device=Some GPU"),
          Map.entry(TrialField.BETA1, "grids=[{ optimizer = adam, beta1 = 0.8 }]"),
          Map.entry(TrialField.BETA2, "grids=[{ optimizer = adam, beta2 = 0.9 }]"),
          Map.entry(TrialField.EPSILON, "grids=[{ optimizer = adam, epsilon = 0.1 }]"),
          Map.entry(
              TrialField.EPSILON_SCALING, "grids=[{ optimizer = adam, epsilonScaling = theory }]"),
          Map.entry(TrialField.SCHEDULE, "schedule.shape=cosine"),
          Map.entry(TrialField.MUON, "optimizer=muon"),
          Map.entry(
              TrialField.DEPTH_RATE_EXPONENT,
              "grids=[{ architecture = resmlp, depth = 4, depthExponent = 1 }]"),
          Map.entry(TrialField.BIAS, "bias=layer"),
          Map.entry(TrialField.LOSS, "loss=mean-squared-error"),
          Map.entry(TrialField.OPTIMIZER, "optimizer=adam"),
          Map.entry(TrialField.MOMENTUM, "momentum=0.5"),
          Map.entry(TrialField.DECAY, "decay=rate"),
          Map.entry(TrialField.WEIGHT_DECAY, "weightDecay=0.1"),
          Map.entry(TrialField.TRAINER, "trainer=dl4j"),
          Map.entry(TrialField.DATA, "data.seed=1"),
          Map.entry(TrialField.STEPS, "steps=4"),
          Map.entry(TrialField.PROBE, "probe=5"),
          Map.entry(TrialField.MEASURED_STEPS, "measure.steps=[2]"),
          Map.entry(TrialField.OBSERVABLES, "observables=loss"),
          Map.entry(TrialField.DATA_TYPE, "dataType=double"));

  @Test
  void everyFieldChangesTheIdAndItsOwnColumn() {
    Trial plain = TestTrials.digits("r=0", "data.validation=3");
    Set<String> ids = new HashSet<>(Set.of(plain.id()));
    for (TrialField field : TrialField.values()) {
      assertThat(field == TrialField.THREADS || CHANGES.containsKey(field))
          .as("a spec in this test that changes %s", field.key())
          .isTrue();
      Trial changed =
          field == TrialField.THREADS
              ? TestTrials.digitsSpec("r=0", "data.validation=3").trials(2).get(0)
              : TestTrials.digits("r=0", "data.validation=3", CHANGES.get(field));
      assertThat(field.of(changed)).as(field.key()).isNotEqualTo(field.of(plain));
      assertThat(ids.add(changed.id())).as(field.key()).isTrue();
      assertThat(Configuration.of(changed).equals(Configuration.of(plain)))
          .as("%s is fitted over", field.key())
          .isEqualTo(field == TrialField.WIDTH || field == TrialField.SEED);
    }
  }

  /** Spark sends trials to executors. */
  @ParameterizedTest
  @ValueSource(strings = {"optimizer=sgd", "momentum=0.9", "optimizer=adam", "optimizer=muon"})
  void everyTrialCanBeSent(String rule) throws IOException, ClassNotFoundException {
    Trial trial = TestTrials.trial(rule);
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(sent)) {
      out.writeObject(trial);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(sent.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(trial);
    }
  }

  @Test
  void everyComponentOfATrialIsAField() {
    Set<String> components =
        Stream.of(Trial.class, Settings.class, Activity.class, HeavyBall.class, Adam.class)
            .flatMap(type -> Arrays.stream(type.getRecordComponents()))
            .map(RecordComponent::getName)
            .map(name -> name.equals("scaled") ? "epsilonScaling" : name)
            .filter(name -> !Set.of("activity", "settings", "rule").contains(name))
            .collect(Collectors.toCollection(TreeSet::new));
    // The rule has its name, and Muon's constants are one field.
    components.addAll(Set.of("optimizer", "muon"));
    assertThat(Arrays.stream(TrialField.values()).map(TrialField::key))
        .containsExactlyInAnyOrderElementsOf(components);
  }

  @Test
  void aFieldThatCameLaterHasADefaultWithWhichTrialsKeepTheirNames() {
    assertThat(Arrays.stream(TrialField.values()).filter(field -> !field.original()))
        .allMatch(field -> field.byDefault().isPresent());
    Trial plain = TestTrials.trial();
    for (TrialField field : TrialField.values()) {
      if (field.byDefault().isPresent()) {
        assertThat(field.of(plain)).isEqualTo(field.byDefault().get());
        assertThat(field.identity(plain)).isEmpty();
      }
    }
  }

  @Test
  void theResamplingOfAKnownConfigurationNeverChanges() {
    assertThat(Configuration.of(TestTrials.trial()).resamplingSeed(List.of(3, 1, "h_norm")))
        .isEqualTo(-113005961L);
  }

  @Test
  void whatOnlyChangesFitsDoesNotChangeTheId() {
    assertThat(TestTrials.trial("fit.confidence=0.9", "fit.bootstrap=100", "fit.tolerance=1").id())
        .isEqualTo(TestTrials.trial().id());
  }

  @Test
  void fullBatchIsTheBatchOfAllSamples() {
    assertThat(TestTrials.trial("batchSize=full").id())
        .isEqualTo(TestTrials.trial("batchSize=7").id());
  }

  @Property(tries = 50)
  void theGridIsTheProductOfItsAxesWithoutDuplicates(
      @ForAll @UniqueElements @Size(min = 1, max = 4)
          List<@IntRange(min = 1, max = 512) Integer> width,
      @ForAll @UniqueElements @Size(min = 1, max = 4)
          List<@IntRange(min = 0, max = 100) Integer> rPercent,
      @ForAll @UniqueElements @Size(min = 1, max = 3)
          List<@IntRange(min = 0, max = 99) Integer> seed,
      @ForAll @UniqueElements @Size(min = 1, max = 3)
          List<@IntRange(min = 2, max = 9) Integer> depth) {
    SweepSpec spec =
        TestTrials.spec(
            "width=" + width,
            "r=" + rPercent.stream().map(percent -> percent + "/200").toList(),
            "seed=" + seed,
            "depth=" + depth,
            "activation=identity,tanh");
    List<Trial> trials = spec.trials(1);
    long product = 2L * width.size() * rPercent.size() * seed.size() * depth.size();
    assertThat(trials).hasSize((int) product);
    assertThat(spec.trialCount()).isEqualTo(product);
    assertThat(trials.stream().map(Trial::id).distinct()).hasSize((int) product);
    for (Trial trial : trials) {
      assertThat(width).contains(trial.width());
      assertThat(seed).contains((int) trial.seed());
      assertThat(depth).contains(trial.depth());
    }
  }
}
