package richscale.jobs.store;

/** Arguments that cannot be used; the message is one line for the user. */
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param place which argument, variable or file
   * @param problem what is wrong with it
   * @param expected what would be right
   */
  public UsageException(String place, String problem, String expected) {
    super("%s: %s; expected %s".formatted(place, problem, expected));
  }

  /**
   * Creates an exception about a file that can only be gone round.
   *
   * @param message what is wrong, and what to do
   */
  public UsageException(String message) {
    super(message);
  }
}
