package richscale.spec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import richscale.theory.Observable;

/** Reads the key {@code observables} of a spec. */
final class ObservableChoice {
  private ObservableChoice() {}

  /** Reads what a grid measures, as far as its data and its learner have it. */
  static List<Observable> read(SpecValues values, DataSpec data, LearnerKind learner) {
    List<String> groups = List.of("default", "all");
    List<String> names = Arrays.stream(Observable.values()).map(Observable::id).toList();
    List<Observable> chosen = new ArrayList<>();
    for (String name :
        values.names("observables", Stream.concat(groups.stream(), names.stream()).toList())) {
      for (Observable observable : Observable.values()) {
        if (name.equals("all")
            || (name.equals("default") && byDefault(observable))
            || name.equals(observable.id())) {
          chosen.add(observable);
        }
      }
    }
    boolean kernel = learner != LearnerKind.NETWORK;
    if (kernel) {
      chosen.addAll(List.of(Observable.LOSS, Observable.RIDGE));
      chosen.addAll(List.of(Observable.VALIDATION_LOSS, Observable.TEST_LOSS));
      chosen.addAll(List.of(Observable.VALIDATION_ACCURACY, Observable.TEST_ACCURACY));
    }
    return chosen.stream()
        .filter(observable -> kernel ? observable.ofKernels() : observable != Observable.RIDGE)
        .filter(observable -> data.test() > 0 || !observable.ofTest())
        .filter(observable -> data.validation() > 0 || !observable.ofValidation())
        .filter(observable -> data.classification() || !observable.ofClasses())
        .sorted()
        .distinct()
        .toList();
  }

  /** Whether an observable needs no asking for, given that there are samples for it. */
  private static boolean byDefault(Observable observable) {
    return observable.byDefault()
        || observable.ofValidation()
        || (observable.ofTest() && observable.scope() == Observable.Scope.NETWORK);
  }
}
