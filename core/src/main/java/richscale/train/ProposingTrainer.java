package richscale.train;

import richscale.linalg.Matrix;
import richscale.linalg.Space;

/**
 * A trainer whose updates are proposed, with a sum that their loss follows from, before they are
 * accepted. On a device nobody waits for that sum: it is kept there until somebody looks.
 */
abstract sealed class ProposingTrainer implements Trainer permits FusedTrainer, FactoredTrainer {
  /** Updates between two looks at most. */
  private static final int MOST = 1 << 14;

  private final Matrix sums;

  ProposingTrainer(Space space) {
    sums = space.ofSums().allocate(space.onHost() ? 1 : MOST, 1);
  }

  /** Runs the next batch up to what its error says, and leaves a sum at a place. */
  abstract void propose(Matrix sums, int place);

  /** Returns the loss that follows from such a sum. */
  abstract double loss(double sum);

  /** Updates the parameters as proposed. */
  abstract void accept();

  @Override
  public final double step() {
    propose(sums, 0);
    double value = loss(sums.toArray()[0]);
    if (Double.isFinite(value)) {
      accept();
    }
    return value;
  }

  /** On a device an update after one whose loss was not finite counts as none. */
  @Override
  public final int advance(int updates) {
    if (sums.space().onHost()) {
      return Trainer.super.advance(updates);
    }
    int done = 0;
    while (done < updates) {
      int some = Math.min(updates - done, sums.rows());
      for (int i = 0; i < some; i++) {
        propose(sums, i);
        accept();
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
