package richscale.data;

import java.util.regex.Pattern;

/** Numbers as people write them: Java would take 1D, 2F and 0x1p3 for some as well. */
final class PlainNumber {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");

  /** Digits that every double holds. */
  private static final int SAFE_DIGITS = 15;

  private PlainNumber() {}

  static boolean is(String text) {
    return isDigits(text) || NUMBER.matcher(text).matches();
  }

  /**
   * Returns the number.
   *
   * @param text one that {@link #is} a number
   */
  static double parse(String text) {
    return isDigits(text) ? Long.parseLong(text) : Double.parseDouble(text);
  }

  /** Most cells of a large table are pixels, for which a pattern takes far too long. */
  private static boolean isDigits(String text) {
    if (text.isEmpty() || text.length() > SAFE_DIGITS) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }
}
