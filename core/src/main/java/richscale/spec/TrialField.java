package richscale.spec;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import richscale.optimizer.Adam;
import richscale.optimizer.Muon;
import richscale.optimizer.RateSchedule;

/**
 * Every field of a trial: all that identity, tables, plans and fits know of it. Whatever they do
 * with fields is a loop over these constants.
 *
 * <p>A constant is named like its column in capitals. A field that is added later stands at the end
 * and has a default; trials that have it keep the name they had before, and directories written
 * before are read as if they had it.
 */
public enum TrialField {
  /** n, units of every hidden layer. */
  WIDTH(Type.INT, Trial::width),
  /** Richness. */
  R(Type.REAL, trial -> trial.activity().r()),
  /** Fixes the initial weights and the order of batches. */
  SEED(Type.LONG, Trial::seed),
  /** Prefactor of the activity. */
  GAMMA(Type.REAL, trial -> trial.activity().gamma()),
  /** Width-independent base learning rate. */
  ETA0(Type.REAL, Trial::eta0),
  /** L, number of weight layers. */
  DEPTH(Type.INT, Trial::depth),
  /** Samples a step. */
  BATCH_SIZE(Type.INT, Trial::batchSize),
  /** How the scaling is written. */
  GAUGE(Type.CONSTANT, trial -> column(trial.gauge())),
  /** Nonlinearity of the hidden layers. */
  ACTIVATION(Type.CONSTANT, trial -> column(trial.activation())),
  /** What learns. */
  LEARNER(Type.CONSTANT, trial -> column(trial.settings().learner()), LearnerKind.NETWORK),
  /** Kind of network, with the sizes that it leaves open. */
  ARCHITECTURE(Type.NAME, trial -> trial.settings().architecture().canonical()),
  /** Whether layers have biases. */
  BIAS(Type.CONSTANT, trial -> column(trial.settings().bias()), BiasKind.NONE),
  /** What is minimised. */
  LOSS(Type.CONSTANT, trial -> column(trial.settings().loss()), LossKind.SQUARED_ERROR),
  /** Update rule. */
  OPTIMIZER(Type.CONSTANT, trial -> column(trial.settings().optimizer())),
  /** Factor of the velocity. */
  MOMENTUM(Type.REAL, trial -> trial.settings().momentum(), 0.0),
  /** What the decay of a weight is proportional to. */
  DECAY(Type.CONSTANT, trial -> column(trial.settings().decay()), DecayKind.CONSTANT),
  /** Rate of decay. */
  WEIGHT_DECAY(Type.REAL, trial -> trial.settings().weightDecay(), 0.0),
  /** What does the arithmetic, which changes the order of floating-point sums. */
  TRAINER(Type.CONSTANT, trial -> column(trial.trainer())),
  /** Samples, named exactly. */
  DATA(Type.TEXT, trial -> trial.settings().data().canonical()),
  /** Updates. */
  STEPS(Type.INT, trial -> trial.settings().steps()),
  /** Number of samples that are measured. */
  PROBE(Type.INT, trial -> trial.settings().probe()),
  /** Steps that are measured. */
  MEASURED_STEPS(Type.TEXT, trial -> trial.settings().measuredStepsText()),
  /** What is measured. */
  OBSERVABLES(Type.TEXT, trial -> trial.settings().observablesText()),
  /** Precision of parameters and passes. */
  DATA_TYPE(Type.CONSTANT, trial -> column(trial.settings().dataType())),
  /** OpenMP and BLAS threads, which change the order of floating-point sums. */
  THREADS(Type.INT, Trial::threads),
  /** What of the output is trained and measured. */
  OUTPUT(Type.CONSTANT, trial -> column(trial.settings().output()), OutputKind.PLAIN),
  /** What does the arithmetic: another device differs by rounding. */
  DEVICE(Type.TEXT, trial -> trial.settings().device(), Settings.CPU),
  /** Part of the mean of gradients that Adam keeps. */
  BETA1(Type.REAL, trial -> adam(trial).beta1(), new Adam().beta1()),
  /** Part of the mean of their squares that Adam keeps. */
  BETA2(Type.REAL, trial -> adam(trial).beta2(), new Adam().beta2()),
  /** What Adam adds to the root of that mean. */
  EPSILON(Type.REAL, trial -> adam(trial).epsilon(), new Adam().epsilon()),
  /** Whether epsilon follows the size of gradients. */
  EPSILON_SCALING(Type.CONSTANT, trial -> adam(trial).scaled() ? "theory" : "none", "none"),
  /** What rates are multiplied by, update for update. */
  SCHEDULE(
      Type.TEXT,
      trial -> trial.settings().schedule().canonical(),
      RateSchedule.CONSTANT.canonical()),
  /** Muon's constants. */
  MUON(
      Type.TEXT,
      trial -> trial.settings().rule() instanceof Muon muon ? muon.canonical() : "none",
      "none"),
  /** Exponent of the rates of residual branches in their number. */
  DEPTH_RATE_EXPONENT(Type.REAL, Trial::depthRateExponent, 0.0);

