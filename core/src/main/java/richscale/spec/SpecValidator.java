package richscale.spec;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import richscale.architecture.Architecture;
import richscale.architecture.Architectures;
import richscale.architecture.Residual;
import richscale.architecture.UnbuildableException;
import richscale.theory.Gauge;
import richscale.theory.Need;
import richscale.theory.Observable;

/** Makes a spec of resolved values, or says which of them cannot be used. */
final class SpecValidator {
  private static final String SAMPLES = "data.samples";

  /** Keys of those architectures alone that leave their sizes open. */
  private static final List<String> SIZES = List.of("kernel", "stride");

  /** Keys of residual architectures alone. */
  private static final List<String> RESIDUAL =
      List.of("branchLayers", "depthExponent", "normalisation");

  private static final long MAX_TRIALS = 10_000_000;

  /** Largest tangent kernel that is held: 2048 x 2048 doubles are 34 MB. */
  private static final long MAX_KERNEL_ROWS = 2048;

  /** Largest kernel that is solved with: 10,000 x 10,000 doubles are 0.8 GB. */
  private static final long MAX_REGRESSION_ROWS = 10_000;

  private enum TrainerChoice {
    AUTO,
    DL4J,
    FUSED,
    FACTORED
  }

  private enum DevicesChoice {
    APART,
    POOLED
  }

  private enum LimitChoice {
    AUTO,
    OFF
  }

  private final Config user;
  private final SpecValues values;

  private SpecValidator(Config user, SpecValues values) {
    this.user = user;
    this.values = values;
  }

  /**
   * Checks all values.
   *
   * @param user what the user wrote
   * @param plain that over the defaults
   * @param inspector looks at records
   * @return the spec
   */
  static SweepSpec validate(Config user, Config plain, RecordFacts.Inspector inspector) {
    Config resolved =
        DeviceChoice.named(withDepth(user, GridReader.withParameterisation(plain, user)));
    List<GridSpec> grids = new ArrayList<>();
    for (ConfigObject element : GridReader.elements(resolved)) {
      Config own = element.toConfig();
      Config before = own.withFallback(user);
      Config all = GridReader.withParameterisation(own.withFallback(resolved), own);
      Config beside = scoped(own, before, "data.source");
      for (Config one : bySamples(withDepth(scoped(own, before, "architecture"), all))) {
        grids.add(new SpecValidator(before, new SpecValues(one)).grid(beside, inspector));
      }
    }
    SpecValues values = new SpecValues(resolved);
    if (grids.isEmpty()) {
      for (Config one : bySamples(resolved)) {
        grids.add(new SpecValidator(user, new SpecValues(one)).grid(user, inspector));
      }
    }
    SweepSpec spec =
        new SweepSpec(
            grids,
            new FitSettings(
                values.onlyReal("fit.confidence", 0.5, 0.999, false, "a number from 0.5 to 0.999"),
                values.onlyInt("fit.bootstrap", 100, 1_000_000),
                values.onlyReal("fit.tolerance", 0, SpecValues.MAX_REAL, true, "a number above 0"),
                axes(values),
                values.onlyChoice("fit.devices", DevicesChoice.class) == DevicesChoice.POOLED),
            off(values, "fit.precision"),
            off(values, "fit.refine"),
            values.onlyChoice("limit", LimitChoice.class) == LimitChoice.AUTO,
            canonical(resolved)
                .root()
                .render(
                    ConfigRenderOptions.defaults()
                        .setComments(false)
                        .setOriginComments(false)
                        .setJson(false)));
    if (spec.fit().pooled() && (spec.precision().isPresent() || spec.refine().isPresent())) {
      throw values.error(
          "fit.devices",
          "what is added to a spec is trained on one device",
          "fit.precision = off and fit.refine = off beside pooled");
    }
    requireFeasible(spec);
    return spec;
  }

  /**
   * Returns the keys that stand beside a choice: a grid that makes it for itself has no part in
   * those beside another.
   */
  private static Config scoped(Config own, Config all, String choice) {
    return own.hasPath(choice) ? own : all;
  }

