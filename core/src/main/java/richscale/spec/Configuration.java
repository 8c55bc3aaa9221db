package richscale.spec;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import richscale.architecture.Architectures;
import richscale.theory.Gauge;
import richscale.theory.PredictionContext;

/**
 * What tells one training from another, width and seed aside: whatever is fitted over widths has
 * one configuration.
 *
 * @param values of {@link TrialField#configuration}, as columns have them
 */
public record Configuration(List<Object> values) implements Serializable {
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
    values = List.copyOf(values);
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
   * @param field neither width nor seed
   * @return Integer, Long, Double or String
   */
  public Object get(TrialField field) {
    return values.get(TrialField.configuration().indexOf(field));
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
        !Architectures.builtIn(ArchitectureSpec.nameIn((String) get(TrialField.ARCHITECTURE))));
  }

  /**
   * Returns the power of 1/n in the first correction to exponents: corrections come in powers of
   * g^2 = gamma^2 n^(2r - 1) and of 1/n.
   *
   * @return q; absent outside the theory
   */
  public OptionalDouble correction() {
    double r = (double) get(TrialField.R);
    boolean standard = get(TrialField.GAUGE).equals("standard");
    if (standard || r < 0 || r > 0.5) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(r == 0.5 ? 1 : Math.min(1, 1 - 2 * r));
  }

  /** {@return whether it is of the limit, not of a network} */
  public boolean ofLimit() {
    return get(TrialField.LEARNER).equals("limit");
  }

  /**
   * {@return what a limit shares with the networks it is the limit of: all but what learns, what
   * does the arithmetic in which precision, and what else is measured}
   */
  public Configuration besideLimit() {
    return new Configuration(
        TrialField.configuration().stream()
            .map(field -> NOT_OF_LIMITS.contains(field) ? "" : get(field))
            .toList());
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
      Object value = get(field);
      if (field.original()) {
        parts.add(field.inResamples(value));
      } else if (!value.equals(field.byDefault().orElseThrow())) {
        later.add(field.column() + "=" + value);
      }
    }
    parts.addAll(measured);
    parts.addAll(later);
    return parts.toString().hashCode();
  }
}
