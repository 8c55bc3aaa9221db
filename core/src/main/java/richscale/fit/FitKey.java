package richscale.fit;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import richscale.spec.Axis;
import richscale.spec.Configuration;
import richscale.spec.FitSettings;
import richscale.theory.Observable;

/**
 * What one exponent is about: all positions and seeds that share it are fitted together.
 *
 * @param configuration what was trained, beside the axis
 * @param axis what is fitted along
 * @param step updates done before the measurement; of no meaning where the axis is the steps
 * @param layer from 1 to L, or as {@link Axis#layer} counts where depths differ; absent for a
 *     whole-network observable
 * @param observable what was measured
 */
public record FitKey(
    Configuration configuration, Axis axis, int step, OptionalInt layer, Observable observable) {
  /**
   * Below this feature strength alpha / sqrt(n) what is proportional to a power of alpha is so to a
   * few parts in a hundred: corrections are of the order of its square.
   */
  static final double WEAK = 0.25;

  /**
   * Creates a key of a fit along the width.
   *
   * @param configuration what was trained
   * @param step updates done before the measurement
   * @param layer from 1 to L; absent for a whole-network observable
   * @param observable what was measured
   */
  public FitKey(Configuration configuration, int step, OptionalInt layer, Observable observable) {
    this(configuration, Axis.WIDTH, step, layer, observable);
  }

  /**
   * Returns the exponent of theory.
   *
   * @param observations that are fitted
   * @return that in n; that in gamma where features are weak at every position; that in the number
   *     of residual branches; absent along other axes and where theory makes no statement
   */
  public OptionalDouble predicted(List<Observation> observations) {
    return switch (axis) {
      case WIDTH -> observable.predictedExponent(configuration.setting(step), layer);
      case GAMMA -> {
        double strongest =
            configuration.featureStrength(
                observations.stream().mapToDouble(Observation::position).max().orElse(0));
        yield strongest <= WEAK
            ? observable.predictedExponentInActivity(configuration.setting(step), layer)
            : OptionalDouble.empty();
      }
      case DEPTH -> {
        OptionalDouble a = configuration.depthExponent();
        boolean ends = layer.isEmpty() || layer.getAsInt() == 1 || layer.getAsInt() == -1;
        boolean atStart = step == 0 || observable != Observable.F_RMS;
        yield a.isPresent() && atStart
            ? observable.predictedExponentInBranches(a.getAsDouble(), !ends, configuration.kinked())
            : OptionalDouble.empty();
      }
      default -> OptionalDouble.empty();
    };
  }

  /**
   * Fits the exponent.
   *
   * @param observations values at several positions and seeds, at most one for each pair
   * @param settings confidence, resamples, tolerance
   * @return the fit, the same in every run, whatever is fitted beside it
   */
  public ExponentFit fit(List<Observation> observations, FitSettings settings) {
    return fit(observations, List.of(), LostSeeds.NONE, settings);
  }

  /**
   * Fits the exponent beside the limit.
   *
   * @param observations values at several positions and seeds, at most one for each pair
   * @param limit values of the limit at positions and seeds; empty where there is none
   * @param lost seeds without a value
   * @param settings confidence, resamples, tolerance
   * @return the fit, the same in every run, whatever is fitted beside it
   */
  public ExponentFit fit(
      List<Observation> observations,
      List<Observation> limit,
      LostSeeds lost,
      FitSettings settings) {
    Integer layerOrNull = layer.isPresent() ? layer.getAsInt() : null;
    long seed = configuration.resamplingSeed(Arrays.asList(step, layerOrNull, observable.id()));
    OptionalDouble predicted = predicted(observations);
    OptionalDouble correction =
        axis == Axis.WIDTH && predicted.isPresent()
            ? configuration.correction()
            : OptionalDouble.empty();
    Map<Double, Double> logarithms =
        limit.stream().allMatch(o -> o.value() > 0)
            ? limit.stream()
                .collect(
                    Collectors.groupingBy(
                        Observation::position,
                        Collectors.averagingDouble(o -> Math.log(o.value()))))
            : Map.of();
    return ExponentFit.of(
        observations,
        new Expectation(predicted, correction, logarithms),
        lost,
        axis,
        settings,
        seed);
  }
}
