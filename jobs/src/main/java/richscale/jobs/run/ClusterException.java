package richscale.jobs.run;

/** A cluster cannot go on; the message is one line that says why and what would help. */
public final class ClusterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what is wrong.
   *
   * @param problem what is wrong
   * @param wanted what would be right
   * @param cause what Spark says
   */
  public ClusterException(String problem, String wanted, Throwable cause) {
    super("%s; expected %s".formatted(problem, wanted), cause);
  }
}
