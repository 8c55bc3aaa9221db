package richscale.limit;

import java.util.Arrays;

/**
 * What a linear network of infinite width learns, and how: full-batch gradient descent on 1/(2P)
 * sum |F x - y|^2 with the theory's rates.
 *
 * @param depth L, at least 2
 * @param steps T, updates
 * @param eta0 base learning rate
 * @param strength feature strength g = alpha / sqrt(n), through which alone n, r and gamma matter
 * @param inputs d, which scales the read-in: of the data, also where coordinates are fewer
 * @param coordinates m, dimension of the space in which inputs lie
 * @param outputs k
 * @param secondMoments S = X'X / P in those coordinates, m x m
 * @param cross c = Y'X / P, k x m, column-major
 * @param initialMap F_0, what is learned is added to, k x m, column-major; 0 for centred output
 */
// Arrays are what a BLAS takes; problems are compared by nobody.
@SuppressWarnings("ArrayRecordComponent")
public record LimitProblem(
    int depth,
    int steps,
    double eta0,
    double strength,
    int inputs,
    int coordinates,
    int outputs,
    double[] secondMoments,
    double[] cross,
    double[] initialMap) {

  public LimitProblem {
    if (depth < 2 || steps < 1 || !(eta0 > 0) || !(strength > 0)) {
      throw new IllegalArgumentException(
          "depth %s, steps %s, eta0 %s, strength %s".formatted(depth, steps, eta0, strength));
    }
    if (secondMoments.length != (long) coordinates * coordinates
        || cross.length != (long) outputs * coordinates
        || initialMap.length != cross.length) {
      throw new IllegalArgumentException("array lengths do not fit the shapes");
    }
    secondMoments = Arrays.copyOf(secondMoments, secondMoments.length);
    cross = Arrays.copyOf(cross, cross.length);
    initialMap = Arrays.copyOf(initialMap, initialMap.length);
  }
}
