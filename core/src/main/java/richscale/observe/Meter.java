package richscale.observe;

/** Measures some observables that share their computation. */
interface Meter extends AutoCloseable {
  /**
   * Records the wanted ones among its observables; those undefined at this step are left out.
   *
   * @param step updates done so far
   * @param recorder receives the values
   */
  void measure(int step, Recorder recorder);

  /** Frees buffers; most meters have none of their own. */
  @Override
  default void close() {}
}
