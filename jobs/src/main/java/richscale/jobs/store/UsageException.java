package richscale.jobs.store;

/** Arguments that cannot be used; the message is one line for the user. */
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message which argument, what is wrong with it, what would be right
   */
  public UsageException(String message) {
    super(message);
  }
}
