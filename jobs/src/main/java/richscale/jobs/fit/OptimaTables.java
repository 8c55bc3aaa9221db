package richscale.jobs.fit;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import richscale.fit.Optimum;
import richscale.fit.RateChoice;
import richscale.fit.RateLaws;
import richscale.fit.RateTransfer;
import richscale.fit.Verdict;
import richscale.jobs.store.AnalysedTrial;
import richscale.jobs.store.MadeOf;
import richscale.jobs.store.Row;
import richscale.jobs.store.TablePart;
import richscale.jobs.store.TableSchema;
import richscale.jobs.store.TableSchema.Kind;
import richscale.jobs.store.Tables;
import richscale.spec.Axis;
import richscale.spec.Configuration;
import richscale.spec.FitSettings;
import richscale.spec.TrialField;
import scala.Tuple2;

/** The tables {@code optima} and {@code transfer}: best learning rates, and how they carry over. */
public final class OptimaTables {
  private static final List<String> FIELDS = Tables.configurationWithout("eta0");

  private static final TableSchema CONFIGURATION =
      TableSchema.of(
          TrialField.configuration().stream().filter(field -> field != TrialField.ETA0).toList());

  private static final TableSchema OPTIMA = ofOptima(CONFIGURATION);

  private static final TableSchema TRANSFER = ofTransfer(CONFIGURATION);

  private OptimaTables() {}

  /**
   * Returns the columns of {@code optima}.
   *
   * @param configuration those of a configuration, eta0 aside
   * @return them and those of an optimum
   */
  public static TableSchema ofOptima(TableSchema configuration) {
    return configuration
        .with(Kind.INT, "width", "step")
        .with(Kind.TEXT, "chosen_by")
        .with(Kind.REAL, "eta0", "ci_low", "ci_high", "value", "value_ci_low", "value_ci_high")
        .with(Kind.FLAG, "at_edge")
        .with(Kind.INT, "tried", "stable", "seeds")
        .with(Kind.REAL, "largest_stable", "least_unstable")
        .with(Kind.INT, "lost")
        .with(Kind.TEXT, "lost_at");
  }

  /**
   * Returns the columns of {@code transfer}.
   *
   * @param configuration those of a configuration, eta0 aside
   * @return them and those of a law
   */
  public static TableSchema ofTransfer(TableSchema configuration) {
    return configuration
        .with(Kind.TEXT, "axis")
        .with(Kind.INT, "width", "step")
        .with(Kind.TEXT, "chosen_by")
        .with(Kind.INT, "positions", "edges")
        .with(Kind.REAL, "exponent", "ci_low", "ci_high", "predicted")
        .with(Kind.TEXT, "verdict")
        .with(Kind.REAL, "penalty", "penalty_ci_low", "penalty_ci_high")
        .with(Kind.REAL, "stable_exponent", "stable_low", "stable_high", "stable_predicted")
        .with(Kind.TEXT, "stable_verdict", "reason");
  }

  /** What rates are compared within: everything but eta0 and seeds. */
  private record Choice(Configuration configuration, int width, int step) implements Serializable {}

  /**
   * What a trial gave.
   *
   * @param eta0 its rate
   * @param seed its seed
   * @param losses by the observables that rates are chosen by; none if it ended before
   */
  private record Outcome(double eta0, long seed, Map<String, Double> losses)
      implements Serializable {}

  /** All rates of a choice. */
  private record Tried(Choice choice, String chosenBy, List<RateChoice.Outcome> outcomes) {}

  /** What a law is about, the axis included. */
  private record Law(Axis axis, Configuration configuration, int step, String chosenBy)
      implements Serializable {}

  /** A position, with what was tried there. */
  private record Position(double at, ArrayList<double[]> outcomes) implements Serializable {
    List<RateChoice.Outcome> unpacked() {
      return outcomes.stream()
          .map(
              one ->
                  new RateChoice.Outcome(
                      one[0],
                      (long) one[1],
                      Double.isNaN(one[2]) ? OptionalDouble.empty() : OptionalDouble.of(one[2])))
          .toList();
    }
  }

