package richscale.fit;

import java.util.Locale;

/** What a verdict measured an exponent by. */
public enum Ruler {
  /** The slope of the limit's curve over the same widths. */
  LIMIT,
  /** The exponent at infinite width, by a fit that allows for theory's first correction. */
  ASYMPTOTIC,
  /** The exponent over these widths against that at infinite width. */
  EXPONENT;

  /** {@return the name used in tables} */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
