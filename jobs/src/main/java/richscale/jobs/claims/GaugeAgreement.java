package richscale.jobs.claims;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import richscale.fit.Verdict;
import richscale.linalg.FloatingPoint;
import richscale.spec.OptimizerKind;
import richscale.theory.Observable;

/** How far gauges are apart: a largest difference has no interval, only a bound. */
final class GaugeAgreement {
  /** Rounding of a hundred updates. */
  private static final Map<FloatingPoint, Double> TOLERANCE =
      Map.of(FloatingPoint.FLOAT, 1e-5, FloatingPoint.DOUBLE, 1e-12);

  private GaugeAgreement() {}

  /** Rounding under Adam, which divides gradients by what a few of them leave of their size. */
  private static final double TOLERANCE_OF_ADAM = 1e-9;

  static Part part(Evidence gauges) {
    FloatingPoint dataType = gauges.shared().dataType();
    double bound =
        gauges.shared().optimizer() == OptimizerKind.ADAM
            ? TOLERANCE_OF_ADAM
            : TOLERANCE.get(dataType);
    OptionalDouble largest =
        gauges.values(Observable.GAUGE_DIFFERENCE).stream()
            .mapToDouble(Evidence.Value::value)
            .max();
    return Part.of(
        String.format(
            Locale.ROOT,
            "largest relative difference of f between gauges over %d updates, %s",
            gauges.lastStep(),
            dataType.name().toLowerCase(Locale.ROOT)),
        String.format(Locale.ROOT, "at most %.0e", bound),
        largest,
        Optional.empty(),
        largest.isPresent()
            ? Optional.of(
                largest.getAsDouble() <= bound ? Verdict.CONSISTENT : Verdict.INCONSISTENT)
            : Optional.empty(),
        gauges.trialsText(),
        largest.isPresent() ? Optional.empty() : Optional.of("no trial measured it"));
  }
}
