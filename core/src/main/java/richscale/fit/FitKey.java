package richscale.fit;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import richscale.spec.Configuration;
import richscale.spec.FitSettings;
import richscale.theory.Observable;

/**
 * What one exponent is about: all widths and seeds that share it are fitted together.
 *
 * @param configuration what was trained
 * @param step updates done before the measurement
 * @param layer from 1 to L; absent for a whole-network observable
 * @param observable what was measured
 */
public record FitKey(
    Configuration configuration, int step, OptionalInt layer, Observable observable) {
  /** {@return the exponent of theory; absent where it makes no statement} */
  public OptionalDouble predicted() {
    return observable.predictedExponent(configuration.setting(step), layer);
  }

  /**
   * Fits the exponent.
   *
   * @param observations values at several widths and seeds, at most one for each pair
   * @param settings confidence, resamples, tolerance
   * @return the fit, the same in every run, whatever is fitted beside it
   */
  public ExponentFit fit(List<Observation> observations, FitSettings settings) {
    return fit(observations, List.of(), settings);
  }

  /**
   * Fits the exponent beside the limit.
   *
   * @param observations values at several widths and seeds, at most one for each pair
   * @param limit values of the limit at widths and seeds; empty where there is none
   * @param settings confidence, resamples, tolerance
   * @return the fit, the same in every run, whatever is fitted beside it
   */
  public ExponentFit fit(
      List<Observation> observations, List<Observation> limit, FitSettings settings) {
    Integer layerOrNull = layer.isPresent() ? layer.getAsInt() : null;
    long seed = configuration.resamplingSeed(Arrays.asList(step, layerOrNull, observable.id()));
    OptionalDouble predicted = predicted();
    OptionalDouble correction =
        predicted.isPresent() ? configuration.correction() : OptionalDouble.empty();
    Map<Integer, Double> logarithms =
        limit.stream().allMatch(o -> o.value() > 0)
            ? limit.stream()
                .collect(
                    Collectors.groupingBy(
                        Observation::width, Collectors.averagingDouble(o -> Math.log(o.value()))))
            : Map.of();
    return ExponentFit.of(
        observations, new Expectation(predicted, correction, logarithms), settings, seed);
  }
}
