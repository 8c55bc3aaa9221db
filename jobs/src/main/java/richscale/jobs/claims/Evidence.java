package richscale.jobs.claims;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import richscale.fit.ExponentFit;
import richscale.fit.FitKey;
import richscale.fit.LostSeeds;
import richscale.fit.Observation;
import richscale.fit.Verdict;
import richscale.jobs.store.Tables;
import richscale.spec.Configuration;
import richscale.spec.FitSettings;
import richscale.spec.LearnerKind;
import richscale.spec.Settings;
import richscale.spec.Trial;
import richscale.spec.TrialField;
import richscale.theory.Observable;

/**
 * What the trials of one sweep measured, ready to be asked: theirs alone, whatever else the
 * directory holds.
 */
final class Evidence {
  /** One measured number. */
  record Value(Trial trial, int step, OptionalInt layer, Observable observable, double value) {
    double r() {
      return trial.activity().r();
    }
  }

  /**
   * Some of them over widths and seeds.
   *
   * @param key what they are of
   * @param values of networks
   * @param limit of the limit; empty where there is none
   */
  record Curve(FitKey key, List<Observation> values, List<Observation> limit) {
    double r() {
      return (double) key.configuration().get(TrialField.R);
    }

    int layer() {
      return key.layer().orElse(0);
    }

    OptionalDouble predicted() {
      return key.predicted(values);
    }

    String name() {
      return String.format(
          Locale.ROOT,
          "%s%s at r = %s, step %d",
          key.observable().id(),
          key.layer().isPresent() ? " of layer " + key.layer().getAsInt() : "",
          r(),
          key.step());
    }
  }

  /** What theory, or somebody, says of an exponent. */
  @FunctionalInterface
  interface Prediction {
    OptionalDouble of(Curve curve);
  }

  private static final Comparator<Value> ORDER =
      Comparator.comparing((Value value) -> value.layer().orElse(0))
          .thenComparing(Value::step)
          .thenComparing(value -> value.trial().id());

  private static final Comparator<FitKey> KEY_ORDER =
      Comparator.comparing((FitKey key) -> key.configuration().values(), Evidence::compare)
          .thenComparing(key -> key.layer().orElse(0));

  private final List<Trial> networks;
  private final FitSettings settings;
  private final Map<Observable, List<Value>> values = new EnumMap<>(Observable.class);
  private final Map<Observable, List<Value>> ofLimits = new EnumMap<>(Observable.class);

  /**
   * Reads what trials measured.
   *
   * @param tables where it is
   * @param trials all of one sweep, and the limits beside them
   * @param settings how exponents are fitted and judged
   * @throws IOException if the tables cannot be read
   */
  Evidence(Tables tables, List<Trial> trials, FitSettings settings) throws IOException {
    networks = trials.stream().filter(trial -> !isLimit(trial)).toList();
    this.settings = settings;
    Map<String, Trial> byId =
        trials.stream().collect(Collectors.toMap(Trial::id, trial -> trial, (a, b) -> a));
    for (Measured measured : Measured.of(tables, byId.keySet(), Set.of())) {
      Trial trial = byId.get(measured.trialId());
      OptionalInt layer =
          measured.layer() == 0 ? OptionalInt.empty() : OptionalInt.of(measured.layer());
      Observable observable = Observable.of(measured.observable());
      (isLimit(trial) ? ofLimits : values)
          .computeIfAbsent(observable, key -> new ArrayList<>())
          .add(new Value(trial, measured.step(), layer, observable, measured.value()));
    }
    values.values().forEach(list -> list.sort(ORDER));
    ofLimits.values().forEach(list -> list.sort(ORDER));
  }