  static void run(Tables tables, FitSettings settings, MadeOf madeOf) throws IOException {
    JavaRDD<Tuple2<Choice, List<Outcome>>> choices =
        tables
            .group(OptimaTables::outcomes, Tables::joined)
            .map(choice -> new Tuple2<>(choice._1(), choice._2()))
            .filter(
                choice -> choice._2().stream().mapToDouble(Outcome::eta0).distinct().count() > 1);
    tables.publish(
        "optima",
        OPTIMA,
        choices.flatMap(
            choice -> optimum(choice._1(), choice._2(), settings.confidence()).iterator()),
        Stream.concat(FIELDS.stream(), Stream.of("width", "step")).toList(),
        madeOf);
    List<Axis> axes = settings.axes().stream().filter(axis -> axis != Axis.ETA0).toList();
    JavaPairRDD<Law, Iterable<Position>> laws =
        choices
            .flatMapToPair(choice -> positions(choice._1(), choice._2(), axes).iterator())
            .groupByKey();
    tables.publish(
        "transfer",
        TRANSFER,
        laws.map(law -> transfer(law._1(), law._2(), settings)),
        Stream.concat(FIELDS.stream(), Stream.of("axis", "width", "step")).toList(),
        madeOf);
  }

  /**
   * What rates are compared within.
   *
   * @param configuration without eta0
   * @param width n
   */
  public record Place(Configuration configuration, int width) {}

  /**
   * Collects what came of all rates after the last step.
   *
   * @param tables complete
   * @return outcomes by the first criterion that was measured
   * @throws IOException if the directory cannot be read
   */
  public static Map<Place, List<RateChoice.Outcome>> outcomes(Tables tables) throws IOException {
    Map<Place, List<RateChoice.Outcome>> outcomes = new HashMap<>();
    last(tables)
        .forEach(
            tried ->
                outcomes.put(
                    new Place(tried.choice().configuration(), tried.choice().width()),
                    tried.outcomes()));
    return outcomes;
  }

  private static Stream<Tried> last(Tables tables) throws IOException {
    return tables
        .group(OptimaTables::outcomes, Tables::joined)
        .filter(
            choice -> choice._1().step() == (int) choice._1().configuration().get(TrialField.STEPS))
        .collect()
        .stream()
        .flatMap(choice -> tried(choice._1(), choice._2()).stream());
  }

  /** Columns of {@link #curves}, after those of a configuration without eta0. */
  private static final List<String> OF_CURVES = List.of("width", "eta0", "value", "lost");

  /**
   * Collects what rates gave after the last step.
   *
   * @param tables complete
   * @return a row for each configuration, width and rate: geometric mean of the losses of the seeds
   *     that have one, and how many have none; only where several rates were tried
   * @throws IOException if the directory cannot be read
   */
  public static List<Row> curves(Tables tables) throws IOException {
    return last(tables)
        .flatMap(
            tried ->
                curve(
                    columns(tried.choice().configuration()),
                    FIELDS,
                    tried.choice().width(),
                    tried.outcomes()))
        .toList();
  }

  /**
   * Returns the points of a curve of losses against rates.
   *
   * @param about values of the columns that say what it is of
   * @param columns their names
   * @param width n
   * @param outcomes all seeds at all rates
   * @return a row for each rate, none if but one was tried
   */
  public static Stream<Row> curve(
      List<Object> about, List<String> columns, int width, List<RateChoice.Outcome> outcomes) {
    TreeMap<Double, List<RateChoice.Outcome>> byRate = new TreeMap<>();
    outcomes.forEach(one -> byRate.computeIfAbsent(one.eta0(), eta0 -> new ArrayList<>()).add(one));
    List<String> names = Stream.concat(columns.stream(), OF_CURVES.stream()).toList();
    return byRate.size() < 2
        ? Stream.empty()
        : byRate.entrySet().stream()
            .map(
                rate -> {
                  double[] logs =
                      rate.getValue().stream()
                          .flatMapToDouble(one -> one.loss().stream())
                          .filter(loss -> loss > 0)
                          .map(Math::log)
                          .toArray();
                  List<Optional<Object>> values =
                      new ArrayList<>(about.stream().map(Optional::ofNullable).toList());
                  values.add(Optional.of(width));
                  values.add(Optional.of(rate.getKey()));
                  values.add(
                      logs.length == 0
                          ? Optional.empty()
                          : Optional.of(Math.exp(Arrays.stream(logs).average().orElseThrow())));
                  values.add(Optional.of(rate.getValue().size() - logs.length));
                  return new Row(names, values);
                });
  }

