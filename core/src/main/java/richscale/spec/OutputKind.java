package richscale.spec;

/** What of the output is trained and measured. */
public enum OutputKind {
  /** The output f. */
  PLAIN,
  /**
   * f - f_0, the output less what it is at initialisation: a function that starts at 0 at every
   * width and richness, so that nothing is left in it of what theory does not speak of (Chizat,
   * Oyallon and Bach 2019).
   */
  CENTRED
}
