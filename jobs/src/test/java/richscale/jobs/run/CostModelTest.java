package richscale.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import richscale.spec.SpecReader;
import richscale.spec.Trial;

class CostModelTest {
  private static final long FLOAT = 4;

  private static Trial trial(String... overrides) {
    return SpecReader.parse(
            "width = 512, r = 0, seed = 0, activation = relu, data.samples = 100",
            "test",
            List.of(overrides))
        .trials(1)
        .get(0);
  }

  @Test
  void whatARuleKeepsAndTheGradientBesideItCountAsMemory() {
    long weights = trial().blueprint().weights();
    long plain = CostModel.bytes(trial());
    assertThat(CostModel.bytes(trial("momentum=0.9")) - plain).isEqualTo(2 * FLOAT * weights);
    assertThat(CostModel.bytes(trial("optimizer=adam")) - plain).isEqualTo(3 * FLOAT * weights);
  }

  @Test
  void aTwinInAnotherGaugeTakesTheTimeAndMemoryOfItsTraining() {
    Trial alone = trial("observables=loss", "steps=1000");
    Trial beside = trial("observables=[loss, gauge_difference]", "steps=1000");
    assertThat(CostModel.NOMINAL.seconds(beside))
        .isGreaterThan(1.9 * CostModel.NOMINAL.seconds(alone));
    assertThat(CostModel.bytes(beside)).isGreaterThan(CostModel.bytes(alone));
  }
}
