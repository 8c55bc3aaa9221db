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

/** The exponent in n of the largest stable eta0, of the same grid under three scalings. */
final class StableRates {
  /** Fixes the bootstrap. */
  private static final long SEED = 8;

  /** A scaling, and the exponent that theory predicts for it. */
  private enum Family {
    STANDARD("standard parameterisation", -1, "gauge=standard", "r=0"),
    LAZY("layerwise rates, r = 0", 0, "gauge=stp", "r=0"),
    RICH("layerwise rates, r = 1/2", 0, "gauge=stp", "r=1/2");

    private final String title;
    private final double predicted;
    private final String gauge;
    private final String r;

    Family(String title, double predicted, String gauge, String r) {
      this.title = title;
      this.predicted = predicted;
      this.gauge = gauge;
      this.r = r;
    }
  }

  private StableRates() {}

  /** Searches the rates and returns a part for each scaling. */
  static List<Part> parts(
      ClaimSweeps sweeps, StabilitySearch search, FitSettings settings, int threads)
      throws IOException {
    Map<Family, List<Trial>> grids = new EnumMap<>(Family.class);
    for (Family family : Family.values()) {
      grids.put(family, sweeps.read(Sweep.STABILITY, family.gauge, family.r).trials(threads));
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
        String.format(Locale.ROOT, "exponent %.0f", family.predicted),
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
