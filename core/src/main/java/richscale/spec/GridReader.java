package richscale.spec;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.List;
import richscale.theory.Gauge;

/** Reads the axes of a grid, and which grids there are. */
final class GridReader {
  /** 1024 branches of two layers, a read-in and a read-out. */
  static final int MOST_LAYERS = 2050;

  /** Named parameterisations: shorthand for a gauge and a richness. */
  enum Parameterisation {
    NONE("", ""),
    NTP("mup", "0"),
    NTP_LR("stp", "0"),
    MUP("mup", "1/2"),
    MUP_LR("stp", "1/2"),
    MFP("rescaling", "1/2"),
    STANDARD("standard", "0");

    private final String gauge;
    private final String r;

    Parameterisation(String gauge, String r) {
      this.gauge = gauge;
      this.r = r;
    }
  }

  private GridReader() {}

  /**
   * Returns the grids of a spec, each as the keys in its braces.
   *
   * @param config a spec
   * @return none if it is one product of the axes beside it
   */
  static List<ConfigObject> elements(Config config) {
    if (!config.root().containsKey("grids")) {
      return List.of();
    }
    ConfigValue value = config.root().get("grids");
    if (value.valueType() != ConfigValueType.LIST) {
      throw SpecValues.error(
          value, "grids", "no list", "a list of keys in braces, such as [{ r = 0 }, { r = 1/2 }]");
    }
    List<ConfigObject> grids = new ArrayList<>();
    for (ConfigValue element : (ConfigList) value) {
      if (!(element instanceof ConfigObject grid)) {
        throw SpecValues.error(
            element,
            "grids",
            "a value stands where a grid belongs",
            "keys in braces, such as { r = 0, eta0 = [1, 2] }");
      }
      grids.add(grid);
    }
    return grids;
  }

  /**
   * Reads the axes of a grid.
   *
   * @param values the spec with the grid's own keys before it
   * @param samples number of training samples
   * @return the product
   */
  static Grid grid(SpecValues values, int samples) {
    return new Grid(
        values.ints("width", 1, 65_536),
        values.reals("r", -1, 1, false, "a number from -1 to 1, in the theory from 0 to 1/2"),
        values.longs("seed", 0, Long.MAX_VALUE),
        values.reals("gamma", 0, SpecValues.MAX_REAL, true, "a number above 0"),
        values.reals("eta0", 0, SpecValues.MAX_REAL, true, "a number above 0"),
        values.ints("depth", 2, MOST_LAYERS),
        values.isWord("batchSize", "full")
            ? List.of(samples)
            : values.ints("batchSize", 1, samples),
        values.choices("gauge", Gauge.class),
        values.choices("activation", Activation.class));
  }

  /**
   * Writes out the parameterisation that a spec or a grid names.
   *
   * @param resolved all values
   * @param user those that were given together with the name
   * @return the values with gauge and richness in its place
   */
  static Config withParameterisation(Config resolved, Config user) {
    SpecValues values = new SpecValues(resolved);
    Parameterisation named = values.onlyChoice("parameterisation", Parameterisation.class);
    if (named == Parameterisation.NONE) {
      return resolved;
    }
    for (String key : List.of("gauge", "r")) {
      if (user.hasPath(key)) {
        throw values.error(
            key,
            "parameterisation says it already",
            "one of the two, gauge and r or parameterisation");
      }
    }
    return resolved
        .withValue("gauge", ConfigValueFactory.fromAnyRef(named.gauge))
        .withValue("r", ConfigValueFactory.fromAnyRef(named.r))
        .withValue("parameterisation", ConfigValueFactory.fromAnyRef("none"));
  }
}