  /** Returns the values with each of several numbers of samples, data being what grids share. */
  private static List<Config> bySamples(Config all) {
    ConfigValue value = all.getValue(SAMPLES);
    boolean several =
        value instanceof ConfigList list
            ? !list.isEmpty()
            : String.valueOf(value.unwrapped()).contains("..");
    if (!several) {
      return List.of(all);
    }
    return new SpecValues(all)
        .ints(SAMPLES, 1, Integer.MAX_VALUE).stream()
            .map(samples -> all.withValue(SAMPLES, ConfigValueFactory.fromAnyRef(samples)))
            .toList();
  }

  private GridSpec grid(Config besideData, RecordFacts.Inspector inspector) {
    LossKind loss = values.onlyChoice("loss", LossKind.class);
    DataSpec data = new DataReader(besideData, values, loss).read(inspector);
    GridSpec grid =
        new GridSpec(
            GridReader.grid(values, data.samples()),
            trainer(),
            Settings.read(values, architecture(), data));
    requireDefined(grid);
    DeviceChoice.require(grid, trainer(), values);
    requireBuildable(grid);
    return grid;
  }

  /** An architecture of its own depth says it instead of the default. */
  private static Config withDepth(Config user, Config resolved) {
    SpecValues values = new SpecValues(resolved);
    OptionalInt own = Architectures.named(architectureName(values)).depth();
    if (own.isEmpty()) {
      return resolved;
    }
    if (user.hasPath("depth")
        && !values.ints("depth", 2, GridReader.MOST_LAYERS).equals(List.of(own.getAsInt()))) {
      throw values.error(
          "depth",
          String.format(
              Locale.ROOT,
              "%s has %d layers with weights",
              architectureName(values),
              own.getAsInt()),
          "no such key beside it");
    }
    return resolved.withValue("depth", ConfigValueFactory.fromAnyRef(own.getAsInt()));
  }

  private static String architectureName(SpecValues values) {
    List<String> known = Architectures.all().stream().map(Architecture::name).toList();
    String name = values.text("architecture", "one name");
    if (!known.contains(name)) {
      throw values.error(
          "architecture",
          "'%s' is not known".formatted(name),
          "one of %s, or one in a jar given by --jars%s"
              .formatted(String.join(", ", known), SpecValues.suggestion(name, known)));
    }
    return name;
  }

  /** Whether kernel and stride are for the spec to say. */
  private static boolean leavesSizesOpen(String architecture) {
    return architecture.equals("conv") || !Architectures.builtIn(architecture);
  }

  private ArchitectureSpec architecture() {
    String name = architectureName(values);
    if (leavesSizesOpen(name)) {
      int kernel = values.onlyInt("kernel", 1, 31);
      if (kernel % 2 == 0) {
        throw values.error(
            "kernel",
            String.format(Locale.ROOT, "%d has no middle", kernel),
            "an odd number, such as 3");
      }
      requireNoKeys(name, RESIDUAL);
      return new ArchitectureSpec(name, kernel, values.onlyInt("stride", 1, 8), Residual.DEFAULT);
    }
    requireNoKeys(name, SIZES);
    return new ArchitectureSpec(name, 0, 0, residual(name));
  }

  private void requireNoKeys(String architecture, List<String> keys) {
    for (String key : keys) {
      if (user.hasPath(key)) {
        throw values.error(
            key, "%s has none to choose".formatted(architecture), "no such key beside it");
      }
    }
  }

  private Residual residual(String name) {
    if (!Architectures.residual(name)) {
      requireNoKeys(name, RESIDUAL);
      return Residual.DEFAULT;
    }
    Residual.Normalisation normalisation =
        values.onlyChoice("normalisation", Residual.Normalisation.class);
    if (normalisation != Residual.Normalisation.NONE && name.equals("resnet")) {
      throw values.error(
          "normalisation", "only dense branches are normalised", "architecture = resmlp beside it");
    }
    return new Residual(
        values.onlyInt("branchLayers", 1, 2),
        values.onlyReal("depthExponent", 0.5, 1, false, "a number from 1/2 to 1"),
        normalisation);
  }

