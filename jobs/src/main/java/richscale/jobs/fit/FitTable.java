package richscale.jobs.fit;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import richscale.fit.AsymptoticExponent;
import richscale.fit.ExponentFit;
import richscale.fit.FitKey;
import richscale.fit.Interval;
import richscale.fit.LimitComparison;
import richscale.fit.LostSeeds;
import richscale.fit.Observation;
import richscale.fit.Ruler;
import richscale.fit.SpreadLaw;
import richscale.fit.Verdict;
import richscale.jobs.store.AnalysedTrial;
import richscale.jobs.store.MadeOf;
import richscale.jobs.store.TablePart;
import richscale.jobs.store.TableSchema;
import richscale.jobs.store.TableSchema.Kind;
import richscale.jobs.store.Tables;
import richscale.spec.Axis;
import richscale.spec.Configuration;
import richscale.spec.FitSettings;
import richscale.spec.TrialField;
import richscale.theory.Observable;

/** Measurements in, exponents out: one fit for every configuration, step, layer and observable. */
public final class FitTable {
  private static final TableSchema SCHEMA =
      ofFits(
          TableSchema.of(TrialField.configuration())
              .with(Kind.INT, "step", "layer")
              .with(Kind.TEXT, "observable"));

  private static final TableSchema DEVIATIONS =
      TableSchema.of(TrialField.configuration())
          .with(Kind.INT, "step", "layer")
          .with(Kind.TEXT, "observable")
          .with(Kind.INT, "width", "seeds")
          .with(Kind.REAL, "measured", "limit", "deviation", "ci_low", "ci_high", "spread")
          .with(Kind.REAL, "at_infinity", "at_infinity_ci_low", "at_infinity_ci_high", "power")
          .with(Kind.TEXT, "verdict")
          .with(Kind.INT, "lost");

  private static final List<String> ABOUT =
      Stream.concat(Tables.CONFIGURATION.stream(), Stream.of("step", "layer", "observable"))
          .toList();

  private static final List<String> ORDER =
      Stream.concat(ABOUT.stream(), Stream.of("axis", "width")).toList();

  private static final List<String> ORDER_OF_DEVIATIONS =
      Stream.concat(ABOUT.stream(), Stream.of("width")).toList();

  private FitTable() {}

  /**
   * Returns the columns of {@code fits}.
   *
   * @param about those that say what a fit is about
   * @return them and those of a fit
   */
  public static TableSchema ofFits(TableSchema about) {
    return about
        .with(Kind.REAL, "exponent", "ci_low", "ci_high", "r_squared")
        .with(Kind.REAL, "local_exponent", "local_ci_low", "local_ci_high")
        .with(Kind.INT, "widths", "seeds")
        .with(Kind.REAL, "predicted", "limit_exponent")
        .with(Kind.REAL, "asymptotic_exponent", "asymptotic_ci_low", "asymptotic_ci_high")
        .with(Kind.REAL, "spread_exponent", "spread_ci_low", "spread_ci_high")
        .with(Kind.TEXT, "ruler", "verdict", "reason", "axis")
        .with(Kind.INT, "width", "positions", "lost")
        .with(Kind.TEXT, "lost_at");
  }

  /**
   * What is fitted.
   *
   * @param axis what it is fitted along
   * @param configuration what was trained, as far as a limit shares it
   * @param step updates done before the measurement; 0 where the axis is the steps
   * @param layer from 1 to L, or as the axis counts; 0 for the whole network
   * @param observable its name
   */
  private record Cell(
      Axis axis, Configuration configuration, int step, int layer, String observable)
      implements Serializable {
    FitKey key(Configuration of) {
      return new FitKey(
          of,
          axis,
          step,
          layer == 0 ? OptionalInt.empty() : OptionalInt.of(layer),
          Observable.of(observable));
    }

    /** Returns the columns that say what a row is about. */
    List<Object> values(Configuration of) {
      List<Object> values = new ArrayList<>();
      Tables.CONFIGURATION.forEach(column -> values.add(of.find(column).orElse(null)));
      values.add(axis == Axis.STEPS ? null : step);
      values.add(layer == 0 ? null : layer);
      values.add(observable);
      return values;
    }
  }

