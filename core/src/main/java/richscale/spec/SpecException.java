package richscale.spec;

/** A spec that cannot be used; the message is one line that names the key, its place and a cure. */
public final class SpecException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message one line for the user
   */
  public SpecException(String message) {
    super(message);
  }
}
