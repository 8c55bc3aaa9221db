package richscale.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Scanner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.hipparchus.linear.ArrayRealVector;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import richscale.TestTrials;
import richscale.data.DataSource;
import richscale.data.Samples;
import richscale.linalg.DeviceException;
import richscale.linalg.DevicePool;
import richscale.linalg.FloatingPoint;
import richscale.linalg.OpenClDevice;
import richscale.linalg.Space;
import richscale.model.Network;
import richscale.observe.Measurement;
import richscale.spec.Trial;
import richscale.trial.TrialResult;
import richscale.trial.TrialRunner;
import richscale.trial.TrialStatus;

/** Trials on an OpenCL device beside the same on the processor. */
class DeviceTrainerTest {
  private static final String[] DENSE = {"width=70", "depth=4", "batchSize=3"};

  @BeforeEach
  void aDeviceIsThere() {
    assumeThat(OpenClDevice.all()).as("OpenCL devices of this machine").isNotEmpty();
  }

  static Stream<List<String>> networks() {
    List<List<String>> all = new ArrayList<>();
    for (String activation : List.of("identity", "relu", "tanh", "gelu")) {
      all.add(List.of("activation=" + activation, "width=70", "depth=4", "eta0=0.05"));
      all.add(
          List.of(
              "activation=" + activation,
              "batchSize=3",
              "output=centred",
              "bias=theory",
              "eta0=0.05"));
    }
    // Wide enough that updates are kept as factors for some steps.
    for (String batch : List.of("batchSize=full", "batchSize=3")) {
      all.add(List.of("trainer=factored", "width=520", "output=centred", "eta0=0.05", batch));
    }
    for (String loss : List.of("squared-error", "mean-squared-error", "cross-entropy")) {
      for (String rule : List.of("momentum=0", "momentum=0.9", "optimizer=adam")) {
        all.add(
            List.of(
                "data.source=digits",
                "data.samples=40",
                "loss=" + loss,
                rule,
                "activation=relu",
                "weightDecay=0.1",
                "batchSize=16",
                "width=33",
                "eta0=0.02"));
      }
    }
    for (String rule :
        List.of(
            "optimizer=muon",
            "optimizer=adam, epsilon=0.1, epsilonScaling=theory",
            "architecture=resmlp, normalisation=layer",
            "architecture=resmlp, branchLayers=1, depthExponent=1, optimizer=adam")) {
      List<String> one = new ArrayList<>(List.of(rule.split(", ", -1)));
      one.addAll(
          List.of(
              "data.source=digits",
              "data.samples=40",
              "activation=tanh",
              "depth=6",
              "batchSize=16",
              "width=33",
              "eta0=0.02",
              "steps=50",
              "schedule.warmup=5",
              "schedule.shape=cosine"));
      all.add(one);
    }
    for (List<String> architecture :
        List.of(
            List.of("architecture=myrtle5"),
            List.of("architecture=resnet", "depth=4"),
            List.of("architecture=conv", "kernel=5", "stride=2"))) {
      for (String batch : List.of("batchSize=full", "batchSize=7")) {
        List<String> one =
            new ArrayList<>(
                List.of(
                    "data.source=digits",
                    "data.samples=24",
                    "probe=5",
                    "activation=relu",
                    "bias=layer",
                    batch,
                    "width=6",
                    "eta0=0.02",
                    "loss=cross-entropy"));
        one.addAll(architecture);
        all.add(one);
      }
    }
    return all.stream();
  }

  private static Trial trial(List<String> overrides, String... more) {
    String[] all =
        Stream.concat(
                Stream.concat(Stream.of("trainer=fused"), overrides.stream()), Stream.of(more))
            .toArray(String[]::new);
    return overrides.contains("data.source=digits")
        ? TestTrials.digits(all)
        : TestTrials.trial(all);
  }

