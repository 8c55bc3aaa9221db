package richscale.jobs.measured;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import richscale.fit.ExponentFit;
import richscale.fit.LostSeeds;
import richscale.fit.MeasuredKey;
import richscale.fit.Observation;
import richscale.fit.Optimum;
import richscale.fit.RateChoice;
import richscale.fit.RateLaws;
import richscale.fit.RateTransfer;
import richscale.jobs.fit.FitTable;
import richscale.jobs.fit.Observations;
import richscale.jobs.fit.OptimaTables;
import richscale.jobs.fit.RateTable;
import richscale.jobs.store.MadeOf;
import richscale.jobs.store.Row;
import richscale.jobs.store.TableSchema;
import richscale.jobs.store.TableSchema.Kind;
import richscale.jobs.store.Tables;
import richscale.spec.Axis;
import richscale.spec.Configuration;
import richscale.spec.FitSettings;
import scala.Tuple2;

/**
 * The tables {@code fits}, {@code optima} and {@code transfer} of somebody else's measurements.
 * Their columns are those of the measurements' configuration, then those that the tables of sweeps
 * have.
 */
public final class MeasuredTables {
  private final Measurements measurements;
  private final Tables tables;
  private final FitSettings settings;
  private final MadeOf madeOf;
  private final List<String> columns;

  private MeasuredTables(Measurements measurements, Tables tables, FitSettings settings) {
    this.measurements = measurements;
    this.tables = tables;
    this.settings = settings;
    madeOf = MadeOf.of(measurements.digest(), settings);
    Set<String> all = new LinkedHashSet<>();
    measurements.cells().keySet().forEach(cell -> all.addAll(cell.configuration().columns()));
    columns = List.copyOf(all);
  }

  /**
   * Publishes them.
   *
   * @param measurements what was measured
   * @param tables where they go
   * @param settings how exponents are fitted
   * @return them, with what they are made of
   * @throws IOException if a table could not be put in its place
   */
  public static MeasuredTables run(Measurements measurements, Tables tables, FitSettings settings)
      throws IOException {
    MeasuredTables all = new MeasuredTables(measurements, tables, settings);
    all.fits();
    all.rates();
    return all;
  }

  /** {@return the columns of a configuration} */
  public List<String> columns() {
    return columns;
  }

  /** {@return what rates gave after the last step of each configuration} */
  public List<Row> curves() {
    List<String> fixed = columns.stream().filter(column -> !column.equals("eta0")).toList();
    Map<Configuration, Integer> last = new HashMap<>();
    measurements
        .lastSteps()
        .forEach(
            (configuration, step) -> last.merge(configuration.without("eta0"), step, Math::max));
    return choices().entrySet().stream()
        .filter(choice -> choice.getKey().step() == last.get(choice.getKey().configuration()))
        .flatMap(
            choice ->
                OptimaTables.curve(
                    values(fixed, choice.getKey().configuration()),
                    fixed,
                    choice.getKey().width(),
                    choice.getValue()._2()))
        .toList();
  }

  private TableSchema schema(List<String> of) {
    TableSchema schema = new TableSchema(List.of());
    for (String column : of) {
      schema =
          schema.with(
              switch (column) {
                case "r", "eta0", "gamma" -> Kind.REAL;
                case "depth", "batch_size", "samples" -> Kind.INT;
                default -> Kind.TEXT;
              },
              column);
    }
    return schema;
  }

  /** What is fitted, with the values. */
  private record Curve(MeasuredKey key, Observations values, LostSeeds lost)
      implements Serializable {}

  private void fits() throws IOException {
    List<String> about = columns;
    TableSchema schema =
        FitTable.ofFits(
            schema(columns).with(Kind.INT, "step").with(Kind.TEXT, "layer", "observable"));
    FitSettings how = settings;
    tables.publish(
        "fits",
        schema,
        tables.spread(keyed()).map(curve -> row(curve, about, how)),
        Stream.concat(columns.stream(), Stream.of("step", "layer", "observable", "axis", "width"))
            .toList(),
        madeOf);
  }

