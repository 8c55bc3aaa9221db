package richscale.spec;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import richscale.theory.Activity;
import richscale.theory.Gauge;

/**
 * A product of axes.
 *
 * @param width axis n
 * @param r axis richness
 * @param seed axis of seeds
 * @param gamma axis of activity prefactors
 * @param eta0 axis of base learning rates
 * @param depth axis L
 * @param batchSize axis of samples a step
 * @param gauge axis of gauges
 * @param activation axis of nonlinearities
 */
public record Grid(
    List<Integer> width,
    List<Double> r,
    List<Long> seed,
    List<Double> gamma,
    List<Double> eta0,
    List<Integer> depth,
    List<Integer> batchSize,
    List<Gauge> gauge,
    List<Activation> activation) {

  public Grid {
    width = List.copyOf(width);
    r = List.copyOf(r);
    seed = List.copyOf(seed);
    gamma = List.copyOf(gamma);
    eta0 = List.copyOf(eta0);
    depth = List.copyOf(depth);
    batchSize = List.copyOf(batchSize);
    gauge = List.copyOf(gauge);
    activation = List.copyOf(activation);
  }

  long size() {
    long count = 1;
    for (List<?> axis : List.of(width, r, seed, gamma, eta0, depth, batchSize, gauge, activation)) {
      count = Math.multiplyExact(count, (long) axis.size());
    }
    return count;
  }

  /** Returns the same grid with the first seed only. */
  Grid ofFirstSeed() {
    return new Grid(width, r, seed.subList(0, 1), gamma, eta0, depth, batchSize, gauge, activation);
  }

  /** Returns the same grid with the first value of every axis but the nonlinearities. */
  Grid corner() {
    return new Grid(
        width.subList(0, 1),
        r.subList(0, 1),
        seed.subList(0, 1),
        gamma.subList(0, 1),
        eta0.subList(0, 1),
        depth.subList(0, 1),
        batchSize.subList(0, 1),
        gauge.subList(0, 1),
        activation);
  }

  /** Runs over the product, each trial to be done by the given trainer, or by the cheapest. */
  void forEach(
      Settings settings, Optional<TrainerKind> trainer, int threads, Consumer<Trial> action) {
    for (Gauge aGauge : gauge) {
      for (Activation anActivation : activation) {
        for (int aDepth : depth) {
          for (int aBatchSize : batchSize) {
            for (double anEta0 : eta0) {
              for (double aGamma : gamma) {
                for (double anR : r) {
                  Activity activity = new Activity(aGamma, anR);
                  for (int aWidth : width) {
                    for (long aSeed : seed) {
                      Trial plain =
                          new Trial(
                              aWidth,
                              aSeed,
                              activity,
                              anEta0,
                              aDepth,
                              aBatchSize,
                              aGauge,
                              anActivation,
                              trainer.orElse(TrainerKind.FUSED),
                              settings,
                              threads);
                      action.accept(
                          trainer.isPresent() ? plain : plain.by(TrainerKind.cheapest(plain)));
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}
