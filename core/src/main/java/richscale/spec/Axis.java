package richscale.spec;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What exponents and optima can be laws of: a fit is a slope along it within everything else. */
public enum Axis {
  /** n. */
  WIDTH(Optional.of(TrialField.WIDTH), true),
  /** L; in residual networks N, the number of their branches. */
  DEPTH(Optional.of(TrialField.DEPTH), true),
  /** Prefactor of the activity. */
  GAMMA(Optional.of(TrialField.GAMMA), false),
  /** Base learning rate. */
  ETA0(Optional.of(TrialField.ETA0), false),
  /** Samples a step. */
  BATCH_SIZE(Optional.of(TrialField.BATCH_SIZE), false),
  /** Updates done before the measurement. */
  STEPS(Optional.empty(), false),
  /** Training samples. */
  SAMPLES(Optional.empty(), false);

  private static final Pattern SAMPLES_OF_DATA = Pattern.compile("\\bsamples=(\\d+)");

  @SuppressWarnings("ImmutableEnumChecker") // a constant
  private final Optional<TrialField> field;

  private final boolean independent;

  Axis(Optional<TrialField> field, boolean independent) {
    this.field = field;
    this.independent = independent;
  }

  /** {@return the name in tables, such as {@code batch_size}} */
  public String column() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * {@return whether the same seed draws other weights at another position; else seeds are followed
   * along the axis}
   */
  public boolean independent() {
    return independent;
  }

  /**
   * Returns how its positions are counted.
   *
   * @param positions how many
   * @return such as "widths", or "width" for one
   */
  public String counted(int positions) {
    if (this == STEPS) {
      return positions == 1 ? "step" : "steps";
    }
    if (this == SAMPLES) {
      return positions == 1 ? "number of samples" : "numbers of samples";
    }
    String name = column().replace('_', ' ');
    return positions == 1 ? name : name + "s";
  }

  /** {@return the name in a spec, such as {@code batchSize}} */
  public String key() {
    return field.map(TrialField::key).orElse(column());
  }

  /**
   * Returns how a layer is named in fits along this axis.
   *
   * @param layer from 1 to L
   * @param depth L
   * @return the layer; where depths differ, 1 for the read-in and -1, -2 and -3 for the last three,
   *     counted from the read-out; absent for others, which mean another place at every depth
   */
  public OptionalInt layer(int layer, int depth) {
    if (this != DEPTH || layer == 1) {
      return OptionalInt.of(layer);
    }
    int fromEnd = layer - depth - 1;
    return fromEnd >= -3 ? OptionalInt.of(fromEnd) : OptionalInt.empty();
  }

  /** Returns the field whose values are the positions, if it is one. */
  Optional<TrialField> field() {
    return field;
  }

  /**
   * Takes the number of samples out of the name of a data set.
   *
   * @param data its canonical name
   * @return the name with a star in its place; absent if it has none
   */
  static Optional<String> withoutSamples(String data) {
    Matcher samples = SAMPLES_OF_DATA.matcher(data);
    return samples.find() ? Optional.of(samples.replaceFirst("samples=*")) : Optional.empty();
  }

  /** Returns the number of samples in the name of a data set that has it. */
  static double samples(String data) {
    Matcher samples = SAMPLES_OF_DATA.matcher(data);
    if (!samples.find()) {
      throw new IllegalArgumentException("no samples in " + data);
    }
    return Double.parseDouble(samples.group(1));
  }
}
