package richscale.jobs.claims;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import richscale.fit.Interval;
import richscale.fit.Verdict;
import richscale.jobs.store.Tables;
import richscale.spec.SweepSpec;
import richscale.theory.Observable;

/** The fits and measurements of one sweep, ready to be asked. */
final class Evidence {
  private final SweepSpec spec;
  private final Dataset<Row> trials;
  private final Dataset<Row> measurements;
  private final List<Row> fits;

  Evidence(Tables tables, SweepSpec spec, String observables) {
    this.spec = spec;
    Column mine = ofSweep(spec, observables);
    trials = tables.read("trials").filter(mine);
    measurements = tables.read("measurements").join(trials, "trial_id");
    fits = tables.read("fits").filter(mine).collectAsList();
  }

  private static Column ofSweep(SweepSpec spec, String observables) {
    return col("observables")
        .equalTo(observables)
        .and(col("steps").equalTo(spec.only().steps()))
        .and(col("data").equalTo(spec.only().data().canonical()))
        .and(col("architecture").equalTo(spec.only().architecture().canonical()))
        .and(col("data_type").equalTo(Tables.text(spec.only().dataType())))
        .and(col("r").isin(spec.r().toArray()))
        .and(col("gamma").isin(spec.gamma().toArray()))
        .and(col("eta0").isin(spec.eta0().toArray()))
        .and(col("gauge").isin(spec.gauge().stream().map(Tables::text).toArray()));
  }

  SweepSpec spec() {
    return spec;
  }

  /** Returns how the trials can be found in the table {@code trials}. */
  String trialsText() {
    return "%d trials, %d widths from %d to %d, %d seeds"
        .formatted(
            spec.trialCount(),
            spec.width().size(),
            spec.width().get(0),
            spec.width().get(spec.width().size() - 1),
            spec.seed().size());
  }

  /** Returns measurements of an observable at a step, with the columns of their trials. */
  List<Row> values(Observable observable, int step) {
    return values(col("observable").equalTo(observable.id()).and(col("step").equalTo(step)));
  }

  /** Returns all measurements of an observable. */
  List<Row> values(Observable observable) {
    return values(col("observable").equalTo(observable.id()));
  }

  private List<Row> values(Column which) {
    return measurements
        .filter(which)
        .select("layer", "value", "width", "r", "gamma", "seed", "step")
        .collectAsList();
  }

  /** Returns a part for each fit of an observable at a step, judged by its own prediction. */
  List<Part> parts(Claim claim, Observable observable, int step) {
    return parts(claim, observable, step, row -> optional(row, "predicted"));
  }

  /** What theory, or somebody, says of a fit. */
  interface Prediction {
    OptionalDouble of(Row fit);
  }

  /** Returns a part for each fit of an observable at a step, judged by the given prediction. */
  List<Part> parts(Claim claim, Observable observable, int step, Prediction prediction) {
    List<Part> parts = new ArrayList<>();
    for (Row fit : fits) {
      if (fit.getAs("observable").equals(observable.id()) && fit.<Integer>getAs("step") == step) {
        OptionalDouble predicted = prediction.of(fit);
        if (predicted.isPresent()) {
          Optional<Interval> interval = interval(fit);
          parts.add(
              new Part(
                  claim,
                  false,
                  name(fit),
                  String.format(Locale.ROOT, "exponent %.3g", predicted.getAsDouble()),
                  optional(fit, "exponent"),
                  interval,
                  verdict(fit, interval, predicted.getAsDouble()),
                  trialsText(),
                  Optional.ofNullable(fit.getAs("reason"))));
        }
      }
    }
    return parts;
  }

  private Optional<Verdict> verdict(Row fit, Optional<Interval> interval, double predicted) {
    if (optional(fit, "exponent").isEmpty()
        && String.valueOf((String) fit.getAs("reason")).contains("not positive")) {
      return Optional.of(Verdict.INCONSISTENT);
    }
    return interval.map(i -> Verdict.of(i, predicted, spec.fit().tolerance()));
  }

  static String name(Row fit) {
    Integer layer = fit.getAs("layer");
    return "%s%s at r = %s, step %d"
        .formatted(
            fit.getAs("observable"),
            layer == null ? "" : " of layer " + layer,
            fit.<Double>getAs("r"),
            fit.<Integer>getAs("step"));
  }

  static Optional<Interval> interval(Row fit) {
    return fit.getAs("ci_low") == null
        ? Optional.empty()
        : Optional.of(new Interval(fit.getAs("ci_low"), fit.getAs("ci_high")));
  }

  static OptionalDouble optional(Row row, String column) {
    Double value = row.getAs(column);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
