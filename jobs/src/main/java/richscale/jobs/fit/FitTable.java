package richscale.jobs.fit;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import richscale.fit.ExponentFit;
import richscale.fit.FitKey;
import richscale.fit.Interval;
import richscale.fit.Observation;
import richscale.fit.Verdict;
import richscale.jobs.store.Tables;
import richscale.spec.Configuration;
import richscale.spec.FitSettings;
import richscale.theory.Observable;

/** Measurements in, exponents out: one fit for every configuration, step, layer and observable. */
public final class FitTable {
  private static final List<String> MEASURED = List.of("step", "layer", "observable");

  private static final String FITTED =
      "exponent DOUBLE, ci_low DOUBLE, ci_high DOUBLE, r_squared DOUBLE,"
          + " local_exponent DOUBLE, local_ci_low DOUBLE, local_ci_high DOUBLE,"
          + " widths INT, seeds INT, predicted DOUBLE, verdict STRING, reason STRING";

  private FitTable() {}

  /**
   * Fits all exponents of an output directory and publishes the tables {@code fits} and {@code
   * rates}.
   *
   * @param tables holds {@code trials} and {@code measurements}
   * @param settings how to fit
   * @throws IOException if the table could not be put in its place
   */
  public static void run(Tables tables, FitSettings settings) throws IOException {
    List<String> keys = Stream.concat(Tables.CONFIGURATION.stream(), MEASURED.stream()).toList();
    Dataset<Row> trials =
        tables.read("trials").select("trial_id", with(Tables.CONFIGURATION, "width", "seed"));
    Dataset<Row> groups =
        tables
            .read("measurements")
            .join(trials, "trial_id")
            .groupBy(keys.stream().map(key -> col(key)).toArray(Column[]::new))
            .agg(sort_array(collect_list(struct("width", "seed", "value"))).as("observations"));
    Dataset<Row> fits =
        groups.map(
            (MapFunction<Row, Row>) group -> fit(group, settings),
            encoder(groups.drop("observations"), FITTED));
    tables.publish("fits", fits, with(keys));
    RateTable.run(tables, settings);
  }

  /** Returns how rows are made that have the columns of others and more, in DDL. */
  static Encoder<Row> encoder(Dataset<Row> keys, String more) {
    StructType columns = keys.schema();
    for (StructField field : StructType.fromDDL(more).fields()) {
      columns = columns.add(field);
    }
    return Encoders.row(columns);
  }

  static String[] with(List<String> columns, String... more) {
    return Stream.concat(columns.stream(), Stream.of(more)).toArray(String[]::new);
  }

  private static Row fit(Row group, FitSettings settings) {
    List<Observation> observations =
        group.<Row>getList(group.fieldIndex("observations")).stream()
            .map(row -> new Observation(row.getInt(0), row.getLong(1), row.getDouble(2)))
            .toList();
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < group.fieldIndex("observations"); i++) {
      values.add(group.get(i));
    }
    ExponentFit fit = key(group).fit(observations, settings);
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
    return RowFactory.create(values.toArray());
  }

  private static FitKey key(Row group) {
    Integer layer = group.getAs("layer");
    return new FitKey(
        Configuration.ofColumns(field -> group.getAs(field.column())),
        group.getAs("step"),
        layer == null ? OptionalInt.empty() : OptionalInt.of(layer),
        Observable.of(group.getAs("observable")));
  }

  /** Spark writes an absent value as null. */
  private static Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
