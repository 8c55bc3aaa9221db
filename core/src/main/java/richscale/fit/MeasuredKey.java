package richscale.fit;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import richscale.spec.Axis;
import richscale.spec.Configuration;
import richscale.spec.FitSettings;
import richscale.spec.TrialField;
import richscale.theory.Gauge;
import richscale.theory.Observable;
import richscale.theory.PredictionContext;

/**
 * What one exponent of somebody else's measurements is about. Theory is asked where it is told
 * enough: a richness, an observable by its name here, and for weights a depth and a layer's number.
 *
 * @param configuration whatever columns tell trainings apart, beside the axis
 * @param axis what is fitted along
 * @param step updates done before the measurement; 0 where that is not known or the axis
 * @param layer its name; empty for the whole network
 * @param observable its name
 */
public record MeasuredKey(
    Configuration configuration, Axis axis, int step, String layer, String observable)
    implements Serializable {
  /**
   * Fits the exponent.
   *
   * @param observations values at several positions and seeds, at most one for each pair
   * @param lost seeds without a value
   * @param settings confidence, resamples, tolerance
   * @return the fit
   */
  public ExponentFit fit(List<Observation> observations, LostSeeds lost, FitSettings settings) {
    long seed =
        Arrays.asList(
                configuration.columns(), configuration.values(), axis, step, layer, observable)
            .toString()
            .hashCode();
    OptionalDouble predicted = axis == Axis.WIDTH ? predicted() : OptionalDouble.empty();
    OptionalDouble correction =
        predicted.isPresent() ? configuration.correction() : OptionalDouble.empty();
    return ExponentFit.of(
        observations, new Expectation(predicted, correction, Map.of()), lost, axis, settings, seed);
  }

  private OptionalDouble predicted() {
    Optional<Observable> known =
        Arrays.stream(Observable.values()).filter(o -> o.id().equals(observable)).findFirst();
    Optional<Object> r = configuration.find(TrialField.R.column());
    if (known.isEmpty() || r.isEmpty()) {
      return OptionalDouble.empty();
    }
    Optional<Integer> depth =
        configuration.find(TrialField.DEPTH.column()).map(number -> (int) number);
    OptionalInt number =
        layer.matches("\\d{1,4}") ? OptionalInt.of(Integer.parseInt(layer)) : OptionalInt.empty();
    boolean placed =
        switch (known.get().scope()) {
          case NETWORK -> layer.isEmpty();
          case REPRESENTATION ->
              !layer.isEmpty()
                  && (number.isEmpty() || depth.isEmpty() || number.getAsInt() < depth.get());
          case WEIGHT ->
              depth.isPresent() && number.isPresent() && number.getAsInt() <= depth.get();
        };
    return placed
        ? known
            .get()
            .predictedExponent(
                new PredictionContext(gauge(), (double) r.get(), depth.orElse(2), step),
                known.get().scope() == Observable.Scope.WEIGHT ? number : OptionalInt.empty())
        : OptionalDouble.empty();
  }

  private Gauge gauge() {
    String named =
        configuration
            .find(TrialField.GAUGE.column())
            .map(name -> name.toString().toUpperCase(Locale.ROOT))
            .orElse("STP");
    return Arrays.stream(Gauge.values())
        .filter(gauge -> gauge.name().equals(named))
        .findFirst()
        .orElse(Gauge.STANDARD);
  }
}
