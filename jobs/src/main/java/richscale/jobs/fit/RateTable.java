package richscale.jobs.fit;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import richscale.fit.Interval;
import richscale.fit.MeanEstimate;
import richscale.fit.RateChoice;
import richscale.jobs.store.AnalysedTrial;
import richscale.jobs.store.MadeOf;
import richscale.jobs.store.TablePart;
import richscale.jobs.store.TableSchema;
import richscale.jobs.store.TableSchema.Kind;
import richscale.jobs.store.Tables;
import richscale.spec.FitSettings;
import richscale.spec.TrialField;
import richscale.theory.Observable;
import richscale.trial.TrialStatus;

/** The best of the learning rates tried for every configuration and width, and what it gives. */
public final class RateTable {
  /** What a rate is chosen by: the first of these that was measured. */
  public static final List<String> CRITERIA =
      Stream.of(Observable.VALIDATION_LOSS, Observable.TEST_LOSS, Observable.LOSS)
          .map(Observable::id)
          .toList();

  private static final List<String> REPORTED =
      Stream.of(
              Observable.LOSS,
              Observable.VALIDATION_LOSS,
              Observable.TEST_LOSS,
              Observable.TEST_ACCURACY)
          .map(Observable::id)
          .toList();

  /** Columns that tell one choice from another. */
  public static final List<String> KEYS =
      Stream.concat(Tables.configurationWithout("eta0").stream(), Stream.of("width")).toList();

  /** Fields that tell one choice from another, width aside. */
  private static final List<TrialField> FIELDS =
      TrialField.configuration().stream().filter(field -> field != TrialField.ETA0).toList();

  private static final TableSchema SCHEMA =
      TableSchema.of(FIELDS)
          .with(Kind.INT, "width")
          .with(Kind.REAL, "eta0")
          .with(Kind.FLAG, "at_edge")
          .with(Kind.INT, "tried", "stable")
          .with(Kind.TEXT, "chosen_by", "observable")
          .with(Kind.REAL, "value", "ci_low", "ci_high")
          .with(Kind.INT, "seeds");

  private RateTable() {}

  /**
   * One choice.
   *
   * @param values of the fields and the width
   */
  private record Choice(List<Object> values) implements Serializable {
    static Choice of(AnalysedTrial trial) {
      List<Object> values =
          new ArrayList<>(FIELDS.stream().map(trial.configuration()::get).toList());
      values.add(trial.width());
      return new Choice(List.copyOf(values));
    }
  }

  /**
   * What a trial gave.
   *
   * @param eta0 its rate
   * @param seed its seed
   * @param values by observable, after the last step; none if it did not complete
   */
  private record Outcome(double eta0, long seed, Map<String, Double> values)
      implements Serializable {}

  /**
   * Publishes the table {@code rates}.
   *
   * @param tables holds {@code trials} and {@code measurements}
   * @param settings confidence of the intervals
   * @param madeOf what the table is made of
   * @throws IOException if the table could not be put in its place
   */
  static void run(Tables tables, FitSettings settings, MadeOf madeOf) throws IOException {
    double confidence = settings.confidence();
    JavaRDD<Object[]> rates =
        tables
            .group(RateTable::outcomes, Tables::joined)
            .flatMap(choice -> choose(choice._1(), choice._2(), confidence).iterator());
    tables.publish(
        "rates",
        SCHEMA,
        rates,
        Stream.concat(KEYS.stream(), Stream.of("observable")).toList(),
        madeOf);
  }

  /** Trials that diverged stay, without values: their rate must not look good. */
  private static Map<Choice, List<Outcome>> outcomes(TablePart part) throws IOException {
    Map<Choice, List<Outcome>> choices = new HashMap<>();
    Map<String, AnalysedTrial> completed = new HashMap<>();
    Map<String, Map<String, Double>> values = new HashMap<>();
    for (AnalysedTrial trial : part.trials()) {
      if (trial.configuration().ofLimit()) {
        continue;
      }
      Map<String, Double> ofTrial = new HashMap<>();
      values.put(trial.trialId(), ofTrial);
      if (trial.status() == TrialStatus.COMPLETED) {
        completed.put(trial.trialId(), trial);
      }
      choices
          .computeIfAbsent(Choice.of(trial), choice -> new ArrayList<>())
          .add(
              new Outcome(
                  (double) trial.configuration().get(TrialField.ETA0), trial.seed(), ofTrial));
    }
    part.measurements(
        completed,
        new HashSet<>(REPORTED),
        (trial, step, layer, observable, value) -> {
          if (step == trial.steps()) {
            values.get(trial.trialId()).put(observable, value);
          }
        });
    return choices;
  }

  private static List<Object[]> choose(Choice key, List<Outcome> trials, double confidence) {
    Map<Double, Map<Long, Map<String, Double>>> values = new TreeMap<>();
    for (Outcome trial : trials) {
      values
          .computeIfAbsent(trial.eta0(), eta0 -> new TreeMap<>())
          .computeIfAbsent(trial.seed(), seed -> new TreeMap<>())
          .putAll(trial.values());
    }
    Set<String> measured =
        values.values().stream()
            .flatMap(seeds -> seeds.values().stream())
            .flatMap(ofSeed -> ofSeed.keySet().stream())
            .collect(Collectors.toSet());
    Optional<String> criterion = CRITERIA.stream().filter(measured::contains).findFirst();
    Optional<RateChoice> choice = criterion.flatMap(by -> RateChoice.of(outcomes(values, by)));
    if (choice.isEmpty()) {
      return List.of();
    }
    RateChoice best = choice.get();
    List<Object> fixed = new ArrayList<>(key.values());
    fixed.addAll(
        List.of(best.eta0(), best.atEdge(), best.tried(), best.stable(), criterion.orElseThrow()));
    List<Object[]> rows = new ArrayList<>();
    for (String observable : REPORTED) {
      double[] ofSeeds =
          values.get(best.eta0()).values().stream()
              .filter(ofSeed -> ofSeed.containsKey(observable))
              .mapToDouble(ofSeed -> ofSeed.get(observable))
              .toArray();
      if (ofSeeds.length > 0) {
        MeanEstimate estimate = MeanEstimate.of(ofSeeds, confidence);
        List<Object> row = new ArrayList<>(fixed);
        row.add(observable);
        row.add(estimate.mean());
        row.add(estimate.interval().map(Interval::low).orElse(null));
        row.add(estimate.interval().map(Interval::high).orElse(null));
        row.add(estimate.count());
        rows.add(row.toArray());
      }
    }
    return rows;
  }

  private static List<RateChoice.Outcome> outcomes(
      Map<Double, Map<Long, Map<String, Double>>> values, String criterion) {
    List<RateChoice.Outcome> outcomes = new ArrayList<>();
    values.forEach(
        (eta0, seeds) ->
            seeds.forEach(
                (seed, ofSeed) ->
                    outcomes.add(
                        new RateChoice.Outcome(
                            eta0,
                            seed,
                            ofSeed.containsKey(criterion)
                                ? OptionalDouble.of(ofSeed.get(criterion))
                                : OptionalDouble.empty()))));
    return outcomes;
  }
}