  private static Map<Choice, List<Outcome>> outcomes(TablePart part) throws IOException {
    Map<String, AnalysedTrial> trials =
        part.trials(trial -> trial.configuration().get(TrialField.LEARNER).equals("network"));
    Map<String, Map<Integer, Map<String, Double>>> losses = new HashMap<>();
    part.measurements(
        trials,
        new HashSet<>(RateTable.CRITERIA),
        (trial, step, layer, observable, value) -> {
          if (step > 0) {
            losses
                .computeIfAbsent(trial.trialId(), id -> new HashMap<>())
                .computeIfAbsent(step, key -> new HashMap<>())
                .put(observable, value);
          }
        });
    Map<Choice, List<Outcome>> choices = new HashMap<>();
    for (AnalysedTrial trial : trials.values()) {
      Configuration configuration = trial.configuration().without("eta0");
      for (int step : measured(trial)) {
        choices
            .computeIfAbsent(
                new Choice(configuration, trial.width(), step), key -> new ArrayList<>())
            .add(
                new Outcome(
                    (double) trial.configuration().get(TrialField.ETA0),
                    trial.seed(),
                    losses.getOrDefault(trial.trialId(), Map.of()).getOrDefault(step, Map.of())));
      }
    }
    return choices;
  }

  /** The steps at which a trial would have had losses, had it completed. */
  private static List<Integer> measured(AnalysedTrial trial) {
    return Stream.of(((String) trial.configuration().get(TrialField.MEASURED_STEPS)).split(",", -1))
        .map(Integer::valueOf)
        .filter(step -> step > 0)
        .toList();
  }

  /** By the first criterion that anything has. */
  private static Optional<Tried> tried(Choice choice, List<Outcome> outcomes) {
    return RateTable.CRITERIA.stream()
        .filter(by -> outcomes.stream().anyMatch(one -> one.losses().containsKey(by)))
        .findFirst()
        .map(
            by ->
                new Tried(
                    choice,
                    by,
                    outcomes.stream()
                        .map(
                            one ->
                                new RateChoice.Outcome(
                                    one.eta0(),
                                    one.seed(),
                                    one.losses().containsKey(by)
                                        ? OptionalDouble.of(one.losses().get(by))
                                        : OptionalDouble.empty()))
                        .toList()));
  }

  private static List<Object[]> optimum(Choice choice, List<Outcome> outcomes, double confidence) {
    return tried(choice, outcomes).stream()
        .flatMap(
            tried ->
                Optimum.of(tried.outcomes(), confidence).stream()
                    .map(
                        optimum -> {
                          List<Object> values = new ArrayList<>(columns(choice.configuration()));
                          values.add(choice.width());
                          values.add(choice.step());
                          values.add(tried.chosenBy());
                          addTo(values, optimum);
                          return values.toArray();
                        }))
        .toList();
  }

  private static List<Object> columns(Configuration configuration) {
    List<Object> values = new ArrayList<>();
    FIELDS.forEach(column -> values.add(configuration.find(column).orElse(null)));
    return values;
  }

