package richscale.jobs.claims;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;
import richscale.fit.ExponentFit;
import richscale.fit.Interval;
import richscale.fit.MeanEstimate;
import richscale.fit.Observation;
import richscale.jobs.store.TableSchema;
import richscale.jobs.store.TableSchema.Kind;
import richscale.jobs.store.Tables;
import richscale.theory.Observable;

/**
 * How the regimes part as n grows. At finite width behaviour is smooth in r; the crossover measure
 * is the separation |Delta h|(r = 1/2) / |Delta h|(r) of the same seed, which grows like n^(1/2 -
 * r): where it is near 1, r is not to be told from rich training at that width.
 */
public final class Regimes {
  private static final TableSchema SCHEMA =
      new TableSchema(List.of())
          .with(Kind.REAL, "r")
          .with(Kind.INT, "layer", "width")
          .with(Kind.REAL, "separation", "ci_low", "ci_high", "local_exponent", "predicted")
          .with(Kind.INT, "seeds");

  /**
   * One point.
   *
   * @param r richness below 1/2
   * @param layer hidden layer
   * @param width n
   * @param separation geometric mean over seeds of |Delta h|(1/2) / |Delta h|(r)
   * @param interval its t interval, taken in logarithms; without width for a single seed
   * @param localExponent slope of its logarithm from the next narrower width; NaN at the narrowest
   * @param seeds number of seeds
   */
  record Point(
      double r,
      int layer,
      int width,
      double separation,
      Interval interval,
      double localExponent,
      int seeds) {}

  private final List<Point> points;

  private Regimes(List<Point> points) {
    this.points = points;
  }

  /** What parts an r from r = 1/2 in a layer, by width and seed. */
  @FunctionalInterface
  private interface SeparationAction {
    void accept(double r, int layer, List<Observation> separations);
  }

  private static void forEachBelowRich(Evidence evidence, SeparationAction action) {
    Evidence.byLayer(evidence.values(Observable.DELTA_H_NORM, evidence.lastStep()))
        .forEach(
            (layer, ofLayer) -> {
              Map<Double, List<Evidence.Value>> byR = Evidence.group(ofLayer, Evidence.Value::r);
              List<Evidence.Value> rich = byR.getOrDefault(0.5, List.of());
              byR.forEach(
                  (r, ofR) -> {
                    if (r < 0.5 && !rich.isEmpty()) {
                      action.accept(r, layer, separations(ofR, rich));
                    }
                  });
            });
  }

  static Regimes of(Evidence scale) {
    List<Point> points = new ArrayList<>();
    forEachBelowRich(
        scale,
        (r, layer, separations) ->
            points.addAll(points(r, layer, separations, scale.settings().confidence())));
    return new Regimes(List.copyOf(points));
  }

  /**
   * Returns a part for the power of n with which each r below 1/2 separates from 1/2, layer by
   * layer. Seeds are shared between r, so that it is known far better than either exponent.
   */
  static List<Part> parts(Evidence evidence) {
    List<Part> parts = new ArrayList<>();
    forEachBelowRich(
        evidence, (r, layer, separations) -> parts.add(part(evidence, layer, r, separations)));
    return parts;
  }

  private static Part part(Evidence evidence, int layer, double r, List<Observation> separations) {
    ExponentFit fit =
        ExponentFit.of(
            separations,
            OptionalDouble.of(0.5 - r),
            evidence.settings(),
            Double.hashCode(r) ^ layer);
    return Part.of(
        String.format(
            Locale.ROOT,
            "separation |Delta h|(r = 1/2) / |Delta h|(r) of layer %d at r = %s, step %d",
            layer,
            r,
            evidence.lastStep()),
        0.5 - r,
        fit,
        fit.verdict(),
        evidence.trialsText());
  }

  /** For each width and seed that both have. */
  private static List<Observation> separations(
      List<Evidence.Value> ofR, List<Evidence.Value> rich) {
    Map<List<Number>, Double> richValues =
        rich.stream().collect(Collectors.toMap(Regimes::cell, Evidence.Value::value));
    List<Observation> separations = new ArrayList<>();
    for (Evidence.Value value : ofR) {
      Double richValue = richValues.get(cell(value));
      if (richValue != null) {
        separations.add(
            new Observation(
                value.trial().width(), value.trial().seed(), richValue / value.value()));
      }
    }
    return separations;
  }

  private static List<Point> points(
      double r, int layer, List<Observation> separations, double confidence) {
    Map<Integer, List<Double>> logs = new TreeMap<>();
    for (Observation separation : separations) {
      logs.computeIfAbsent((int) separation.position(), key -> new ArrayList<>())
          .add(Math.log(separation.value()));
    }
    List<Point> points = new ArrayList<>();
    double lastLog = Double.NaN;
    int lastWidth = 0;
    for (Map.Entry<Integer, List<Double>> entry : logs.entrySet()) {
      int width = entry.getKey();
      MeanEstimate mean =
          MeanEstimate.of(
              entry.getValue().stream().mapToDouble(Double::doubleValue).toArray(), confidence);
      double log = mean.mean();
      Interval interval = mean.interval().orElse(new Interval(log, log));
      points.add(
          new Point(
              r,
              layer,
              width,
              Math.exp(log),
              new Interval(Math.exp(interval.low()), Math.exp(interval.high())),
              (log - lastLog) / Math.log((double) width / lastWidth),
              mean.count()));
      lastLog = log;
      lastWidth = width;
    }
    return points;
  }

  private static List<Number> cell(Evidence.Value value) {
    return List.of(value.trial().width(), value.trial().seed());
  }

  /**
   * Publishes the table {@code regimes}.
   *
   * @param tables where to
   * @throws IOException if the table could not be put in its place
   */
  public void publish(Tables tables) throws IOException {
    List<Object[]> rows =
        points.stream()
            .map(
                point ->
                    new Object[] {
                      point.r(),
                      point.layer(),
                      point.width(),
                      point.separation(),
                      point.interval().low(),
                      point.interval().high(),
                      Double.isNaN(point.localExponent()) ? null : point.localExponent(),
                      0.5 - point.r(),
                      point.seeds()
                    })
            .toList();
    tables.publish("regimes", SCHEMA, rows, List.of("layer", "r", "width"));
  }

  /**
   * {@return the separations of the last hidden layer for a terminal: a line for each r, a column
   * for each width; empty if there are none}
   */
  public String render() {
    int last = points.stream().mapToInt(Point::layer).max().orElse(0);
    Map<Double, List<Point>> byR =
        points.stream()
            .filter(point -> point.layer() == last)
            .collect(Collectors.groupingBy(Point::r, TreeMap::new, Collectors.toList()));
    if (byR.isEmpty()) {
      return "";
    }
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "Separation |Delta h|(r = 1/2) / |Delta h|(r) of layer %d by width; it grows like n^(1/2 - r)%n",
                last));
    text.append("      r");
    byR.values()
        .iterator()
        .next()
        .forEach(p -> text.append(String.format(Locale.ROOT, "%8d", p.width())));
    text.append('\n');
    byR.forEach(
        (r, ofR) -> {
          text.append(String.format(Locale.ROOT, "%7s", r));
          ofR.forEach(
              point -> text.append(String.format(Locale.ROOT, "%8.2f", point.separation())));
          text.append('\n');
        });
    return text.toString();
  }
}
