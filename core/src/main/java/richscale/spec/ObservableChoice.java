package richscale.spec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import richscale.theory.Need;
import richscale.theory.Observable;

/** Reads the key {@code observables} of a spec. */
final class ObservableChoice {
  private ObservableChoice() {}

  /** Reads what a grid measures, as far as its data and its learner have it. */
  static List<Observable> read(
      SpecValues values, DataSpec data, LearnerKind learner, ArchitectureSpec architecture) {
    List<String> groups = List.of("default", "all");
    List<String> names = Arrays.stream(Observable.values()).map(Observable::id).toList();
    List<Observable> chosen = new ArrayList<>();
    List<String> known = Stream.concat(groups.stream(), names.stream()).toList();
    for (String name : values.names("observables", known)) {
      if (learner == LearnerKind.LIMIT
          && !groups.contains(name)
          && !learner.has(Observable.of(name))) {
        throw values.error(
            "observables",
            "%s has no limit here".formatted(name),
            "observables = default, or some of %s"
                .formatted(
                    Arrays.stream(Observable.values())
                        .filter(learner::has)
                        .map(Observable::id)
                        .collect(Collectors.joining(", "))));
      }
      for (Observable observable : Observable.values()) {
        if ((name.equals("all") && ofEvery(observable, architecture))
            || (name.equals("default") && observable.byDefault())
            || name.equals(observable.id())) {
          chosen.add(observable);
        }
      }
    }
    if (learner.kernel()) {
      // A kernel has few, so they need no asking for.
      chosen.addAll(Arrays.asList(Observable.values()));
    }
    return chosen.stream()
        .filter(learner::has)
        .filter(observable -> data.test() > 0 || !observable.needs(Need.TEST_SET))
        .filter(observable -> data.validation() > 0 || !observable.needs(Need.VALIDATION_SET))
        .filter(observable -> data.classification() || !observable.needs(Need.CLASSES))
        .sorted()
        .distinct()
        .toList();
  }

  /** Whether it is meant by {@code all}: branches are not what every network should have. */
  private static boolean ofEvery(Observable observable, ArchitectureSpec architecture) {
    return architecture.hasBranches() || !observable.needs(Need.DENSE_BRANCHES);
  }
}
