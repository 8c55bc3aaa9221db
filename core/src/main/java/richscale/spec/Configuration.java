package richscale.spec;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import richscale.architecture.Architectures;
import richscale.architecture.Residual;
import richscale.theory.Gauge;
import richscale.theory.PredictionContext;

/**
 * What tells one training from another, seeds and the position on an axis aside: whatever is fitted
 * along the axis has one configuration. By default the axis is the width, and the columns are those
 * of {@link TrialField#configuration}.
 *
 * @param columns names of what the values are of
 * @param values as columns have them: Integer, Long, Double or String
 */
public record Configuration(List<String> columns, List<Object> values) implements Serializable {
  private static final List<String> BESIDE_WIDTH =
      TrialField.configuration().stream().map(TrialField::column).toList();

  /** What stands in the place of a device where fits pool them. */
  public static final String POOLED = "pooled";

  private static final Set<TrialField> NOT_OF_LIMITS =
      EnumSet.of(
          TrialField.LEARNER,
          TrialField.TRAINER,
          TrialField.THREADS,
          TrialField.DEVICE,
          TrialField.DATA_TYPE,
          TrialField.OBSERVABLES,
          TrialField.MEASURED_STEPS);

  public Configuration {
    columns = columns.equals(BESIDE_WIDTH) ? BESIDE_WIDTH : List.copyOf(columns);
    values = List.copyOf(values);
    if (columns.size() != values.size()) {
      throw new IllegalArgumentException(values.size() + " values of " + columns.size());
    }
  }

  /**
   * Creates a configuration beside the width.
   *
   * @param values of {@link TrialField#configuration}
   */
  public Configuration(List<Object> values) {
    this(BESIDE_WIDTH, values);
  }

  /** {@return a hash of the values: most configurations have the same columns} */
  @Override
  public int hashCode() {
    return values.hashCode();
  }

  /**
   * Returns the configuration of a trial.
   *
   * @param trial the trial
   * @return equal for trials that differ in width and seed only
   */
  public static Configuration of(Trial trial) {
    return ofColumns(field -> field.of(trial));
  }

  /**
   * Returns the configuration of a row.
   *
   * @param column gives the value of each column
   * @return that of the trials behind the row
   */
  public static Configuration ofColumns(Function<TrialField, Object> column) {
    return new Configuration(TrialField.configuration().stream().map(column).toList());
  }

  /**
   * Returns the value of a field.
   *
   * @param field one that is among the columns
   * @return Integer, Long, Double or String
   */
  public Object get(TrialField field) {
    return find(field.column())
        .orElseThrow(() -> new IllegalArgumentException("no " + field.column()));
  }

  /**
   * Returns the value of a column.
   *
   * @param column its name
   * @return Integer, Long, Double or String; absent if there is no such column
   */
  public Optional<Object> find(String column) {
    int at = columns.indexOf(column);
    return at < 0 ? Optional.empty() : Optional.of(values.get(at));
  }

  /**
   * Returns this configuration, which is one beside the width, beside another axis.
   *
   * @param axis what is fitted along
   * @param width n
   * @return the same with the width and without what is the axis; absent if it has no place on the
   *     axis, as data whose number of samples is not in its name
   */
  public Optional<Configuration> beside(Axis axis, int width) {
    return switch (axis) {
      case WIDTH -> Optional.of(this);
      case STEPS -> Optional.of(with("width", width));
      case SAMPLES ->
          Axis.withoutSamples((String) get(TrialField.DATA))
              .map(data -> without("data").with("data", data).with("width", width));
      default -> Optional.of(without(axis.field().orElseThrow().column()).with("width", width));
    };
  }

  /**
   * Returns where a trial of this configuration, which is one beside the width, stands on an axis.
   *
   * @param axis one that it has a place on
   * @param width n
   * @param step updates done before the measurement
   * @return its position
   */
  public double position(Axis axis, int width, int step) {
    return switch (axis) {
      case WIDTH -> width;
      case STEPS -> step;
      case SAMPLES -> Axis.samples((String) get(TrialField.DATA));
      case DEPTH -> {
        double depth = ((Number) get(TrialField.DEPTH)).doubleValue();
        yield residual().map(residual -> (double) residual.branches((int) depth)).orElse(depth);
      }
      default -> ((Number) get(axis.field().orElseThrow())).doubleValue();
    };
  }

  /** Returns how residual branches are put together; absent where there are none. */
  private Optional<Residual> residual() {
    return find(TrialField.ARCHITECTURE.column())
        .flatMap(architecture -> ArchitectureSpec.residualIn(architecture.toString()));
  }