  private static Object[] row(Curve curve, List<String> columns, FitSettings settings) {
    MeasuredKey key = curve.key();
    ExponentFit fit = key.fit(Measurements.there(curve.values().sorted()), curve.lost(), settings);
    List<Object> values = new ArrayList<>();
    columns.forEach(column -> values.add(key.configuration().find(column).orElse(null)));
    values.add(key.axis() == Axis.STEPS ? null : key.step());
    values.add(key.layer().isEmpty() ? null : key.layer());
    values.add(key.observable());
    FitTable.addTo(values, fit, key.axis(), key.configuration());
    return values.toArray();
  }

  private List<Curve> keyed() {
    List<Curve> curves = new ArrayList<>();
    for (Axis axis : settings.axes()) {
      if (axis == Axis.WIDTH) {
        measurements
            .cells()
            .forEach(
                (cell, values) ->
                    curves.add(
                        new Curve(
                            new MeasuredKey(
                                cell.configuration(),
                                axis,
                                cell.step(),
                                cell.layer(),
                                cell.observable()),
                            values,
                            measurements.lost(cell, values.sorted()))));
      } else {
        curves.addAll(along(axis));
      }
    }
    return curves;
  }

  private List<Curve> along(Axis axis) {
    Map<MeasuredKey, Observations> values = new LinkedHashMap<>();
    measurements
        .cells()
        .forEach(
            (cell, ofCell) ->
                position(axis, cell.configuration(), cell.step())
                    .ifPresent(
                        position -> {
                          for (Observation one : ofCell.sorted()) {
                            MeasuredKey key =
                                new MeasuredKey(
                                    beside(axis, cell.configuration(), (int) one.position()),
                                    axis,
                                    axis == Axis.STEPS ? 0 : cell.step(),
                                    cell.layer(),
                                    cell.observable());
                            values
                                .computeIfAbsent(key, k -> new Observations())
                                .add(position, one.seed(), one.value());
                          }
                        }));
    List<Curve> curves = new ArrayList<>();
    values.forEach(
        (key, all) -> curves.add(new Curve(key, all, LostSeeds.of(all.sorted(), Map.of()))));
    return curves;
  }

  private static Configuration beside(Axis axis, Configuration configuration, int width) {
    return axis == Axis.WIDTH
        ? configuration
        : configuration.without(axis.column()).with("width", width);
  }

  /** Where something stands on an axis; absent if its column is not there. */
  private static Optional<Double> position(Axis axis, Configuration configuration, int step) {
    if (axis == Axis.STEPS) {
      return step > 0 ? Optional.of((double) step) : Optional.empty();
    }
    return configuration
        .find(axis.column())
        .filter(Number.class::isInstance)
        .map(value -> ((Number) value).doubleValue());
  }

  /** What rates are compared within. */
  private record Choice(Configuration configuration, int width, int step) {}

  private void rates() throws IOException {
    List<String> fixed = columns.stream().filter(column -> !column.equals("eta0")).toList();
    Map<Choice, Tuple2<String, List<RateChoice.Outcome>>> choices = choices();
    List<Object[]> optima = new ArrayList<>();
    Map<Law, TreeMap<Double, List<RateChoice.Outcome>>> laws = new LinkedHashMap<>();
    choices.forEach(
        (choice, by) -> {
          Optimum.of(by._2(), settings.confidence())
              .ifPresent(
                  optimum -> {
                    List<Object> values = values(fixed, choice.configuration());
                    values.add(choice.width());
                    values.add(choice.step());
                    values.add(by._1());
                    OptimaTables.addTo(values, optimum);
                    optima.add(values.toArray());
                  });
          for (Axis axis : settings.axes()) {
            Optional<Double> position =
                axis == Axis.WIDTH
                    ? Optional.of((double) choice.width())
                    : position(axis, choice.configuration(), choice.step());
            position.ifPresent(
                at ->
                    laws.computeIfAbsent(
                            new Law(
                                axis,
                                beside(axis, choice.configuration(), choice.width()),
                                axis == Axis.STEPS ? 0 : choice.step(),
                                by._1()),
                            key -> new TreeMap<>())
                        .put(at, by._2()));
          }
        });
    tables.publish(
        "optima",
        OptimaTables.ofOptima(schema(fixed)),
        tables.spread(optima),
        Stream.concat(fixed.stream(), Stream.of("width", "step")).toList(),
        madeOf);
    List<Object[]> transfer = new ArrayList<>();
    laws.forEach((law, outcomes) -> transfer.add(row(law, outcomes, fixed)));
    tables.publish(
        "transfer",
        OptimaTables.ofTransfer(schema(fixed)),
        tables.spread(transfer),
        Stream.concat(fixed.stream(), Stream.of("axis", "width", "step")).toList(),
        madeOf);
  }

