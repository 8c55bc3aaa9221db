package richscale.spec;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;

/**
 * A validated sweep.
 *
 * @param grids at least one, whose trials are united
 * @param fit how exponents are fitted
 * @param precision half-width to which the intervals of predicted exponents after the last update
 *     are brought by adding seeds; absent to keep the seeds of the spec
 * @param refine half-width to which the intervals of the logarithms of best rates after the last
 *     update are brought by adding rates; absent to keep the rates of the spec
 * @param limit whether networks that have a limit have it trained beside them
 * @param canonical the resolved spec as HOCON text with sorted keys
 */
public record SweepSpec(
    List<GridSpec> grids,
    FitSettings fit,
    OptionalDouble precision,
    OptionalDouble refine,
    boolean limit,
    String canonical) {

  public SweepSpec {
    grids = List.copyOf(grids);
  }

  /** {@return the grid of a spec that has no other} */
  public GridSpec only() {
    if (grids.size() != 1) {
      throw new IllegalStateException(grids.size() + " grids");
    }
    return grids.get(0);
  }

  /**
   * Returns the values of an axis over all grids.
   *
   * @param <T> type of a value
   * @param axis such as {@code Grid::width}
   * @return distinct values in the order of the spec
   */
  public <T> List<T> axis(Function<Grid, List<T>> axis) {
    return grids.stream().flatMap(grid -> axis.apply(grid.axes()).stream()).distinct().toList();
  }

  /**
   * {@return an upper bound of the number of trials: the cells of all grids, those that stand in
   * two counted twice}
   */
  public long trialCount() {
    return grids.stream().mapToLong(grid -> grid.axes().size()).reduce(0, Math::addExact);
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
    grids.forEach(grid -> grid.forEach(threads, trials::add));
    return List.copyOf(trials);
  }

  /**
   * Expands the grids, and adds the limits that are trained beside their networks.
   *
   * @param threads OpenMP and BLAS threads of every trial
   * @return the trials of all cells, then the limits of those that have one, without duplicates
   */
  public List<Trial> trialsAndLimits(int threads) {
    Set<Trial> trials = new LinkedHashSet<>(trials(threads));
    if (limit) {
      grids.forEach(grid -> grid.forEachLimit(threads, trials::add));
    }
    return List.copyOf(trials);
  }
}
