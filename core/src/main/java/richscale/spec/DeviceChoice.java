package richscale.spec;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import richscale.linalg.OpenClDevice;

/** The device that a spec asks for. */
final class DeviceChoice {
  private static final String KEY = "device";

  /** The first that there is, GPUs before processors. */
  private static final String ANY = "opencl";

  private DeviceChoice() {}

  /**
   * Writes out the name of the device that stands for any, since another one differs by rounding.
   *
   * @param resolved all values
   * @return the same with a name, also in its grids
   * @throws SpecException if this machine has no device
   */
  static Config named(Config resolved) {
    List<ConfigObject> grids = GridReader.elements(resolved);
    if (grids.stream().noneMatch(grid -> grid.containsKey(KEY))) {
      return ofOne(resolved);
    }
    return ofOne(resolved)
        .withValue(
            "grids",
            ConfigValueFactory.fromIterable(
                grids.stream()
                    .map(grid -> grid.containsKey(KEY) ? ofOne(grid.toConfig()).root() : grid)
                    .toList()));
  }

  private static Config ofOne(Config resolved) {
    SpecValues values = new SpecValues(resolved);
    if (!values.text(KEY, "cpu, opencl or the name of a device").equals(ANY)) {
      return resolved;
    }
    String name =
        OpenClDevice.all().stream()
            .findFirst()
            .map(OpenClDevice.Description::name)
            .orElseThrow(
                () ->
                    values.error(
                        KEY,
                        "no OpenCL device answers on this machine",
                        "cpu, or a driver as cluster-conf/gpu/README.md says"));
    return resolved.withValue(KEY, ConfigValueFactory.fromAnyRef(name));
  }

  /** Requires what devices can do. */
  static void require(GridSpec grid, Optional<TrainerKind> trainer, SpecValues values) {
    if (!grid.settings().onDevice()) {
      return;
    }
    if (grid.settings().learner() != LearnerKind.NETWORK) {
      throw values.error(
          KEY,
          "%s is computed on the processor"
              .formatted(grid.settings().learner().name().toLowerCase(Locale.ROOT)),
          "device = cpu beside it");
    }
    if (trainer.equals(Optional.of(TrainerKind.DL4J))) {
      throw values.error(
          KEY, "DL4J's own fit knows no OpenCL", "trainer = auto, fused or factored beside it");
    }
  }
}
