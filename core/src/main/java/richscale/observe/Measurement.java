package richscale.observe;

import java.util.OptionalInt;
import richscale.theory.Observable;

/**
 * One measured number.
 *
 * @param step updates done before
 * @param layer from 1 (read-in) to L (read-out); absent for a whole-network observable
 * @param observable what was measured
 * @param value finite
 */
public record Measurement(int step, OptionalInt layer, Observable observable, double value) {
  public Measurement {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(observable.id() + " is not finite: " + value);
    }
  }
}
