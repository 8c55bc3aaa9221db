package richscale.jobs.run;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import richscale.jobs.store.UsageException;
import richscale.linalg.OpenClDevice;
import richscale.spec.SpecReader;
import richscale.spec.Trial;

class DeviceMemoryTest {
  private static final List<OpenClDevice.Description> ONE_GIGABYTE =
      List.of(new OpenClDevice.Description("Small GPU", true, 1_000_000_000));

  private static List<Trial> trials(String... overrides) {
    return SpecReader.parse(
            "r = 0, seed = 0, activation = relu, data.samples = 100, device = Small GPU",
            "test",
            List.of(overrides))
        .trials(1);
  }

  @Test
  void aTrialThatCannotFitIsRefusedWithWhatItHolds() {
    // 12,000 x 12,000 weights of four bytes are 576 MB, and Adam keeps two more and a gradient.
    assertThatCode(() -> DeviceMemory.require(trials("width=64,12000"), ONE_GIGABYTE))
        .doesNotThrowAnyException();
    assertThatThrownBy(
            () -> DeviceMemory.require(trials("width=64,12000", "optimizer=adam"), ONE_GIGABYTE))
        .isInstanceOf(UsageException.class)
        .hasMessageMatching(
            "device: a trial of width 12000 holds at least 2,3\\d\\d MB, and Small GPU has 1,000 MB;"
                + " expected narrower networks, smaller batches, or another device");
  }

  @Test
  void ofADeviceElsewhereNothingIsKnown() {
    assertThatCode(() -> DeviceMemory.require(trials("width=65536"), List.of()))
        .doesNotThrowAnyException();
  }
}