  /** What a law is about. */
  private record Law(Axis axis, Configuration configuration, int step, String chosenBy) {}

  private Object[] row(
      Law law, SortedMap<Double, List<RateChoice.Outcome>> outcomes, List<String> fixed) {
    OptionalDouble predicted =
        RateLaws.best(law.configuration(), law.axis(), List.copyOf(outcomes.keySet()));
    OptionalDouble stable = RateLaws.largestStable(law.configuration(), law.axis());
    List<Object> values = values(fixed, law.configuration());
    values.add(law.axis().column());
    values.add(law.configuration().find("width").orElse(null));
    values.add(law.axis() == Axis.STEPS ? null : law.step());
    values.add(law.chosenBy());
    OptimaTables.addTo(
        values,
        RateTransfer.of(outcomes, law.axis(), predicted, stable, settings),
        predicted,
        stable);
    return values.toArray();
  }

  private static List<Object> values(List<String> columns, Configuration configuration) {
    List<Object> values = new ArrayList<>();
    columns.forEach(column -> values.add(configuration.find(column).orElse(null)));
    return values;
  }

  /** The losses of whole networks by what rates are compared within, where there are several. */
  private Map<Choice, Tuple2<String, List<RateChoice.Outcome>>> choices() {
    Map<Choice, Tuple2<String, List<RateChoice.Outcome>>> choices = new LinkedHashMap<>();
    for (String criterion : RateTable.CRITERIA) {
      Map<Choice, List<RateChoice.Outcome>> by = new LinkedHashMap<>();
      measurements
          .cells()
          .forEach(
              (cell, values) -> {
                Optional<Object> eta0 = cell.configuration().find("eta0");
                if (cell.observable().equals(criterion)
                    && cell.layer().isEmpty()
                    && eta0.isPresent()) {
                  outcomes(cell, values, (double) eta0.get(), by);
                }
              });
      addDiverged(by);
      by.forEach(
          (choice, outcomes) -> {
            if (outcomes.stream().mapToDouble(RateChoice.Outcome::eta0).distinct().count() > 1) {
              choices.putIfAbsent(choice, new Tuple2<>(criterion, outcomes));
            }
          });
    }
    return choices;
  }

  /** Rates at which every run had ended before were tried, too. */
  private void addDiverged(Map<Choice, List<RateChoice.Outcome>> by) {
    measurements
        .seen()
        .forEach(
            (place, seeds) -> {
              Optional<Object> eta0 = place.configuration().find("eta0");
              Configuration beside = place.configuration().without("eta0");
              if (eta0.isPresent()) {
                by.forEach(
                    (choice, outcomes) -> {
                      if (choice.width() == place.width()
                          && choice.configuration().equals(beside)
                          && outcomes.stream().noneMatch(o -> o.eta0() == (double) eta0.get())) {
                        for (long seed : seeds) {
                          outcomes.add(
                              new RateChoice.Outcome(
                                  (double) eta0.get(), seed, OptionalDouble.empty()));
                        }
                      }
                    });
              }
            });
  }

  private void outcomes(
      Measurements.Cell cell,
      Observations values,
      double eta0,
      Map<Choice, List<RateChoice.Outcome>> into) {
    Map<Double, Map<Long, Double>> byWidth = new HashMap<>();
    for (Observation one : values.sorted()) {
      byWidth
          .computeIfAbsent(one.position(), width -> new TreeMap<>())
          .put(one.seed(), one.value());
    }
    byWidth.forEach(
        (width, losses) -> {
          Choice choice =
              new Choice(cell.configuration().without("eta0"), (int) (double) width, cell.step());
          List<RateChoice.Outcome> outcomes =
              into.computeIfAbsent(choice, key -> new ArrayList<>());
          for (long seed :
              measurements.seen().get(new Measurements.Place(cell.configuration(), width))) {
            double loss = losses.getOrDefault(seed, Double.NaN);
            outcomes.add(
                new RateChoice.Outcome(
                    eta0,
                    seed,
                    Double.isNaN(loss) ? OptionalDouble.empty() : OptionalDouble.of(loss)));
          }
        });
  }
}
