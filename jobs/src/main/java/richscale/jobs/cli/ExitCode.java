package richscale.jobs.cli;

/** What the process says to its caller. */
final class ExitCode {
  /** All trials ended, diverged ones included. */
  static final int OK = 0;

  /** Anything not named here. */
  static final int SOFTWARE = 1;

  /** Unusable arguments or spec. */
  static final int USAGE = 2;

  /** Some trials failed. */
  static final int FAILED_TRIALS = 3;

  private ExitCode() {}
}
