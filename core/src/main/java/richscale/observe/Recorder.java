package richscale.observe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import richscale.theory.Observable;

/** Collects what is wanted and finite, and notices what is not finite. */
final class Recorder {
  private final Set<Observable> wanted;
  private final List<Measurement> measurements = new ArrayList<>();
  private int step;
  private boolean finite;

  Recorder(Set<Observable> wanted) {
    this.wanted = wanted;
  }

  void begin(int newStep) {
    step = newStep;
    finite = true;
  }

  /** Returns whether everything recorded since {@link #begin} was finite. */
  boolean finite() {
    return finite;
  }

  boolean wants(Observable observable) {
    return wanted.contains(observable);
  }

  boolean wantsAny(Observable... observables) {
    return Arrays.stream(observables).anyMatch(this::wants);
  }

  void add(Observable observable, double value) {
    add(observable, OptionalInt.empty(), value);
  }

  void add(Observable observable, int layer, double value) {
    add(observable, OptionalInt.of(layer), value);
  }

  /** Adds a ratio unless its denominator is 0, which leaves it undefined. */
  void addRatio(Observable observable, int layer, double numerator, double denominator) {
    if (denominator > 0) {
      add(observable, layer, numerator / denominator);
    }
  }

  private void add(Observable observable, OptionalInt layer, double value) {
    if (!Double.isFinite(value)) {
      finite = false;
    } else if (wants(observable)) {
      measurements.add(new Measurement(step, layer, observable, value));
    }
  }

  List<Measurement> measurements() {
    return List.copyOf(measurements);
  }
}
