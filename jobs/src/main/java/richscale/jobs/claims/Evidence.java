package richscale.jobs.claims;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import richscale.fit.ExponentFit;
import richscale.fit.FitKey;
import richscale.fit.Observation;
import richscale.fit.Verdict;
import richscale.jobs.store.Tables;
import richscale.spec.Configuration;
import richscale.spec.FitSettings;
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
  record Value(Trial trial, int step, OptionalInt layer, double value) {
    double r() {
      return trial.activity().r();
    }
  }

  /** A fit of some of them. */
  record Fit(FitKey key, ExponentFit fit) {
    double r() {
      return (double) key.configuration().get(TrialField.R);
    }

    int layer() {
      return key.layer().orElse(0);
    }

    private String name() {
      return String.format(
          Locale.ROOT,
          "%s%s at r = %s, step %d",
          key.observable().id(),
          key.layer().isPresent() ? " of layer " + key.layer().getAsInt() : "",
          r(),
          key.step());
    }
  }

  /** What theory, or somebody, says of a fit. */
  @FunctionalInterface
  interface Prediction {
    OptionalDouble of(Fit fit);
  }

  private static final Comparator<Value> ORDER =
      Comparator.comparing((Value value) -> value.layer().orElse(0))
          .thenComparing(Value::step)
          .thenComparing(value -> value.trial().id());

  private static final Comparator<FitKey> KEY_ORDER =
      Comparator.comparing((FitKey key) -> key.configuration().values(), Evidence::compare)
          .thenComparing(key -> key.layer().orElse(0));

  private final List<Trial> trials;
  private final FitSettings judged;
  private final FitSettings fitted;
  private final Map<Observable, List<Value>> values = new EnumMap<>(Observable.class);

  /**
   * Reads what trials measured.
   *
   * @param tables where it is
   * @param trials all of one sweep
   * @param judged how its spec wants exponents to be judged
   * @param fitted the same at the confidence at which they are fitted
   * @throws IOException if the tables cannot be read
   */
  Evidence(Tables tables, List<Trial> trials, FitSettings judged, FitSettings fitted)
      throws IOException {
    this.trials = trials;
    this.judged = judged;
    this.fitted = fitted;
    Map<String, Trial> byId =
        trials.stream().collect(Collectors.toMap(Trial::id, trial -> trial, (a, b) -> a));
    for (Measured measured : Measured.of(tables, byId.keySet(), Set.of())) {
      OptionalInt layer =
          measured.layer() == 0 ? OptionalInt.empty() : OptionalInt.of(measured.layer());
      values
          .computeIfAbsent(Observable.of(measured.observable()), key -> new ArrayList<>())
          .add(new Value(byId.get(measured.trialId()), measured.step(), layer, measured.value()));
    }
    values.values().forEach(list -> list.sort(ORDER));
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

  FitSettings settings() {
    return judged;
  }

  /** Returns what all its trials share. */
  Settings shared() {
    return trials.get(0).settings();
  }

  int lastStep() {
    return shared().steps();
  }

  /** Returns how the trials can be found in the table {@code trials}. */
  String trialsText() {
    List<Integer> widths = trials.stream().map(Trial::width).distinct().sorted().toList();
    return String.format(
        Locale.ROOT,
        "%d trials, %d widths from %d to %d, %d seeds",
        trials.size(),
        widths.size(),
        widths.get(0),
        widths.get(widths.size() - 1),
        trials.stream().map(Trial::seed).distinct().count());
  }

  /** Returns all measurements of an observable. */
  List<Value> values(Observable observable) {
    return values.getOrDefault(observable, List.of());
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

  /** Returns a part for each fit of an observable at a step, judged by its own prediction. */
  List<Part> parts(Observable observable, int step) {
    return parts(observable, step, fit -> fit.key().predicted());
  }

  /** Returns a part for each fit of an observable at a step, judged by the given prediction. */
  List<Part> parts(Observable observable, int step, Prediction prediction) {
    List<Part> parts = new ArrayList<>();
    for (Fit fit : fits(observable, step)) {
      OptionalDouble predicted = prediction.of(fit);
      if (predicted.isPresent()) {
        parts.add(
            new Part(
                false,
                fit.name(),
                String.format(Locale.ROOT, "exponent %.3g", predicted.getAsDouble()),
                fit.fit().exponent(),
                fit.fit().interval(),
                verdict(fit.fit(), predicted.getAsDouble()),
                trialsText(),
                fit.fit().reason()));
      }
    }
    return parts;
  }

  private List<Fit> fits(Observable observable, int step) {
    Map<FitKey, List<Observation>> groups = new TreeMap<>(KEY_ORDER);
    Map<Trial, Configuration> configurations = new LinkedHashMap<>();
    for (Value value : values(observable, step)) {
      Trial trial = value.trial();
      Configuration configuration = configurations.computeIfAbsent(trial, Configuration::of);
      groups
          .computeIfAbsent(
              new FitKey(configuration, step, value.layer(), observable), key -> new ArrayList<>())
          .add(new Observation(trial.width(), trial.seed(), value.value()));
    }
    return groups.entrySet().stream()
        .map(group -> new Fit(group.getKey(), group.getKey().fit(group.getValue(), fitted)))
        .toList();
  }

  private Optional<Verdict> verdict(ExponentFit fit, double predicted) {
    if (fit.notPositive() > 0) {
      return Optional.of(Verdict.INCONSISTENT);
    }
    return fit.interval().map(interval -> Verdict.of(interval, predicted, judged.tolerance()));
  }
}
