package richscale.spec;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import richscale.linalg.FloatingPoint;
import richscale.theory.Gauge;
import richscale.theory.Observable;
import richscale.theory.OptimizerKind;

/**
 * A validated sweep: the grids and what all their trials share.
 *
 * @param grids products of axes, whose cells are united
 * @param architecture kind of network
 * @param bias whether layers have biases
 * @param loss what is minimised
 * @param optimizer update rule
 * @param momentum factor of the velocity, 0 for none
 * @param weightDecay rate of decay in units of 1/eta0
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
    List<Grid> grids,
    ArchitectureSpec architecture,
    BiasKind bias,
    LossKind loss,
    OptimizerKind optimizer,
    double momentum,
    double weightDecay,
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
    grids = List.copyOf(grids);
    measuredSteps = List.copyOf(measuredSteps);
    observables = List.copyOf(observables);
  }

  /**
   * Returns the values of an axis over all grids.
   *
   * @param <T> type of a value
   * @param axis such as {@code Grid::width}
   * @return distinct values in the order of the spec
   */
  public <T> List<T> axis(Function<Grid, List<T>> axis) {
    return grids.stream().flatMap(grid -> axis.apply(grid).stream()).distinct().toList();
  }

  /**
   * Returns the axis of widths.
   *
   * @return distinct n
   */
  public List<Integer> width() {
    return axis(Grid::width);
  }

  /**
   * Returns the axis of richness.
   *
   * @return distinct r
   */
  public List<Double> r() {
    return axis(Grid::r);
  }

  /**
   * Returns the axis of seeds.
   *
   * @return distinct seeds
   */
  public List<Long> seed() {
    return axis(Grid::seed);
  }

  /**
   * Returns the axis of activity prefactors.
   *
   * @return distinct gamma
   */
  public List<Double> gamma() {
    return axis(Grid::gamma);
  }

  /**
   * Returns the axis of base learning rates.
   *
   * @return distinct eta0
   */
  public List<Double> eta0() {
    return axis(Grid::eta0);
  }

  /**
   * Returns the axis of gauges.
   *
   * @return distinct gauges
   */
  public List<Gauge> gauge() {
    return axis(Grid::gauge);
  }

  /**
   * Returns the axis of nonlinearities.
   *
   * @return distinct activations
   */
  public List<Activation> activation() {
    return axis(Grid::activation);
  }

  /**
   * Returns an upper bound of the number of trials.
   *
   * @return the cells of all grids, those that stand in two counted twice
   */
  public long trialCount() {
    return grids.stream().mapToLong(Grid::size).reduce(0, Math::addExact);
  }

  /**
   * Expands the grids.
   *
   * @param threads OpenMP and BLAS threads of every trial
   * @return one trial for each cell, without duplicates
   */
  public List<Trial> trials(int threads) {
    // Only grids can share a cell; within one all differ.
    Set<Trial> trials = new LinkedHashSet<>();
    for (Grid grid : grids) {
      grid.forEach(cell -> trials.add(trial(cell, threads)));
    }
    return List.copyOf(trials);
  }

  /** Returns one trial for each nonlinearity of each grid. */
  List<Trial> corners() {
    List<Trial> corners = new ArrayList<>();
    for (Grid grid : grids) {
      grid.corner().forEach(cell -> corners.add(trial(cell, 1)));
    }
    return corners;
  }

  private Trial trial(Grid.Cell cell, int threads) {
    Trial plain =
        new Trial(
            cell.width(),
            cell.seed(),
            cell.activity(),
            cell.eta0(),
            cell.depth(),
            cell.batchSize(),
            cell.gauge(),
            cell.activation(),
            architecture,
            bias,
            loss,
            optimizer,
            momentum,
            weightDecay,
            trainer.orElse(TrainerKind.FUSED),
            data,
            steps,
            probe,
            measuredSteps,
            observables,
            dataType,
            threads);
    return trainer.isPresent() ? plain : plain.by(TrainerKind.cheapest(plain));
  }
}
