package richscale.spec;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import java.util.stream.Stream;
import richscale.linalg.FloatingPoint;
import richscale.theory.Gauge;
import richscale.theory.Observable;
import richscale.theory.OptimizerKind;

/** Reads a spec by name or path, lays it over the defaults and checks every value. */
public final class SpecReader {
  /** Names of the specs that come with the software. */
  public static final List<String> BUNDLED = List.of("quickstart", "paper", "wide");

  private static final String REFERENCE = "/richscale/reference.conf";
  private static final long MAX_TRIALS = 10_000_000;
  private static final double MAX_REAL = 1e12;

  /** Largest tangent kernel that is held: 2048 x 2048 doubles are 34 MB. */
  private static final long MAX_KERNEL_ROWS = 2048;

  private enum Source {
    DIGITS,
    TEACHER
  }

  private enum TrainerChoice {
    AUTO,
    DL4J,
    FUSED,
    FACTORED
  }

  private SpecReader() {}

  /**
   * Reads a spec.
   *
   * @param nameOrPath the name of a bundled spec, or the path of a file
   * @param overrides {@code key=value} texts that win over the file, the last over the first
   * @return the validated spec
   * @throws SpecException if it cannot be used; the message is one line for the user
   */
  public static SweepSpec read(String nameOrPath, List<String> overrides) {
    return validate(overridesOf(overrides).withFallback(load(nameOrPath)));
  }

  /**
   * Reads one of the specs behind the claims.
   *
   * @param name such as {@code scale}
   * @param overrides {@code key=value} texts that win over it
   * @return the validated spec
   * @throws SpecException if an override cannot be used
   */
  public static SweepSpec readClaim(String name, List<String> overrides) {
    String path = "/richscale/claims/%s.conf".formatted(name);
    return validate(overridesOf(overrides).withFallback(resource(path, "claims/" + name)));
  }

  /**
   * Reads a spec from its text.
   *
   * @param text HOCON
   * @param origin what messages call it, such as a file name
   * @param overrides {@code key=value} texts that win over the text
   * @return the validated spec
   * @throws SpecException if it cannot be used
   */
  public static SweepSpec parse(String text, String origin, List<String> overrides) {
    Config parsed =
        parsing(
            () ->
                ConfigFactory.parseString(
                    text, ConfigParseOptions.defaults().setOriginDescription(origin)));
    return validate(overridesOf(overrides).withFallback(parsed));
  }

  private static Config load(String nameOrPath) {
    if (BUNDLED.contains(nameOrPath)) {
      return resource("/richscale/specs/%s.conf".formatted(nameOrPath), nameOrPath);
    }
    Path path = Path.of(nameOrPath);
    if (Files.isRegularFile(path)) {
      return parsing(
          () ->
              ConfigFactory.parseFile(
                  path.toFile(),
                  ConfigParseOptions.defaults()
                      .setAllowMissing(false)
                      .setOriginDescription(nameOrPath)));
    }
    throw new SpecException(
        "%s: no such spec; expected a file, or one of the bundled specs %s%s"
            .formatted(
                nameOrPath,
                String.join(", ", BUNDLED),
                SpecValues.suggestion(nameOrPath, BUNDLED)));
  }

  private static Config overridesOf(List<String> overrides) {
    Config all = ConfigFactory.empty();
    for (String override : overrides) {
      int equals = override.indexOf('=');
      if (equals <= 0) {
        throw new SpecException(
            "--set: '%s' sets nothing; expected key=value, such as seed=0..4".formatted(override));
      }
      String key = override.substring(0, equals).trim();
      String value = override.substring(equals + 1).trim();
      if (value.isEmpty()) {
        throw new SpecException(
            "--set: %s: the value is missing; expected key=value".formatted(key));
      }
      boolean bareList = value.indexOf(',') >= 0 && "[{\"".indexOf(value.charAt(0)) < 0;
      String text = key + " = " + (bareList ? "[" + value + "]" : value);
      Config one =
          parsing(
              () ->
                  ConfigFactory.parseString(
                      text, ConfigParseOptions.defaults().setOriginDescription("--set")));
      all = one.withFallback(all);
    }
    return all;
  }

