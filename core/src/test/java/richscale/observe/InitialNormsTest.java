package richscale.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import richscale.TestTrials;
import richscale.data.DataSource;
import richscale.data.Samples;
import richscale.linalg.Matrix;
import richscale.linalg.OperatorNorm;
import richscale.linalg.Space;
import richscale.model.Network;
import richscale.spec.Trial;
import richscale.trial.TrialResult;
import richscale.trial.TrialRunner;

class InitialNormsTest {
  private static final List<String> RICHNESS = List.of("0", "1/4", "1/2");

  private static Trial trial(String r, String... overrides) {
    return TestTrials.trial(
        Stream.concat(Stream.of("r=" + r, "width=96"), Stream.of(overrides))
            .toArray(String[]::new));
  }

  @Test
  void trialsOfOneSeedShareAStartAndThoseOfAnotherDoNot() {
    InitialNorms norms = new InitialNorms();
    Optional<OperatorNorm.Start> first = start(norms, trial("0"));
    assertThat(first).isPresent();
    assertThat(start(norms, trial("1/2")).orElseThrow()).isSameAs(first.orElseThrow());
    assertThat(start(norms, trial("0", "seed=7")).orElseThrow()).isNotSameAs(first.orElseThrow());
  }

  @Test
  void nothingIsFoundForTrialsWithoutOperatorNorms() {
    assertThat(start(new InitialNorms(), trial("0", "observables=loss"))).isEmpty();
  }

  private static Optional<OperatorNorm.Start> start(InitialNorms norms, Trial trial) {
    AtomicReference<Optional<OperatorNorm.Start>> found = new AtomicReference<>();
    Network.initialise(
            trial,
            Space.host(trial.settings().dataType()),
            Network::prescribed,
            (layer, weight) -> {
              if (layer == 2) {
                found.set(norms.of(trial, layer, weight));
              }
            })
        .close();
    return found.get();
  }

  @Test
  void numbersAreTheSameWhateverTrialCameBefore() {
    Samples samples = DataSource.load(trial("0").settings().data());
    Beginnings beginnings = new Beginnings();
    for (String r : RICHNESS) {
      TrialResult beside = TrialRunner.run(trial(r), samples, beginnings, OptionalInt.empty());
      assertThat(beside.measurements())
          .isEqualTo(TrialRunner.run(trial(r), samples).measurements());
    }
  }

  /** Within twice the tolerance, since both norms are found to it. */
  @Test
  void aStartServesEveryMultipleOfItsMatrix() {
    Trial trial = trial("1/4");
    try (Network network = Network.initialise(trial)) {
      Matrix weight = network.layers().get(1).weight();
      double norm = OperatorNorm.of(weight);
      OperatorNorm.Start start = start(new InitialNorms(), trial).orElseThrow();
      double std = network.layers().get(1).scaling().initStd();
      try (OperatorNorm tracked = new OperatorNorm(weight, start, std)) {
        assertThat(tracked.last().orElseThrow())
            .isCloseTo(norm, within(2 * OperatorNorm.TOLERANCE * norm));
        weight.scale(3);
        assertThat(tracked.update(weight))
            .isCloseTo(3 * norm, within(6 * OperatorNorm.TOLERANCE * norm));
      }
    }
  }

  /** Far more starts than are kept, each found again when it is asked for again. */
  @Test
  void whatWasNotAskedForLongestIsForgotten() {
    InitialNorms norms = new InitialNorms();
    Trial trial = trial("0");
    try (Matrix weight = Matrix.allocate(trial.settings().dataType(), 33, 4_000)) {
      weight.set(new double[33 * 4_000]);
      OperatorNorm.Start first = norms.of(trial, 1, weight).orElseThrow();
      assertThat(norms.of(trial, 1, weight).orElseThrow()).isSameAs(first);
      for (int layer = 2; layer * first.bytes() < 40L << 20; layer++) {
        norms.of(trial, layer, weight);
      }
      assertThat(norms.of(trial, 1, weight).orElseThrow()).isNotSameAs(first);
    }
  }
}