  /** Refuses combinations that theory does not define or that would not fit. */
  private void requireDefined(GridSpec spec) {
    Settings settings = spec.settings();
    if (spec.trainer().isPresent()) {
      TrainerKind trainer = spec.trainer().get();
      for (Trial trial : spec.corners()) {
        if (trainer == TrainerKind.DL4J && !settings.schedule().constant()) {
          throw values.error(
              "trainer",
              "DL4J's fit is given constant rates",
              "trainer = fused, or trainer = auto");
        }
        if (!trainer.covers(trial) && trainer == TrainerKind.DL4J) {
          throw values.error(
              "trainer", "DL4J has no such update rule", "trainer = fused, or trainer = auto");
        }
        if (!trainer.covers(trial)) {
          throw values.error(
              "trainer",
              "%s only trains linear dense networks without biases by plain sgd"
                  .formatted(trainer.id()),
              "activation = identity and optimizer = sgd beside it, or trainer = auto");
        }
      }
    }
    if (spec.settings().learner().kernel()) {
      requireKernel(spec);
    }
    if (spec.settings().learner() == LearnerKind.LIMIT) {
      requireLimit(spec);
    }
    Grid axes = spec.axes();
    if (axes.gauge().contains(Gauge.STANDARD)
        && !(axes.r().equals(List.of(0.0)) && axes.gamma().equals(List.of(1.0)))) {
      throw values.error(
          "gauge",
          "the standard parameterisation has no richness",
          "r = 0 and gamma = 1 beside it");
    }
    for (Observable observable : spec.settings().observables()) {
      requireDefined(observable, spec);
    }
  }

  private void requireKernel(GridSpec spec) {
    String kernel = spec.settings().learner().id();
    if (spec.settings().data().validation() == 0) {
      throw values.error(
          "learner",
          "the ridge of a kernel is chosen on validation samples",
          "data.validation = a number, such as 200, beside it");
    }
    if (!(spec.axes().r().equals(List.of(0.0))
        && spec.axes().gamma().equals(List.of(1.0))
        && spec.axes().eta0().equals(List.of(1.0))
        && spec.axes().gauge().equals(List.of(Gauge.STP)))) {
      throw values.error(
          "learner",
          "%s is the same at every r, gamma, eta0 and gauge".formatted(kernel),
          "r = 0, gamma = 1, eta0 = 1 and gauge = stp in its grid");
    }
    if (spec.settings().centred()) {
      throw values.error(
          "output",
          "what %s predicts starts at 0 anyway".formatted(kernel),
          "output = plain in its grid");
    }
    if (spec.settings().loss() == LossKind.CROSS_ENTROPY) {
      throw values.error(
          "learner", kernel + " minimises a squared error", "another loss beside it");
    }
    if (spec.settings().learner() == LearnerKind.NTK
        && !(spec.settings().architecture().equals(ArchitectureSpec.DENSE)
            && spec.settings().bias() == BiasKind.NONE)) {
      throw values.error(
          "learner",
          "ntk is computed for dense networks without biases",
          "architecture = dense and bias = none beside it");
    }
    long rows = spec.settings().learner().rows(spec.settings().data());
    if (rows > MAX_REGRESSION_ROWS) {
      throw values.error(
          "learner",
          String.format(Locale.ROOT, "%s of %,d rows is too large to solve", kernel, rows),
          String.format(
              Locale.ROOT, "at most %,d: fewer data.samples or data.classes", MAX_REGRESSION_ROWS));
    }
  }

  private void requireLimit(GridSpec spec) {
    Grid axes = spec.axes();
    LimitScope.unmet(spec.settings(), axes.activation(), axes.batchSize(), axes.gauge())
        .ifPresent(
            unmet -> {
              throw values.error(
                  unmet.key(),
                  "learner = limit is known for %s".formatted(unmet.known()),
                  "%s = %s beside it".formatted(unmet.key(), unmet.wanted()));
            });
  }