  /** What a column holds, and how its values stand in a trial's identity. */
  public enum Type {
    /** A whole number of 32 bits. */
    INT,
    /** A whole number of 64 bits. */
    LONG,
    /** A number in double precision; its bits enter the identity, since texts differ by version. */
    REAL,
    /**
     * A constant of an enumeration, in lower case with underscores; in capitals in the identity.
     */
    CONSTANT,
    /** A name from an open set; in capitals in the identity. */
    NAME,
    /** A text. */
    TEXT;

    private String identity(Object value) {
      return switch (this) {
        case INT, LONG, TEXT -> value.toString();
        case REAL -> Double.toHexString((Double) value);
        case CONSTANT, NAME -> value.toString().toUpperCase(Locale.ROOT);
      };
    }
  }

  private static final List<TrialField> AXES =
      List.of(WIDTH, R, SEED, GAMMA, ETA0, DEPTH, BATCH_SIZE, GAUGE, ACTIVATION);

  /** Without what a fit runs over: widths, and seeds at each. */
  private static final List<TrialField> CONFIGURATION =
      Arrays.stream(values()).filter(field -> field != WIDTH && field != SEED).toList();

  private final Type type;

  @SuppressWarnings("ImmutableEnumChecker") // functions without state
  private final Function<Trial, Object> reader;

  @SuppressWarnings("ImmutableEnumChecker") // a text or a number
  private final Optional<Object> byDefault;

  TrialField(Type type, Function<Trial, Object> reader) {
    this.type = type;
    this.reader = reader;
    byDefault = Optional.empty();
  }

  TrialField(Type type, Function<Trial, Object> reader, Object byDefault) {
    this.type = type;
    this.reader = reader;
    this.byDefault =
        Optional.of(byDefault instanceof Enum<?> constant ? column(constant) : byDefault);
  }

  /** {@return the fields that a spec can give several values in one grid: the axes} */
  public static List<TrialField> axes() {
    return AXES;
  }

  /**
   * {@return the fields that tell one training from another, width and seed aside: what a fit has
   * one value of}
   */
  public static List<TrialField> configuration() {
    return CONFIGURATION;
  }

  /** Returns Adam's constants, the defaults where the rule is another. */
  private static Adam adam(Trial trial) {
    return trial.settings().adam().orElseGet(Adam::new);
  }

  /** Returns how a constant is written in columns. */
  private static String column(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** {@return the name of the column, such as {@code batch_size}} */
  public String column() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** {@return the name in a spec and in the identity, such as {@code batchSize}} */
  public String key() {
    StringBuilder key = new StringBuilder();
    for (String word : column().split("_", -1)) {
      key.append(
          key.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
    }
    return key.toString();
  }

  /** {@return what the column holds} */
  public Type type() {
    return type;
  }

  /**
   * {@return what a trial has that was written before the field was known; absent if all have it}
   */
  public Optional<Object> byDefault() {
    return byDefault;
  }

  /**
   * Reads the field.
   *
   * @param trial the trial
   * @return its value as the column has it: Integer, Long, Double or String
   */
  public Object of(Trial trial) {
    return reader.apply(trial);
  }

  /**
   * Returns the field's part of a trial's identity.
   *
   * @param trial the trial
   * @return its text; absent at the default, so that older trials keep their names
   */
  Optional<String> identity(Trial trial) {
    Object value = of(trial);
    return byDefault.equals(Optional.of(value))
        ? Optional.empty()
        : Optional.of(type.identity(value));
  }

  /** Returns a value as resamples of fits name it: as it was spelt when the field came in. */
  Object inResamples(Object value) {
    return this == LEARNER ? ((String) value).replace('_', '-') : value;
  }

  /** {@return whether checksums and resamples knew the field from the start, whatever its value} */
  public boolean original() {
    return compareTo(THREADS) <= 0;
  }
}
