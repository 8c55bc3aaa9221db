package richscale.jobs.claims;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import richscale.fit.ExponentFit;
import richscale.fit.Observation;
import richscale.spec.FitSettings;
import richscale.spec.Trial;

/**
 * The exponent in n of the largest stable eta0, of the same grid under several scalings or losses.
 */
final class StableRates {
  /** Fixes the bootstrap. */
  private static final long SEED = 8;

  /** A scaling or a loss, and the exponent that theory predicts for it. */
  private enum Family {
    STANDARD(Sweep.STABILITY, "standard parameterisation", -1, "gauge=standard", "r=0"),
    LAZY(Sweep.STABILITY, "layerwise rates, r = 0", 0, "gauge=stp", "r=0"),
    RICH(Sweep.STABILITY, "layerwise rates, r = 1/2", 0, "gauge=stp", "r=1/2"),
    SQUARED(Sweep.ENTROPY_STABILITY, "squared error", -1, "loss=squared-error"),
    ENTROPY(Sweep.ENTROPY_STABILITY, "cross-entropy", -0.5, "loss=cross-entropy");

    private final Sweep sweep;
    private final String title;
    private final double predicted;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> keys;

    Family(Sweep sweep, String title, double predicted, String... keys) {
      this.sweep = sweep;
      this.title = title;
      this.predicted = predicted;
      this.keys = List.of(keys);
    }
  }

  private StableRates() {}

  /** Searches the rates of a sweep and returns a part for each scaling or loss. */
  static List<Part> parts(
      Sweep sweep, ClaimSweeps sweeps, StabilitySearch search, FitSettings settings, int threads)
      throws IOException {
    Map<Family, List<Trial>> grids = new EnumMap<>(Family.class);
    for (Family family : Family.values()) {
      if (family.sweep == sweep) {
        grids.put(family, sweeps.read(sweep, family.keys.toArray(String[]::new)).trials(threads));
      }
    }
    Map<Trial, Double> largest =
        search.largestStable(grids.values().stream().flatMap(List::stream).toList());
    List<Part> parts = new ArrayList<>();
    grids.forEach(
        (family, grid) ->
            parts.add(
                part(
                    family,
                    grid.stream()
                        .filter(largest::containsKey)
                        .map(t -> new Observation(t.width(), t.seed(), largest.get(t)))
                        .toList(),
                    grid.size(),
                    settings)));
    return parts;
  }

  private static Part part(
      Family family, List<Observation> thresholds, long searched, FitSettings settings) {
    ExponentFit fit =
        ExponentFit.of(thresholds, OptionalDouble.of(family.predicted), settings, SEED);
    return Part.of(
        "largest stable eta0, " + family.title,
        String.format(Locale.ROOT, "exponent %.3g", family.predicted),
        fit.exponent(),
        fit.interval(),
        thresholds.size() == searched ? fit.verdict() : Optional.empty(),
        String.format(Locale.ROOT, "bisection of %d widths and seeds", searched),
        thresholds.size() == searched
            ? fit.reason()
            : Optional.of(
                String.format(
                    Locale.ROOT,
                    "%d of %d thresholds lie outside the range searched",
                    searched - thresholds.size(),
                    searched)));
  }
}