  /**
   * Fits all exponents of an output directory and publishes the tables {@code fits}, {@code
   * deviations}, {@code rates}, {@code optima} and {@code transfer}.
   *
   * @param published holds {@code trials} and {@code measurements}
   * @param settings how to fit
   * @throws IOException if the table could not be put in its place
   */
  public static void run(Tables published, FitSettings settings) throws IOException {
    Tables tables = settings.pooled() ? published.ofAllDevices() : published;
    List<Axis> axes = settings.axes();
    JavaPairRDD<Cell, Sides> cells = tables.group(part -> sides(part, axes), Sides::addAll);
    MadeOf madeOf = tables.madeOf(settings);
    EndedTrials ended = EndedTrials.of(tables);
    JavaRDD<Object[]> fits =
        cells.flatMap(cell -> fits(cell._1(), cell._2(), ended, settings).iterator());
    tables.publish("fits", SCHEMA, fits, ORDER, madeOf);
    JavaRDD<Object[]> deviations =
        cells
            .filter(cell -> cell._1().axis() == Axis.WIDTH)
            .flatMap(cell -> deviations(cell._1(), cell._2(), ended, settings).iterator());
    tables.publish("deviations", DEVIATIONS, deviations, ORDER_OF_DEVIATIONS, madeOf);
    RateTable.run(tables, settings, madeOf);
    OptimaTables.run(tables, settings, madeOf);
  }

  /** Where the measurements of a trial stand along an axis. */
  private record Place(Configuration cell, Configuration own, int depth) {}

  private static Map<Cell, Sides> sides(TablePart part, List<Axis> axes) throws IOException {
    Map<Cell, Sides> cells = new HashMap<>();
    List<IdentityHashMap<AnalysedTrial, Optional<Place>>> places =
        axes.stream().map(axis -> new IdentityHashMap<AnalysedTrial, Optional<Place>>()).toList();
    Map<Configuration, Configuration> shared = new HashMap<>();
    part.measurements(
        part.trials(trial -> true),
        Set.of(),
        (trial, step, layer, observable, value) -> {
          for (int i = 0; i < axes.size(); i++) {
            Axis axis = axes.get(i);
            Optional<Place> place =
                places.get(i).computeIfAbsent(trial, one -> place(one, axis, shared));
            if (place.isEmpty() || (axis == Axis.STEPS && step == 0)) {
              continue;
            }
            OptionalInt named =
                layer == 0 ? OptionalInt.of(0) : axis.layer(layer, place.get().depth());
            if (named.isPresent()) {
              cells
                  .computeIfAbsent(
                      new Cell(
                          axis,
                          place.get().cell(),
                          axis == Axis.STEPS ? 0 : step,
                          named.getAsInt(),
                          observable),
                      cell -> new Sides())
                  .add(
                      place.get().own(),
                      trial.configuration().position(axis, trial.width(), step),
                      trial.seed(),
                      value);
            }
          }
        });
    return cells;
  }

  private static Optional<Place> place(
      AnalysedTrial trial, Axis axis, Map<Configuration, Configuration> shared) {
    return trial
        .configuration()
        .beside(axis, trial.width())
        .map(own -> shared.computeIfAbsent(own, same -> same))
        .map(
            own ->
                new Place(
                    shared.computeIfAbsent(own.besideLimit(), same -> same),
                    own,
                    (int) trial.configuration().get(TrialField.DEPTH)));
  }

  private static List<Object[]> fits(
      Cell cell, Sides sides, EndedTrials ended, FitSettings settings) {
    List<Observation> limit = limit(cell, sides);
    List<Object[]> rows = new ArrayList<>();
    sides.forEachFitted(
        (configuration, observations) -> {
          ExponentFit fit =
              cell.key(configuration)
                  .fit(
                      observations,
                      configuration.ofLimit() ? List.of() : limit,
                      ended.lost(cell.axis(), configuration, observations),
                      settings);
          List<Object> values = cell.values(configuration);
          addTo(values, fit, cell.axis(), configuration);
          rows.add(values.toArray());
        });
    return rows;
  }