  /** Rounding of fifty updates, as between the trainers of the processor. */
  @ParameterizedTest
  @MethodSource("networks")
  void parametersAreThoseOfTheProcessor(List<String> overrides) {
    Trial trial = trial(overrides);
    double[] onHost = parameters(trial, Space.host(trial.settings().dataType()));
    try (OpenClDevice device = OpenClDevice.open(0)) {
      Space space = new Space(trial.settings().dataType(), Optional.of(device));
      double[] onDevice = parameters(trial, space);
      double size = new ArrayRealVector(onHost).getNorm();
      assertThat(size).isFinite().isPositive();
      assertThat(new ArrayRealVector(onDevice).getDistance(new ArrayRealVector(onHost)))
          .isLessThan(1e-5 * size);
      assertThat(parameters(trial, space)).as("the same bits again").isEqualTo(onDevice);
    }
  }

  private static double[] parameters(Trial trial, Space space) {
    Samples samples = DataSource.load(trial.settings().data());
    try (Network network = Network.initialise(trial, space);
        Trainer trainer = Trainer.of(network, samples, trial)) {
      assertThat(trainer.advance(50)).isEqualTo(50);
      trainer.settle();
      network.settle();
      return network.dl4j().model().params().toDoubleVector();
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void measurementsAreThoseOfTheProcessor(List<String> overrides) {
    String name = OpenClDevice.all().get(0).name();
    String[] common = {"steps=10", "dataType=double", "data.test=5"};
    boolean reference =
        overrides.stream().anyMatch(o -> o.equals("depth=4")) && overrides.size() == 4;
    List<String> all = new ArrayList<>(overrides);
    if (reference) {
      all.add(
          "observables=[loss,f_rms,delta_h_norm,grad_h_norm,w_op,delta_w_op,delta_w_fro,alignment,"
              + "update_share,second_order,linearisation_gap,ntk_change,sharpness,useful_update,"
              + "h_participation_ratio,delta_w_outlier_share]");
    }
    Trial onHost = trial(all, common);
    Trial onDevice = trial(all, common[0], common[1], common[2], "device=\"" + name + '"');
    assertThat(onDevice.id()).isNotEqualTo(onHost.id());
    Samples samples = DataSource.load(onHost.settings().data());
    TrialResult expected = TrialRunner.run(onHost, samples);
    TrialResult found = TrialRunner.run(onDevice, samples);
    assertThat(found.reason()).isEmpty();
    assertThat(found.measurements()).hasSameSizeAs(expected.measurements()).isNotEmpty();
    for (int i = 0; i < expected.measurements().size(); i++) {
      Measurement here = expected.measurements().get(i);
      Measurement there = found.measurements().get(i);
      assertThat(there.observable()).isEqualTo(here.observable());
      // Norms and sharpness come from iterations that end at 1e-3 and 2e-2.
      boolean iterates = here.observable().id().matches(".*(_op|sharpness)");
      assertThat(there.value())
          .as("%s", here)
          .isCloseTo(
              here.value(), within((iterates ? 2e-2 : 1e-6) * Math.abs(here.value()) + 1e-9));
    }
  }

  static Stream<List<String>> rules() {
    return Stream.of(
        List.of("optimizer=adam", "loss=cross-entropy", "output=centred", "activation=relu"),
        List.of("architecture=resmlp", "depth=6", "normalisation=layer", "activation=gelu"),
        List.of("optimizer=muon", "depth=4", "activation=relu", "schedule.shape=cosine"),
        List.of("trainer=factored", "width=40", "output=centred"));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void exchangesDoNotGrowWithTheUpdatesBetweenTwoLooks(List<String> overrides) {
    long few = exchanges(overrides, 20);
    assertThat(exchanges(overrides, 200)).isEqualTo(few);
  }

  private static long exchanges(List<String> overrides, int updates) {
    List<String> all =
        new ArrayList<>(List.of("data.source=digits", "data.samples=40", "batchSize=8"));
    all.addAll(overrides);
    Trial trial = trial(all, "steps=" + updates);
    try (OpenClDevice device = OpenClDevice.open(0);
        Network network =
            Network.initialise(trial, new Space(trial.settings().dataType(), Optional.of(device)));
        Trainer trainer = Trainer.of(network, DataSource.load(trial.settings().data()), trial)) {
      long before = device.exchanges();
      assertThat(trainer.advance(updates)).isEqualTo(updates);
      return device.exchanges() - before;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fused", "factored"})
  void divergenceIsCountedAsOnTheProcessor(String trainer) {
    List<String> wild = new ArrayList<>(Arrays.asList(DENSE));
    wild.add("trainer=" + trainer);
    wild.add("output=centred");
    wild.add("eta0=1e4");
    wild.add("steps=50");
    Trial onHost = trial(wild);
    Trial onDevice = trial(wild, "device=\"" + OpenClDevice.all().get(0).name() + '"');
    Samples samples = DataSource.load(onHost.settings().data());
    TrialResult expected = TrialRunner.run(onHost, samples);
    TrialResult found = TrialRunner.run(onDevice, samples);
    assertThat(expected.status()).isEqualTo(TrialStatus.DIVERGED);
    assertThat(found.status()).isEqualTo(TrialStatus.DIVERGED);
    assertThat(found.updates()).isEqualTo(expected.updates());
  }

  @Test
  void aPoolGivesBackWhatIsSoundOnly() {
    String name = OpenClDevice.all().get(0).name();
    try (DevicePool pool = new DevicePool()) {
      OpenClDevice first = pool.work(name, OptionalInt.empty(), device -> device);
      assertThat(pool.<OpenClDevice>work(name, OptionalInt.empty(), device -> device))
          .isSameAs(first);
      pool.work(
          name,
          OptionalInt.empty(),
          device -> {
            assertThatThrownBy(
                    () ->
                        new Space(FloatingPoint.FLOAT, Optional.of(device))
                            .allocate(1 << 30, 1 << 20))
                .isInstanceOf(DeviceException.class);
            return 0;
          });
      OpenClDevice next = pool.work(name, OptionalInt.empty(), device -> device);
      assertThat(next).isNotSameAs(first);
    }
  }

  /** Holds the device until it is told to end; run in a JVM of its own. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] args) {
      try (DevicePool pool = new DevicePool()) {
        pool.work(
            OpenClDevice.all().get(0).name(),
            OptionalInt.empty(),
            device -> {
              System.out.println("held");
              return new Scanner(System.in, StandardCharsets.UTF_8).hasNextLine();
            });
      }
    }
  }

  @Test
  void processesTakeTurnsOnADevice() throws Exception {
    String name = OpenClDevice.all().get(0).name();
    Process holder =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (DevicePool pool = new DevicePool()) {
      assertThat(holder.inputReader().readLine()).isEqualTo("held");
      CompletableFuture<Boolean> turn =
          CompletableFuture.supplyAsync(
              () -> pool.work(name, OptionalInt.empty(), device -> holder.isAlive()));
      assertThatThrownBy(() -> turn.get(300, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      // A process that dies gives its turn away.
      holder.destroyForcibly().waitFor();
      assertThat(turn.get(1, TimeUnit.MINUTES)).isFalse();
    } finally {
      holder.destroyForcibly();
    }
  }

  @Test
  void aDeviceThatIsNotThereFailsTheTrialWithItsReason() {
    Trial elsewhere = trial(Arrays.asList(DENSE), "device=\"Some GPU\"");
    TrialResult result = TrialRunner.run(elsewhere, DataSource.load(elsewhere.settings().data()));
    assertThat(result.status()).isEqualTo(TrialStatus.FAILED);
    assertThat(result.reason().orElseThrow())
        .contains("no OpenCL device 'Some GPU' here, but", OpenClDevice.all().get(0).name());
  }
}
