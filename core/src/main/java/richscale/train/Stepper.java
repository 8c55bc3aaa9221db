package richscale.train;

/** Advances a network by one update after another. */
public interface Stepper extends AutoCloseable {
  /**
   * Does one update on the next batch.
   *
   * @return the loss 1/(2B) sum |f - y|^2 on that batch before the update; not finite once training
   *     has diverged
   */
  double step();

  /** Frees buffers. */
  @Override
  void close();
}
