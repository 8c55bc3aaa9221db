package richscale.train;

import richscale.linalg.Matrix;
import richscale.linalg.Space;

/**
 * What the losses of updates follow from, kept where the arithmetic is done until somebody looks.
 */
final class UnseenLosses implements AutoCloseable {
  /** Updates between two looks at most. */
  private static final int MOST = 1 << 14;

  private final Matrix sums;

  UnseenLosses(Space space) {
    sums = space.ofSums().allocate(space.onHost() ? 1 : MOST, 1);
  }

  /** Does an update and leaves the sum that its loss follows from at a place. */
  @FunctionalInterface
  interface Step {
    void into(Matrix sums, int place);
  }

  /** Returns where a single sum goes. */
  Matrix sums() {
    return sums;
  }

  /** Returns the sum of an update that was put at the first place. */
  double first() {
    return sums.toArray()[0];
  }

  /**
   * Does updates for which nobody waits: one after one whose loss is not finite counts as none.
   *
   * @param updates how many
   * @param step does one
   * @return how many were done before the loss was not finite
   */
  int advance(int updates, Step step) {
    int done = 0;
    while (done < updates) {
      int some = Math.min(updates - done, sums.rows());
      for (int i = 0; i < some; i++) {
        step.into(sums, i);
      }
      double[] seen = sums.toArray();
      for (int i = 0; i < some; i++) {
        if (!Double.isFinite(seen[i])) {
          return done + i;
        }
      }
      done += some;
    }
    return done;
  }

  @Override
  public void close() {
    sums.close();
  }
}