  private static boolean isLimit(Trial trial) {
    return trial.settings().learner() == LearnerKind.LIMIT;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // columns hold one type each
  private static int compare(List<Object> a, List<Object> b) {
    for (int i = 0; i < a.size(); i++) {
      int order = ((Comparable) a.get(i)).compareTo(b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  /** Returns the networks that were trained. */
  List<Trial> networks() {
    return networks;
  }

  FitSettings settings() {
    return settings;
  }

  /** Returns what all its trials share. */
  Settings shared() {
    return networks.get(0).settings();
  }

  int lastStep() {
    return shared().steps();
  }

  /** Returns how the trials can be found in the table {@code trials}. */
  String trialsText() {
    List<Integer> widths = networks.stream().map(Trial::width).distinct().sorted().toList();
    return String.format(
        Locale.ROOT,
        "%d trials, %d widths from %d to %d, %d seeds",
        networks.size(),
        widths.size(),
        widths.get(0),
        widths.get(widths.size() - 1),
        networks.stream().map(Trial::seed).distinct().count());
  }

  /** Returns all measurements of an observable. */
  List<Value> values(Observable observable) {
    return values.getOrDefault(observable, List.of());
  }

  /** Returns what the limits beside its trials have at a step. */
  List<Value> ofLimits(Observable observable, int step) {
    return ofLimits.getOrDefault(observable, List.of()).stream()
        .filter(value -> value.step() == step)
        .toList();
  }

  /** Returns measurements of an observable at a step. */
  List<Value> values(Observable observable, int step) {
    return values(observable).stream().filter(value -> value.step() == step).toList();
  }

  static <K extends Comparable<K>> Map<K, List<Value>> group(
      List<Value> values, Function<Value, K> key) {
    return values.stream().collect(Collectors.groupingBy(key, TreeMap::new, Collectors.toList()));
  }

  static Map<Integer, List<Value>> byLayer(List<Value> values) {
    return group(values, value -> value.layer().orElseThrow());
  }

  /** Returns a part for each exponent of an observable at a step, judged by its ruler. */
  List<Part> parts(Observable observable, int step) {
    return partsWhere(observable, step, curve -> true);
  }

  /** Returns the same for some of the exponents. */
  List<Part> partsWhere(Observable observable, int step, Predicate<Curve> wanted) {
    List<Part> parts = new ArrayList<>();
    for (Curve curve : curves(observable, step).stream().filter(wanted).toList()) {
      ExponentFit fit = curve.key().fit(curve.values(), curve.limit(), LostSeeds.NONE, settings);
      fit.predicted()
          .ifPresent(
              predicted ->
                  parts.add(
                      Part.of(
                          curve.name(),
                          predicted,
                          fit,
                          fit.notPositive() > 0 ? Optional.of(Verdict.INCONSISTENT) : fit.verdict(),
                          trialsText())));
    }
    return parts;
  }

  /** Returns a part for each exponent of an observable at a step of which something is said. */
  List<Part> parts(Observable observable, int step, Prediction prediction) {
    List<Part> parts = new ArrayList<>();
    for (Curve curve : curves(observable, step)) {
      OptionalDouble predicted = prediction.of(curve);
      if (predicted.isPresent()) {
        ExponentFit fit = curve.key().fit(curve.values(), settings);
        parts.add(
            Part.ofExponentAlone(
                curve.name(),
                predicted.getAsDouble(),
                fit,
                verdict(fit, predicted.getAsDouble()),
                trialsText()));
      }
    }
    return parts;
  }

  private Optional<Verdict> verdict(ExponentFit fit, double predicted) {
    if (fit.notPositive() > 0) {
      return Optional.of(Verdict.INCONSISTENT);
    }
    return fit.interval().map(interval -> Verdict.of(interval, predicted, settings.tolerance()));
  }

  /**
   * Returns the values of an observable at a step by configuration and layer, their limit beside.
   */
  List<Curve> curves(Observable observable, int step) {
    Map<FitKey, List<Observation>> measured = new TreeMap<>(KEY_ORDER);
    collect(values(observable, step), Configuration::of, measured);
    Map<FitKey, List<Observation>> limits = new HashMap<>();
    collect(ofLimits(observable, step), trial -> Configuration.of(trial).besideLimit(), limits);
    return measured.entrySet().stream()
        .map(
            curve -> {
              FitKey key = curve.getKey();
              FitKey ofLimit =
                  new FitKey(key.configuration().besideLimit(), step, key.layer(), observable);
              return new Curve(key, curve.getValue(), limits.getOrDefault(ofLimit, List.of()));
            })
        .toList();
  }

  private static void collect(
      List<Value> values,
      Function<Trial, Configuration> configuration,
      Map<FitKey, List<Observation>> into) {
    Map<Trial, Configuration> known = new HashMap<>();
    for (Value value : values) {
      Trial trial = value.trial();
      FitKey key =
          new FitKey(
              known.computeIfAbsent(trial, configuration),
              value.step(),
              value.layer(),
              value.observable());
      into.computeIfAbsent(key, k -> new ArrayList<>())
          .add(new Observation(trial.width(), trial.seed(), value.value()));
    }
  }
}