  /**
   * Returns the depth exponent a of residual branches whose rates carry theory's powers of their
   * number, so that theory says how quantities go with it.
   *
   * @return a; absent where rates are others or weights decay, and where branches that end in a
   *     nonlinearity of positive mean add up like equal ones, but are multiplied by more than 1/N
   */
  public OptionalDouble depthExponent() {
    Optional<Residual> residual = residual();
    Optional<OptimizerKind> rule = constant(TrialField.OPTIMIZER, OptimizerKind.class);
    Optional<Activation> activation = constant(TrialField.ACTIVATION, Activation.class);
    if (residual.isEmpty() || rule.isEmpty() || activation.isEmpty()) {
      return OptionalDouble.empty();
    }
    double a = residual.get().depthExponent();
    boolean theory =
        says(TrialField.DEPTH_RATE_EXPONENT, rule.get().depthRateExponent(a))
            && !says(TrialField.GAUGE, "standard")
            && says(TrialField.WEIGHT_DECAY, 0.0);
    boolean endsLinearly =
        residual.get().branchLayers() == 2
            && !find(TrialField.ARCHITECTURE.column()).orElse("").toString().startsWith("resnet");
    return theory && (a == 1 || endsLinearly || activation.get().odd())
        ? OptionalDouble.of(a)
        : OptionalDouble.empty();
  }

  /** {@return whether the nonlinearity has a kink} */
  public boolean kinked() {
    return says(TrialField.ACTIVATION, "relu");
  }

  private boolean says(TrialField field, Object value) {
    return find(field.column()).equals(Optional.of(value));
  }

  private <E extends Enum<E>> Optional<E> constant(TrialField field, Class<E> type) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> says(field, constant.name().toLowerCase(Locale.ROOT)))
        .findFirst();
  }

  /**
   * Returns this configuration without a column.
   *
   * @param column its name
   * @return all others
   */
  public Configuration without(String column) {
    int at = columns.indexOf(column);
    if (at < 0) {
      return this;
    }
    List<String> names = new ArrayList<>(columns);
    List<Object> left = new ArrayList<>(values);
    names.remove(at);
    left.remove(at);
    return new Configuration(names, left);
  }

  /**
   * Returns this configuration with another column.
   *
   * @param column its name
   * @param value Integer, Long, Double or String
   * @return all of it
   */
  public Configuration with(String column, Object value) {
    List<String> names = new ArrayList<>(columns);
    List<Object> all = new ArrayList<>(values);
    names.add(column);
    all.add(value);
    return new Configuration(names, all);
  }

  /**
   * Returns this configuration on whatever device, where fits pool them.
   *
   * @return all else as it is
   */
  public Configuration onAnyDevice() {
    int at = columns.indexOf(TrialField.DEVICE.column());
    List<Object> shared = new ArrayList<>(values);
    shared.set(at, POOLED);
    return new Configuration(columns, shared);
  }

  /**
   * Returns what predicted exponents depend on.
   *
   * @param step updates done before the measurement
   * @return the setting
   */
  public PredictionContext setting(int step) {
    return new PredictionContext(
        Gauge.valueOf(((String) get(TrialField.GAUGE)).toUpperCase(Locale.ROOT)),
        (double) get(TrialField.R),
        (int) get(TrialField.DEPTH),
        step,
        (double) get(TrialField.WEIGHT_DECAY) > 0,
        !Architectures.builtIn(ArchitectureSpec.nameIn((String) get(TrialField.ARCHITECTURE))),
        kinked());
  }

  /**
   * Returns the power of 1/n in the first correction to exponents: corrections come in powers of
   * g^2 = gamma^2 n^(2r - 1) and of 1/n.
   *
   * @return q; absent outside the theory
   */
  public OptionalDouble correction() {
    double r = (double) get(TrialField.R);
    if (says(TrialField.GAUGE, "standard") || r < 0 || r > 0.5) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(r == 0.5 ? 1 : Math.min(1, 1 - 2 * r));
  }

  /**
   * Returns the feature strength alpha / sqrt(n) of a configuration beside gamma.
   *
   * @param gamma prefactor of the activity
   * @return gamma n^(r - 1/2)
   */
  public double featureStrength(double gamma) {
    int width = (int) find("width").orElseThrow();
    return gamma * Math.pow(width, (double) get(TrialField.R) - 0.5);
  }

  /** {@return whether it is of the limit, not of a network} */
  public boolean ofLimit() {
    return says(TrialField.LEARNER, "limit");
  }

  /**
   * {@return what a limit shares with the networks it is the limit of: all but what learns, what
   * does the arithmetic in which precision, and what else is measured}
   */
  public Configuration besideLimit() {
    List<Object> shared = new ArrayList<>(values);
    for (TrialField field : NOT_OF_LIMITS) {
      int at = columns.indexOf(field.column());
      if (at >= 0) {
        shared.set(at, "");
      }
    }
    return new Configuration(columns, shared);
  }

  /**
   * Returns the seed of what is resampled for a fit: the same in every run, whatever is fitted
   * beside it. A field that was added later counts where it differs from its default only, so that
   * older intervals stay.
   *
   * @param measured what is fitted: step, layer and observable
   * @return a hash of all of it
   */
  public long resamplingSeed(List<?> measured) {
    List<Object> parts = new ArrayList<>();
    List<Object> later = new ArrayList<>();
    for (TrialField field : TrialField.configuration()) {
      Optional<Object> value = find(field.column());
      if (field.original()) {
        value.ifPresent(known -> parts.add(field.inResamples(known)));
      } else if (!value.equals(field.byDefault())) {
        value.ifPresent(known -> later.add(field.column() + "=" + known));
      }
    }
    find("width").ifPresent(width -> later.add("width=" + width));
    parts.addAll(measured);
    parts.addAll(later);
    return parts.toString().hashCode();
  }
}
