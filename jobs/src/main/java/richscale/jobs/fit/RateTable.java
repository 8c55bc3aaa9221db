package richscale.jobs.fit;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import richscale.fit.Interval;
import richscale.fit.MeanEstimate;
import richscale.fit.RateChoice;
import richscale.jobs.store.Tables;
import richscale.spec.FitSettings;
import richscale.theory.Observable;

/** The best of the learning rates tried for every configuration and width, and what it gives. */
public final class RateTable {
  /** What a rate is chosen by: the first of these that was measured. */
  private static final List<String> CRITERIA =
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

  private static final String CHOSEN =
      "eta0 DOUBLE, at_edge BOOLEAN, tried INT, stable INT, chosen_by STRING,"
          + " observable STRING, value DOUBLE, ci_low DOUBLE, ci_high DOUBLE, seeds INT";

  private RateTable() {}

  /**
   * Publishes the table {@code rates}.
   *
   * @param tables holds {@code trials} and {@code measurements}
   * @param settings confidence of the intervals
   * @throws IOException if the table could not be put in its place
   */
  static void run(Tables tables, FitSettings settings) throws IOException {
    Dataset<Row> atTheEnd =
        tables
            .read("measurements")
            .filter(col("observable").isin(REPORTED.toArray()))
            .select(
                col("trial_id"), col("observable"), col("value"), col("step").as("measured_step"));
    Dataset<Row> trials =
        tables.read("trials").select("trial_id", FitTable.with(KEYS, "eta0", "seed", "status"));
    // Trials that diverged stay, without values: their rate must not look good.
    Dataset<Row> groups =
        trials
            .join(
                atTheEnd,
                trials
                    .col("trial_id")
                    .equalTo(atTheEnd.col("trial_id"))
                    .and(col("measured_step").equalTo(col("steps")))
                    .and(col("status").equalTo("completed")),
                "left_outer")
            .groupBy(KEYS.stream().map(key -> col(key)).toArray(Column[]::new))
            .agg(
                sort_array(collect_list(struct("eta0", "seed", "observable", "value")))
                    .as("outcomes"));
    Dataset<Row> rates =
        groups.flatMap(
            (FlatMapFunction<Row, Row>) group -> choose(group, settings.confidence()),
            FitTable.encoder(groups.drop("outcomes"), CHOSEN));
    tables.publish("rates", rates, FitTable.with(KEYS, "observable"));
  }

  private static Iterator<Row> choose(Row group, double confidence) {
    Map<Double, Map<Long, Map<String, Double>>> values = new TreeMap<>();
    for (Row row : group.<Row>getList(group.fieldIndex("outcomes"))) {
      Map<String, Double> ofSeed =
          values
              .computeIfAbsent(row.getAs("eta0"), eta0 -> new TreeMap<>())
              .computeIfAbsent(row.getAs("seed"), seed -> new TreeMap<>());
      if (row.getAs("observable") != null) {
        ofSeed.put(row.getAs("observable"), row.getAs("value"));
      }
    }
    Set<String> measured =
        values.values().stream()
            .flatMap(seeds -> seeds.values().stream())
            .flatMap(ofSeed -> ofSeed.keySet().stream())
            .collect(Collectors.toSet());
    Optional<String> criterion = CRITERIA.stream().filter(measured::contains).findFirst();
    Optional<RateChoice> choice = criterion.flatMap(by -> RateChoice.of(outcomes(values, by)));
    if (choice.isEmpty()) {
      return List.<Row>of().iterator();
    }
    List<Object> fixed = new ArrayList<>();
    for (int i = 0; i < group.fieldIndex("outcomes"); i++) {
      fixed.add(group.get(i));
    }
    RateChoice best = choice.get();
    fixed.addAll(
        List.of(best.eta0(), best.atEdge(), best.tried(), best.stable(), criterion.orElseThrow()));
    List<Row> rows = new ArrayList<>();
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
        rows.add(RowFactory.create(row.toArray()));
      }
    }
    return rows.iterator();
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
