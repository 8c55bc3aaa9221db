package richscale.spec;

/** A spec that cannot be used, or data that it names; the message is one line for the user. */
public final class SpecException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String place;
  private final String key;
  private final String problem;
  private final String expected;

  /**
   * Creates the exception.
   *
   * @param place file and line, a file of records, or the option that is wrong; may be empty
   * @param key the key of the spec; empty where there is none
   * @param problem what is wrong
   * @param expected what would be right
   */
  public SpecException(String place, String key, String problem, String expected) {
    super("%s; expected %s".formatted(complaint(place, key, problem), expected));
    this.place = place;
    this.key = key;
    this.problem = problem;
    this.expected = expected;
  }

  /**
   * Creates an exception about something that is no key.
   *
   * @param place a file, or the option that is wrong
   * @param problem what is wrong
   * @param expected what would be right
   */
  public SpecException(String place, String problem, String expected) {
    this(place, "", problem, expected);
  }

  private static String complaint(String place, String key, String problem) {
    return (place.isEmpty() ? "" : place + ": ") + (key.isEmpty() ? "" : key + ": ") + problem;
  }

  /**
   * Returns whether a key is to blame.
   *
   * @param which such as {@code data.path}
   * @return whether it is that one
   */
  public boolean isAbout(String which) {
    return key.equals(which);
  }

  /** {@return place, key and problem in one clause} */
  public String complaint() {
    return complaint(place, key, problem);
  }

  /** {@return what would be right} */
  public String expected() {
    return expected;
  }
}
