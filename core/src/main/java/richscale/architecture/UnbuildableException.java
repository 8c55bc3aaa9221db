package richscale.architecture;

/** Layers that do not fit together, or not to the sizes asked for. */
public final class UnbuildableException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String problem;
  private final String expected;

  /**
   * Creates the exception.
   *
   * @param problem which layer, and what is wrong with it
   * @param expected what would be right
   */
  public UnbuildableException(String problem, String expected) {
    super("%s; expected %s".formatted(problem, expected));
    this.problem = problem;
    this.expected = expected;
  }

  /** {@return which layer, and what is wrong with it} */
  public String problem() {
    return problem;
  }

  /** {@return what would be right} */
  public String expected() {
    return expected;
  }
}
