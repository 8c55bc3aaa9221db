package richscale.jobs.claims;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
import richscale.architecture.Residual;
import richscale.fit.ExponentFit;
import richscale.fit.FitKey;
import richscale.fit.Observation;
import richscale.spec.Axis;
import richscale.spec.Configuration;
import richscale.spec.Trial;
import richscale.theory.Observable;

/** Laws in the number N of residual branches, as parts of their claims. */
final class BranchLaws {
  /** The last of the hidden representations, with which the last branch ends. */
  private static final int LAST = -2;

  private BranchLaws() {}

  /** Returns a part for each network and quantity: its exponent in N after the first update. */
  static List<Part> firstUpdate(Evidence evidence) {
    List<Part> parts = new ArrayList<>();
    for (Observable observable :
        List.of(Observable.BRANCH_LINEARISATION_GAP, Observable.DELTA_H_NORM)) {
      evidence.values(observable, 1).stream()
          .filter(value -> value.layer().orElse(0) == value.trial().depth() - 1)
          .collect(
              Collectors.groupingBy(
                  value -> name(value.trial()), TreeMap::new, Collectors.toList()))
          .forEach((name, values) -> parts.add(part(evidence, observable, name, values)));
    }
    return parts;
  }

  private static Part part(
      Evidence evidence, Observable observable, String name, List<Evidence.Value> values) {
    Trial one = values.get(0).trial();
    FitKey key =
        new FitKey(
            Configuration.of(one).beside(Axis.DEPTH, one.width()).orElseThrow(),
            Axis.DEPTH,
            1,
            OptionalInt.of(LAST),
            observable);
    List<Observation> observations =
        values.stream()
            .map(v -> new Observation(branches(v.trial()), v.trial().seed(), v.value()))
            .toList();
    ExponentFit fit = key.fit(observations, evidence.settings());
    return Part.of(
        String.format(Locale.ROOT, "%s of the last branch over N, %s", observable.id(), name),
        key.predicted(observations).orElseThrow(),
        fit,
        fit.verdict(),
        evidence.trialsText());
  }

  /** Returns N. */
  static double branches(Trial trial) {
    return Configuration.of(trial).position(Axis.DEPTH, trial.width(), 0);
  }

  /** Returns what tells networks of a sweep apart, N aside. */
  static String name(Trial trial) {
    Residual residual = trial.settings().architecture().residual();
    return String.format(
        Locale.ROOT,
        "%s, a = %s, branches of %d in %s",
        trial.settings().optimizer().name().toLowerCase(Locale.ROOT),
        residual.depthExponent(),
        residual.branchLayers(),
        trial.activation().name().toLowerCase(Locale.ROOT));
  }
}