  private static Config resource(String name, String origin) {
    try (InputStream stream = SpecReader.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("missing resource " + name);
      }
      return ConfigFactory.parseReader(
          new InputStreamReader(stream, StandardCharsets.UTF_8),
          ConfigParseOptions.defaults().setOriginDescription(origin));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Config parsing(Supplier<Config> parse) {
    try {
      return parse.get();
    } catch (ConfigException e) {
      String place = e.origin() == null ? "" : SpecValues.place(e.origin()) + ": ";
      String message = e.getMessage().lines().findFirst().orElse("");
      if (e.origin() != null && message.startsWith(e.origin().description() + ": ")) {
        message = message.substring(e.origin().description().length() + 2);
      }
      throw new SpecException(
          "%s%s; expected HOCON, lines such as width = [64, 128]"
              .formatted(place, message.replaceAll(" \\(if you intended.*$", "")));
    }
  }

  private static SweepSpec validate(Config user) {
    Config reference = resource(REFERENCE, "reference.conf");
    requireKnown(user.root(), reference.root(), "");
    Config resolved =
        parsing(() -> user.withFallback(reference).resolve(ConfigResolveOptions.noSystem()));
    resolved = withParameterisation(resolved, user);
    SpecValues values = new SpecValues(resolved);
    DataSpec data = data(values, user);
    int steps = values.onlyInt("steps", 1, 1_000_000);
    SweepSpec spec =
        new SweepSpec(
            values.ints("width", 1, 65_536),
            values.reals("r", -1, 1, false, "a number from -1 to 1, in the theory from 0 to 1/2"),
            values.longs("seed", 0, Long.MAX_VALUE),
            values.reals("gamma", 0, MAX_REAL, true, "a number above 0"),
            values.reals("eta0", 0, MAX_REAL, true, "a number above 0"),
            values.ints("depth", 2, 64),
            batchSizes(values, data.samples()),
            values.choices("gauge", Gauge.class),
            values.choices("activation", Activation.class),
            values.onlyChoice("architecture", ArchitectureKind.class),
            values.onlyChoice("optimizer", OptimizerKind.class),
            trainer(values),
            data,
            steps,
            Math.min(values.onlyInt("probe", 1, 1_000_000), data.samples()),
            measuredSteps(values, steps),
            observables(values),
            values.onlyChoice("dataType", FloatingPoint.class),
            new FitSettings(
                values.onlyReal("fit.confidence", 0.5, 0.999, false, "a number from 0.5 to 0.999"),
                values.onlyInt("fit.bootstrap", 100, 1_000_000),
                values.onlyReal("fit.tolerance", 0, MAX_REAL, true, "a number above 0")),
            precision(values),
            canonical(resolved, data)
                .root()
                .render(
                    ConfigRenderOptions.defaults()
                        .setComments(false)
                        .setOriginComments(false)
                        .setJson(false)));
    requireFeasible(spec);
    requireDefined(spec, values);
    return spec;
  }

  /** Named parameterisations: shorthand for a gauge and a richness. */
  private enum Parameterisation {
    NONE("", ""),
    NTK("stp", "0"),
    MUP("stp", "1/2"),
    MEAN_FIELD("rescaling", "1/2"),
    STANDARD("standard", "0");

    private final String gauge;
    private final String r;

    Parameterisation(String gauge, String r) {
      this.gauge = gauge;
      this.r = r;
    }
  }

  private static Config withParameterisation(Config resolved, Config user) {
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

  private static List<Observable> observables(SpecValues values) {
    List<String> groups = List.of("default", "all");
    List<String> names = Arrays.stream(Observable.values()).map(Observable::id).toList();
    List<Observable> chosen = new ArrayList<>();
    for (String name :
        values.names("observables", Stream.concat(groups.stream(), names.stream()).toList())) {
      for (Observable observable : Observable.values()) {
        if (name.equals("all")
            || (name.equals("default") && observable.byDefault())
            || name.equals(observable.id())) {
          chosen.add(observable);
        }
      }
    }
    return chosen.stream().sorted().distinct().toList();
  }

  /** Refuses combinations that theory does not define or that would not fit. */
  private static void requireDefined(SweepSpec spec, SpecValues values) {
    boolean adam = spec.optimizer() == OptimizerKind.ADAM;
    if (spec.trainer().isPresent()) {
      TrainerKind trainer = spec.trainer().get();
      for (Activation activation : spec.activation()) {
        if (!trainer.covers(activation, spec.optimizer())) {
          throw values.error(
              "trainer",
              "%s only trains linear networks by sgd".formatted(trainer.id()),
              "activation = identity and optimizer = sgd beside it, or trainer = auto");
        }
      }
    }
    if (adam && !spec.gauge().equals(List.of(Gauge.STP))) {
      throw values.error(
          "optimizer",
          "Adam's steps do not scale with the gradient, so only one gauge has the theory's rates",
          "gauge = stp beside optimizer = adam");
    }
    if (spec.gauge().contains(Gauge.STANDARD)
        && !(spec.r().equals(List.of(0.0)) && spec.gamma().equals(List.of(1.0)))) {
      throw values.error(
          "gauge",
          "the standard parameterisation has no richness",
          "r = 0 and gamma = 1 beside it");
    }
    for (Observable observable : spec.observables()) {
      boolean kernel = observable == Observable.LINEARISATION_GAP;
      if (adam
          && (kernel
              || observable == Observable.NTK_CHANGE
              || observable == Observable.KERNEL_TARGET_ALIGNMENT
              || observable == Observable.SHARPNESS)) {
        throw values.error(
            "observables",
            "%s is defined for gradient descent".formatted(observable.id()),
            "optimizer = sgd beside it");
      }
      long rows = (long) spec.data().samples() * spec.data().outputs();
      if (kernel && rows > MAX_KERNEL_ROWS) {
        throw values.error(
            "observables",
            "linearisation_gap needs the kernel of %d samples x outputs".formatted(rows),
            "at most %d".formatted(MAX_KERNEL_ROWS));
      }
    }
  }

  /** Leaves out what does not belong to the data source, so that the text can be read again. */
  private static Config canonical(Config resolved, DataSpec data) {
    return data instanceof DataSpec.Teacher
        ? resolved
        : resolved.withoutPath("data.inputs").withoutPath("data.outputs");
  }

  private static void requireKnown(ConfigObject given, ConfigObject known, String prefix) {
    for (Map.Entry<String, ConfigValue> entry : given.entrySet()) {
      String key = prefix + entry.getKey();
      ConfigValue counterpart = known.get(entry.getKey());
      if (counterpart == null) {
        List<String> candidates = known.keySet().stream().map(name -> prefix + name).toList();
        throw SpecValues.error(
            entry.getValue(),
            key,
            "unknown key",
            "one of %s%s"
                .formatted(
                    String.join(", ", candidates.stream().sorted().toList()),
                    SpecValues.suggestion(key, candidates)));
      }
      if (counterpart instanceof ConfigObject section) {
        if (!(entry.getValue() instanceof ConfigObject inner)) {
          throw SpecValues.error(
              entry.getValue(),
              key,
              "a value stands where a section belongs",
              "a section with keys %s"
                  .formatted(String.join(", ", section.keySet().stream().sorted().toList())));
        }
        requireKnown(inner, section, key + ".");
      }
    }
  }

  private static DataSpec data(SpecValues values, Config user) {
    Source source = values.onlyChoice("data.source", Source.class);
    long seed = values.onlyLong("data.seed", 0, Long.MAX_VALUE);
    boolean all = values.isWord("data.samples", "all");
    if (source == Source.DIGITS) {
      for (String key : List.of("data.inputs", "data.outputs")) {
        if (user.hasPath(key)) {
          throw values.error(
              key,
              "digits have 64 inputs and 10 outputs",
              "no such key beside data.source = digits");
        }
      }
      int samples =
          all ? DataSpec.Digits.ALL : values.onlyInt("data.samples", 1, DataSpec.Digits.ALL);
      return new DataSpec.Digits(samples, seed);
    }
    if (all) {
      throw values.error(
          "data.source", "a teacher has no end of samples", "data.samples = a number, such as 32");
    }
    return new DataSpec.Teacher(
        values.onlyInt("data.inputs", 1, 65_536),
        values.onlyInt("data.samples", 1, 1_000_000),
        values.onlyInt("data.outputs", 1, 65_536),
        seed);
  }

  private static Optional<TrainerKind> trainer(SpecValues values) {
    TrainerChoice choice = values.onlyChoice("trainer", TrainerChoice.class);
    return choice == TrainerChoice.AUTO
        ? Optional.empty()
        : Optional.of(TrainerKind.valueOf(choice.name()));
  }

  private static OptionalDouble precision(SpecValues values) {
    return values.isWord("fit.precision", "off")
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            values.onlyReal("fit.precision", 0, MAX_REAL, true, "a number above 0, or off"));
  }

  private static List<Integer> batchSizes(SpecValues values, int samples) {
    return values.isWord("batchSize", "full")
        ? List.of(samples)
        : values.ints("batchSize", 1, samples);
  }

  private static List<Integer> measuredSteps(SpecValues values, int steps) {
    List<Integer> explicit = new ArrayList<>();
    if (!values.isEmptyList("measure.steps")) {
      explicit.addAll(values.ints("measure.steps", 0, steps));
    }
    return MeasurementSchedule.of(steps, values.onlyInt("measure.points", 0, 1000), explicit);
  }

  private static void requireFeasible(SweepSpec spec) {
    long count;
    try {
      count = spec.trialCount();
    } catch (ArithmeticException e) {
      count = Long.MAX_VALUE;
    }
    if (count > MAX_TRIALS) {
      throw new SpecException(
          "the grid has %,d trials; expected at most %,d: shorten an axis"
              .formatted(count, MAX_TRIALS));
    }
  }
}