  /**
   * Returns the limit that measures networks. That of a plain output is none: what f_0 adds to the
   * growth of gradients is of the order of that growth, and its equations leave it out.
   */
  private static List<Observation> limit(Cell cell, Sides sides) {
    return cell.configuration().get(TrialField.OUTPUT).equals("centred")
        ? sides.limit().orElse(List.of())
        : List.of();
  }

  /**
   * Adds the columns of a fit to those that say what it is about.
   *
   * @param values of a row
   * @param fit what was found
   * @param axis what it is along
   * @param configuration beside the axis
   */
  public static void addTo(
      List<Object> values, ExponentFit fit, Axis axis, Configuration configuration) {
    values.add(orNull(fit.exponent()));
    values.add(low(fit.interval()));
    values.add(high(fit.interval()));
    values.add(orNull(fit.rSquared()));
    values.add(orNull(fit.localExponent()));
    values.add(low(fit.localInterval()));
    values.add(high(fit.localInterval()));
    values.add(axis == Axis.WIDTH ? fit.positions() : 1);
    values.add(fit.seeds());
    values.add(orNull(fit.predicted()));
    values.add(orNull(fit.limitExponent()));
    Optional<Interval> asymptotic = fit.asymptotic().map(AsymptoticExponent::interval);
    values.add(fit.asymptotic().map(AsymptoticExponent::exponent).orElse(null));
    values.add(low(asymptotic));
    values.add(high(asymptotic));
    Optional<Interval> spread = fit.spread().map(SpreadLaw::interval);
    values.add(fit.spread().map(SpreadLaw::exponent).orElse(null));
    values.add(low(spread));
    values.add(high(spread));
    values.add(fit.ruler().map(Ruler::id).orElse(null));
    values.add(fit.verdict().map(Verdict::id).orElse(null));
    values.add(fit.reason().orElse(null));
    values.add(axis.column());
    values.add(configuration.find("width").orElse(null));
    values.add(fit.positions());
    values.add(fit.lost().total());
    values.add(fit.lost().total() > 0 ? fit.lost().text() : null);
  }

  private static List<Object[]> deviations(
      Cell cell, Sides sides, EndedTrials ended, FitSettings settings) {
    Map<Double, Double> limit = new TreeMap<>();
    limit(cell, sides).forEach(o -> limit.put(o.position(), o.value()));
    List<Object[]> rows = new ArrayList<>();
    sides.forEachNetwork(
        (configuration, observations) -> {
          LimitComparison comparison =
              LimitComparison.of(
                  observations, limit, configuration.correction().orElse(1), settings);
          Optional<LimitComparison.AtInfinity> atInfinity = comparison.atInfinity();
          LostSeeds lost = ended.lost(Axis.WIDTH, configuration, observations);
          for (LimitComparison.AtWidth at : comparison.widths()) {
            List<Object> values = cell.values(configuration);
            values.add(at.width());
            values.add(at.seeds());
            values.add(at.measured());
            values.add(at.limit());
            values.add(at.deviation());
            values.add(low(at.interval()));
            values.add(high(at.interval()));
            values.add(orNull(at.spread()));
            values.add(atInfinity.map(LimitComparison.AtInfinity::deviation).orElse(null));
            values.add(low(atInfinity.map(LimitComparison.AtInfinity::interval)));
            values.add(high(atInfinity.map(LimitComparison.AtInfinity::interval)));
            values.add(orNull(comparison.power()));
            values.add(
                atInfinity
                    .map(LimitComparison.AtInfinity::verdict)
                    .map(verdict -> lost.spoils(verdict) ? Verdict.INCONCLUSIVE : verdict)
                    .map(Verdict::id)
                    .orElse(null));
            values.add(lost.at((double) at.width()));
            rows.add(values.toArray());
          }
        });
    return rows;
  }

  static Double low(Optional<Interval> interval) {
    return interval.map(Interval::low).orElse(null);
  }

  static Double high(Optional<Interval> interval) {
    return interval.map(Interval::high).orElse(null);
  }

  /** An absent value is null in a row. */
  static Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
