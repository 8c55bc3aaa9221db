package richscale.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import richscale.linalg.FloatingPoint;
import richscale.theory.Activity;
import richscale.theory.Gauge;
import richscale.theory.Observable;
import richscale.theory.OptimizerKind;

/**
 * A validated sweep: the axes of the grid and what all its trials share.
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
 * @param architecture kind of network
 * @param optimizer update rule
 * @param trainer what does the arithmetic; absent for the cheapest that covers each trial
 * @param data samples
 * @param steps updates a trial
 * @param probe size of the probe batch
 * @param measuredSteps ascending steps that are measured
 * @param observables what is measured
 * @param dataType precision of parameters and passes
 * @param fit how exponents are fitted
 * @param precision half-width to which the intervals of predicted exponents after the last update
 *     are brought by adding seeds; absent to keep the seeds of the spec
 * @param canonical the resolved spec as HOCON text with sorted keys
 */
public record SweepSpec(
    List<Integer> width,
    List<Double> r,
    List<Long> seed,
    List<Double> gamma,
    List<Double> eta0,
    List<Integer> depth,
    List<Integer> batchSize,
    List<Gauge> gauge,
    List<Activation> activation,
    ArchitectureKind architecture,
    OptimizerKind optimizer,
    Optional<TrainerKind> trainer,
    DataSpec data,
    int steps,
    int probe,
    List<Integer> measuredSteps,
    List<Observable> observables,
    FloatingPoint dataType,
    FitSettings fit,
    OptionalDouble precision,
    String canonical) {

  public SweepSpec {
    width = List.copyOf(width);
    r = List.copyOf(r);
    seed = List.copyOf(seed);
    gamma = List.copyOf(gamma);
    eta0 = List.copyOf(eta0);
    depth = List.copyOf(depth);
    batchSize = List.copyOf(batchSize);
    gauge = List.copyOf(gauge);
    activation = List.copyOf(activation);
    measuredSteps = List.copyOf(measuredSteps);
    observables = List.copyOf(observables);
  }

  /**
   * Returns the number of trials.
   *
   * @return the product of the axes' lengths
   */
  public long trialCount() {
    long count = 1;
    for (List<?> axis : List.of(width, r, seed, gamma, eta0, depth, batchSize, gauge, activation)) {
      count = Math.multiplyExact(count, (long) axis.size());
    }
    return count;
  }

  /**
   * Expands the grid.
   *
   * @param threads OpenMP and BLAS threads of every trial
   * @return one trial for each element of the product of the axes, without duplicates
   */
  public List<Trial> trials(int threads) {
    List<Trial> trials = new ArrayList<>();
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
                      trials.add(
                          new Trial(
                              aWidth,
                              aSeed,
                              activity,
                              anEta0,
                              aDepth,
                              aBatchSize,
                              aGauge,
                              anActivation,
                              architecture,
                              optimizer,
                              trainer.orElseGet(
                                  () ->
                                      TrainerKind.cheapest(
                                          anActivation, optimizer, aBatchSize, data.outputs())),
                              data,
                              steps,
                              probe,
                              measuredSteps,
                              observables,
                              dataType,
                              threads));
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
    return trials;
  }
}
