package richscale.jobs.run;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import richscale.jobs.store.UsageException;
import richscale.linalg.OpenClDevice;
import richscale.spec.Trial;

/** Refuses trials that cannot fit into the memory of the device that is to train them. */
public final class DeviceMemory {
  private DeviceMemory() {}

  /**
   * Looks at the trials whose device this machine has; of others nothing is known here.
   *
   * @param trials of a spec
   * @throws UsageException if one cannot fit
   */
  public static void require(List<Trial> trials) {
    if (trials.stream().anyMatch(trial -> trial.settings().onDevice())) {
      require(trials, OpenClDevice.all());
    }
  }

  static void require(List<Trial> trials, List<OpenClDevice.Description> devices) {
    for (Trial trial : trials) {
      Optional<OpenClDevice.Description> device =
          devices.stream()
              .filter(known -> known.name().equals(trial.settings().device()))
              .findFirst();
      double least = device.isPresent() ? CostModel.leastDeviceBytes(trial) : 0;
      if (device.isPresent() && least > device.get().memory()) {
        throw new UsageException(
            "device",
            String.format(
                Locale.ROOT,
                "a trial of width %d holds at least %,.0f MB, and %s has %,.0f MB",
                trial.width(),
                least / 1e6,
                device.get().name(),
                device.get().memory() / 1e6),
            "narrower networks, smaller batches, or another device");
      }
    }
  }
}
