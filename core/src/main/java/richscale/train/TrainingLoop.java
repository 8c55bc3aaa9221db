package richscale.train;

import java.util.List;

/** Runs the updates of a trial and lets an observer look at the network between them. */
public final class TrainingLoop {
  /** Looks at the network. */
  @FunctionalInterface
  public interface Observer {
    /**
     * Measures the network.
     *
     * @param step updates done so far
     * @return whether everything measured was finite
     */
    boolean observe(int step);
  }

  /**
   * How a training ended.
   *
   * @param updates updates that were done
   * @param diverged whether the loss or a measured quantity stopped being finite
   */
  public record Outcome(int updates, boolean diverged) {}

  private TrainingLoop() {}

  /**
   * Trains until the last measured step, or until something stops being finite.
   *
   * @param trainer does the updates
   * @param measuredSteps ascending steps at which to observe; the last ends the training
   * @param observer called at each of them
   * @return how it ended
   */
  public static Outcome train(Trainer trainer, List<Integer> measuredSteps, Observer observer) {
    int done = 0;
    for (int measured : measuredSteps) {
      done += trainer.advance(measured - done);
      if (done < measured) {
        return new Outcome(done, true);
      }
      trainer.settle();
      if (!observer.observe(measured)) {
        return new Outcome(done, true);
      }
    }
    return new Outcome(done, false);
  }
}