  private static List<Tuple2<Law, Position>> positions(
      Choice choice, List<Outcome> outcomes, List<Axis> axes) {
    List<Tuple2<Law, Position>> positions = new ArrayList<>();
    tried(choice, outcomes)
        .ifPresent(
            tried -> {
              ArrayList<double[]> packed = new ArrayList<>();
              for (RateChoice.Outcome one : tried.outcomes()) {
                packed.add(new double[] {one.eta0(), one.seed(), one.loss().orElse(Double.NaN)});
              }
              for (Axis axis : axes) {
                choice
                    .configuration()
                    .beside(axis, choice.width())
                    .ifPresent(
                        beside ->
                            positions.add(
                                new Tuple2<>(
                                    new Law(
                                        axis,
                                        beside,
                                        axis == Axis.STEPS ? 0 : choice.step(),
                                        tried.chosenBy()),
                                    new Position(
                                        choice
                                            .configuration()
                                            .position(axis, choice.width(), choice.step()),
                                        packed))));
              }
            });
    return positions;
  }

  private static Object[] transfer(Law law, Iterable<Position> positions, FitSettings settings) {
    TreeMap<Double, List<RateChoice.Outcome>> outcomes = new TreeMap<>();
    positions.forEach(position -> outcomes.put(position.at(), position.unpacked()));
    OptionalDouble predicted =
        RateLaws.best(law.configuration(), law.axis(), List.copyOf(outcomes.keySet()));
    OptionalDouble predictedStable = RateLaws.largestStable(law.configuration(), law.axis());
    RateTransfer found =
        RateTransfer.of(outcomes, law.axis(), predicted, predictedStable, settings);
    List<Object> values = new ArrayList<>(columns(law.configuration()));
    values.add(law.axis().column());
    values.add(law.configuration().find("width").orElse(null));
    values.add(law.axis() == Axis.STEPS ? null : law.step());
    values.add(law.chosenBy());
    addTo(values, found, predicted, predictedStable);
    return values.toArray();
  }

  /**
   * Adds the columns of an optimum to those that say what it is of.
   *
   * @param values of a row
   * @param optimum what was found
   */
  public static void addTo(List<Object> values, Optimum optimum) {
    values.add(optimum.eta0());
    values.add(FitTable.low(optimum.interval()));
    values.add(FitTable.high(optimum.interval()));
    values.add(optimum.loss());
    values.add(FitTable.low(optimum.lossInterval()));
    values.add(FitTable.high(optimum.lossInterval()));
    values.add(optimum.atEdge());
    values.add(optimum.tried());
    values.add(optimum.stable());
    values.add(optimum.seeds());
    values.add(FitTable.orNull(optimum.largestStable()));
    values.add(FitTable.orNull(optimum.leastUnstable()));
    values.add(optimum.lost().total());
    values.add(optimum.lost().total() > 0 ? optimum.lost().text() : null);
  }

  /**
   * Adds the columns of a law to those that say what it is of.
   *
   * @param values of a row
   * @param found the law
   * @param predicted exponent of the best rate
   * @param predictedStable exponent of the largest stable rate
   */
  public static void addTo(
      List<Object> values,
      RateTransfer found,
      OptionalDouble predicted,
      OptionalDouble predictedStable) {
    values.add(found.positions());
    values.add(found.edges());
    values.add(FitTable.orNull(found.exponent()));
    values.add(FitTable.low(found.interval()));
    values.add(FitTable.high(found.interval()));
    values.add(FitTable.orNull(predicted));
    values.add(found.verdict().map(Verdict::id).orElse(null));
    values.add(FitTable.orNull(found.penalty()));
    values.add(FitTable.low(found.penaltyInterval()));
    values.add(FitTable.high(found.penaltyInterval()));
    values.add(found.stable().map(RateTransfer.StableRate::exponent).orElse(null));
    values.add(FitTable.low(found.stable().map(RateTransfer.StableRate::range)));
    values.add(FitTable.high(found.stable().map(RateTransfer.StableRate::range)));
    values.add(FitTable.orNull(predictedStable));
    values.add(found.stableVerdict().map(Verdict::id).orElse(null));
    values.add(found.reason().orElse(null));
  }
}
