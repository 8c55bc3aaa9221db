package richscale.jobs.fit;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import richscale.fit.ExponentFit;
import richscale.fit.FitKey;
import richscale.fit.Interval;
import richscale.fit.Verdict;
import richscale.jobs.store.MadeOf;
import richscale.jobs.store.TablePart;
import richscale.jobs.store.TableSchema;
import richscale.jobs.store.TableSchema.Kind;
import richscale.jobs.store.Tables;
import richscale.spec.Configuration;
import richscale.spec.FitSettings;
import richscale.spec.TrialField;
import richscale.theory.Observable;

/** Measurements in, exponents out: one fit for every configuration, step, layer and observable. */
public final class FitTable {
  private static final TableSchema SCHEMA =
      TableSchema.of(TrialField.configuration())
          .with(Kind.INT, "step", "layer")
          .with(Kind.TEXT, "observable")
          .with(Kind.REAL, "exponent", "ci_low", "ci_high", "r_squared")
          .with(Kind.REAL, "local_exponent", "local_ci_low", "local_ci_high")
          .with(Kind.INT, "widths", "seeds")
          .with(Kind.REAL, "predicted")
          .with(Kind.TEXT, "verdict", "reason");

  private static final List<String> ORDER =
      Stream.concat(Tables.CONFIGURATION.stream(), Stream.of("step", "layer", "observable"))
          .toList();

  private FitTable() {}

  /**
   * What is fitted.
   *
   * @param configuration what was trained
   * @param step updates done before the measurement
   * @param layer from 1 to L; 0 for the whole network
   * @param observable its name
   */
  private record Cell(Configuration configuration, int step, int layer, String observable)
      implements Serializable {
    FitKey key() {
      return new FitKey(
          configuration,
          step,
          layer == 0 ? OptionalInt.empty() : OptionalInt.of(layer),
          Observable.of(observable));
    }
  }

  /**
   * Fits all exponents of an output directory and publishes the tables {@code fits} and {@code
   * rates}.
   *
   * @param tables holds {@code trials} and {@code measurements}
   * @param settings how to fit
   * @throws IOException if the table could not be put in its place
   */
  public static void run(Tables tables, FitSettings settings) throws IOException {
    JavaRDD<Object[]> fits =
        tables
            .group(FitTable::observations, Observations::addAll)
            .map(cell -> fit(cell._1(), cell._2(), settings));
    MadeOf madeOf = tables.madeOf(settings);
    tables.publish("fits", SCHEMA, fits, ORDER, madeOf);
    RateTable.run(tables, settings, madeOf);
  }

  private static Map<Cell, Observations> observations(TablePart part) throws IOException {
    Map<Cell, Observations> cells = new HashMap<>();
    part.measurements(
        part.trials(trial -> true),
        Set.of(),
        (trial, step, layer, observable, value) ->
            cells
                .computeIfAbsent(
                    new Cell(trial.configuration(), step, layer, observable),
                    cell -> new Observations())
                .add(trial.width(), trial.seed(), value));
    return cells;
  }

  private static Object[] fit(Cell cell, Observations observations, FitSettings settings) {
    ExponentFit fit = cell.key().fit(observations.sorted(), settings);
    List<Object> values = new ArrayList<>(cell.configuration().values());
    values.add(cell.step());
    values.add(cell.layer() == 0 ? null : cell.layer());
    values.add(cell.observable());
    values.add(orNull(fit.exponent()));
    values.add(fit.interval().map(Interval::low).orElse(null));
    values.add(fit.interval().map(Interval::high).orElse(null));
    values.add(orNull(fit.rSquared()));
    values.add(orNull(fit.localExponent()));
    values.add(fit.localInterval().map(Interval::low).orElse(null));
    values.add(fit.localInterval().map(Interval::high).orElse(null));
    values.add(fit.widths());
    values.add(fit.seeds());
    values.add(orNull(fit.predicted()));
    values.add(fit.verdict().map(Verdict::id).orElse(null));
    values.add(fit.reason().orElse(null));
    return values.toArray();
  }

  /** An absent value is null in a row. */
  static Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