  private void requireDefined(Observable observable, GridSpec spec) {
    boolean plain =
        spec.settings().rule().plain()
            && spec.settings().schedule().constant()
            && spec.settings().weightDecay() == 0;
    boolean reference =
        spec.settings().architecture().equals(ArchitectureSpec.DENSE)
            && spec.settings().bias() == BiasKind.NONE
            && spec.settings().loss() == LossKind.SQUARED_ERROR;
    if (observable.needs(Need.REFERENCE_MODEL) && !reference) {
      throw values.error(
          "observables",
          "%s is defined for dense networks without biases and the squared error"
              .formatted(observable.id()),
          "architecture = dense, bias = none and loss = squared-error beside it");
    }
    if (observable.needs(Need.DENSE_BRANCHES)
        && !(spec.settings().architecture().name().equals("resmlp")
            && spec.settings().bias() == BiasKind.NONE)) {
      throw values.error(
          "observables",
          "%s is defined for residual branches of dense layers without biases"
              .formatted(observable.id()),
          "architecture = resmlp and bias = none beside it");
    }
    if (observable.needs(Need.PLAIN_GRADIENT_DESCENT) && !plain) {
      throw values.error(
          "observables",
          "%s is defined for plain gradient descent".formatted(observable.id()),
          "optimizer = sgd, momentum = 0, weightDecay = 0 and a constant schedule beside it");
    }
    long rows = (long) spec.settings().data().samples() * spec.settings().data().outputs();
    if (observable.needs(Need.KERNEL_OF_ALL_SAMPLES) && rows > MAX_KERNEL_ROWS) {
      throw values.error(
          "observables",
          String.format(
              Locale.ROOT, "%s needs the kernel of %d samples x outputs", observable.id(), rows),
          String.format(Locale.ROOT, "at most %d", MAX_KERNEL_ROWS));
    }
  }

  /** Follows a sample through every network of the grid. */
  private void requireBuildable(GridSpec spec) {
    for (int width : spec.axes().width()) {
      for (int depth : spec.axes().depth()) {
        try {
          spec.settings()
              .architecture()
              .blueprint(
                  width, depth, spec.settings().data().shape(), spec.settings().data().outputs());
        } catch (UnbuildableException e) {
          throw values.error("architecture", e.problem(), e.expected());
        } catch (IllegalArgumentException e) {
          // An architecture of one's own says it in its own way.
          throw values.error(
              "architecture", String.valueOf(e.getMessage()), "another architecture");
        }
      }
    }
  }

  /**
   * Leaves out what does not belong to the data source or network, so that it can be read again.
   */
  private static Config canonical(Config resolved) {
    Config known = resolved;
    SpecValues values = new SpecValues(resolved);
    for (String key : DataReader.inapplicableKeys(values)) {
      known = known.withoutPath(key);
    }
    String name = architectureName(values);
    if (!leavesSizesOpen(name)) {
      known = without(known, SIZES);
    }
    return Architectures.residual(name) ? known : without(known, RESIDUAL);
  }

  private static Config without(Config config, List<String> keys) {
    Config left = config;
    for (String key : keys) {
      left = left.withoutPath(key);
    }
    return left;
  }

  private Optional<TrainerKind> trainer() {
    TrainerChoice choice = values.onlyChoice("trainer", TrainerChoice.class);
    return choice == TrainerChoice.AUTO
        ? Optional.empty()
        : Optional.of(TrainerKind.valueOf(choice.name()));
  }

  private static List<Axis> axes(SpecValues values) {
    Map<String, Axis> known =
        Arrays.stream(Axis.values())
            .collect(Collectors.toMap(Axis::key, axis -> axis, (a, b) -> a, LinkedHashMap::new));
    return values.names("fit.axis", List.copyOf(known.keySet())).stream().map(known::get).toList();
  }

  private static OptionalDouble off(SpecValues values, String key) {
    return values.isWord(key, "off")
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            values.onlyReal(key, 0, SpecValues.MAX_REAL, true, "a number above 0, or off"));
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
          "",
          String.format(Locale.ROOT, "the grid has %,d trials", count),
          String.format(Locale.ROOT, "at most %,d: shorten an axis", MAX_TRIALS));
    }
  }
}
