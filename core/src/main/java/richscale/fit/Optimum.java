package richscale.fit;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The learning rate of least loss between those that were tried: the vertex of a parabola in log
 * eta0 through the logarithms of the losses at the best of them and those near it.
 *
 * @param eta0 the vertex; the best rate of those tried where {@code atEdge}
 * @param interval its interval (Fieller's, over whole seeds); absent at an edge, for one seed, or
 *     where the curvature is within its noise
 * @param loss geometric mean over seeds there
 * @param lossInterval its interval; absent for one seed
 * @param atEdge whether the best rate is the least or greatest that suits every seed, so that a
 *     better one may lie beyond
 * @param tried number of rates
 * @param stable number of rates at which every seed has a positive loss
 * @param seeds number of seeds
 * @param largestStable greatest rate up to which every seed has a loss; absent if the least has not
 * @param leastUnstable least rate that was tried above it; absent if none was
 * @param lost seeds without a loss, by rate
 */
public record Optimum(
    double eta0,
    Optional<Interval> interval,
    double loss,
    Optional<Interval> lossInterval,
    boolean atEdge,
    int tried,
    int stable,
    int seeds,
    OptionalDouble largestStable,
    OptionalDouble leastUnstable,
    LostSeeds lost) {
  /** Rates within this factor of the best are taken for the parabola, and one at each side. */
  private static final double NEAR = Math.log(2) * (1 + 1e-9);

  /** Rates whose loss is this little above the least are taken, too: a flat curve needs them. */
  private static final double FLAT = 0.1;

  /**
   * Finds it.
   *
   * @param outcomes all seeds at all rates of one configuration and position
   * @param confidence coverage of the intervals
   * @return the optimum; absent if no rate suits every seed
   */
  public static Optional<Optimum> of(List<RateChoice.Outcome> outcomes, double confidence) {
    return RateCurve.of(outcomes)
        .map(
            curve -> {
              Vertex vertex = Vertex.of(curve);
              MeanEstimate loss = MeanEstimate.of(vertex.values(curve), confidence);
              return new Optimum(
                  Math.exp(vertex.logRate()),
                  vertex
                      .parabolas()
                      .flatMap(p -> p.interval(confidence))
                      .map(Optimum::exponentiated),
                  Math.exp(loss.mean()),
                  loss.interval().map(Optimum::exponentiated),
                  vertex.parabolas().isEmpty(),
                  curve.tried(),
                  curve.logRates().length,
                  curve.seeds().size(),
                  curve.largestStable(),
                  curve.leastUnstable(),
                  RateCurve.lost(outcomes));
            });
  }

  static Interval exponentiated(Interval interval) {
    return new Interval(Math.exp(interval.low()), Math.exp(interval.high()));
  }

  /**
   * Where a curve is least.
   *
   * @param logRate the vertex, or the best rate tried
   * @param best index of the best rate tried
   * @param from index of the first rate of the parabola
   * @param to one past its last
   * @param parabolas of the seeds; absent at an edge
   */
  record Vertex(double logRate, int best, int from, int to, Optional<Parabolas> parabolas) {
    static Vertex of(RateCurve curve) {
      double[] x = curve.logRates();
      int best = curve.best();
      if (best == 0 || best == x.length - 1) {
        return new Vertex(x[best], best, best, best + 1, Optional.empty());
      }
      int from = best - 1;
      int to = best + 2;
      while (from > 0 && (x[best] - x[from - 1] <= NEAR || isFlat(curve, best, from - 1))) {
        from--;
      }
      while (to < x.length && (x[to] - x[best] <= NEAR || isFlat(curve, best, to))) {
        to++;
      }
      Parabolas near = curve.parabolas(from, to, x[best]);
      if (!(near.curvature() > 0 && near.vertex() > x[from] && near.vertex() < x[to - 1])) {
        // Three rates with the least in the middle always have their vertex between them.
        from = best - 1;
        to = best + 2;
        near = curve.parabolas(from, to, x[best]);
      }
      return near.curvature() > 0
          ? new Vertex(near.vertex(), best, from, to, Optional.of(near))
          : new Vertex(x[best], best, best, best + 1, Optional.empty());
    }

    private static boolean isFlat(RateCurve curve, int best, int other) {
      return curve.mean(other) - curve.mean(best) <= FLAT;
    }

    /** Returns whether a rate lies among those of the parabola. */
    boolean covers(RateCurve curve, double at) {
      double[] x = curve.logRates();
      return at >= x[from] && at <= x[to - 1];
    }

    double[] values(RateCurve curve) {
      return parabolas.map(p -> p.values(logRate)).orElseGet(() -> curve.values(best));
    }

    /** Returns by how much each seed moves it; absent where no interval says so. */
    Optional<double[]> pulls(double confidence) {
      return parabolas.flatMap(p -> p.pulls(confidence));
    }
  }
}
