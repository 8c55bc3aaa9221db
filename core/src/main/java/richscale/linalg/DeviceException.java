package richscale.linalg;

/** A device, or its driver, could not do what was asked of it. */
public final class DeviceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes one.
   *
   * @param message what failed, on which device, and with which error
   */
  public DeviceException(String message) {
    super(message);
  }
}
