package richscale.spec;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hipparchus.fraction.BigFraction;

/**
 * Reads numbers, fractions and ranges such as {@code 1/8}, {@code 0..4}, {@code 0..1/2 by 1/8},
 * {@code 64..2048 x 2} and {@code 2..64 log 30}. A range ends where it says.
 */
final class AxisParser {
  /** Longest range: a longer one is a typing error. */
  private static final int MAX_LENGTH = 100_000;

  private static final String NUMBER =
      "[+-]?(?:\\d+/\\d+|(?:\\d+(?:\\.\\d+)?|\\.\\d+)(?:[eE][+-]?\\d{1,3})?)";
  private static final Pattern SINGLE = Pattern.compile(NUMBER);
  private static final Pattern RANGE =
      Pattern.compile(
          "(%s)\\s*\\.\\.\\s*(%s)(?:\\s+(by|x|log)\\s*(%s))?".formatted(NUMBER, NUMBER, NUMBER));

  private AxisParser() {}

  /** Says in one clause why a text is neither a number nor a range. */
  static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable(String why) {
      super(why);
    }
  }

  static List<BigFraction> parse(String text) throws Unreadable {
    String trimmed = text.trim();
    if (SINGLE.matcher(trimmed).matches()) {
      return List.of(number(trimmed));
    }
    Matcher range = RANGE.matcher(trimmed);
    if (!range.matches()) {
      throw new Unreadable("'%s' is not a number, a fraction or a range".formatted(trimmed));
    }
    BigFraction first = number(range.group(1));
    BigFraction last = number(range.group(2));
    if ("log".equals(range.group(3))) {
      return logSpaced(trimmed, first, last, number(range.group(4)));
    }
    boolean geometric = "x".equals(range.group(3));
    BigFraction stride = range.group(4) == null ? BigFraction.ONE : number(range.group(4));
    if (geometric ? stride.compareTo(BigFraction.ONE) <= 0 : stride.signum() <= 0) {
      throw new Unreadable(
          String.format(
              Locale.ROOT,
              "the range '%s' never ends: its %s must be above %d",
              trimmed,
              geometric ? "factor" : "stride",
              geometric ? 1 : 0));
    }
    if (geometric && first.signum() <= 0) {
      throw new Unreadable("the range '%s' must start above 0".formatted(trimmed));
    }
    if (first.compareTo(last) > 0) {
      throw new Unreadable("the range '%s' is empty: it starts above its end".formatted(trimmed));
    }
    List<BigFraction> values = new ArrayList<>();
    for (BigFraction at = first;
        at.compareTo(last) <= 0;
        at = geometric ? at.multiply(stride) : at.add(stride)) {
      if (values.size() == MAX_LENGTH) {
        throw new Unreadable(
            String.format(
                Locale.ROOT, "the range '%s' has more than %d values", trimmed, MAX_LENGTH));
      }
      values.add(at);
    }
    return values;
  }

  /** Both ends exact, the values between to six significant digits, the same on every platform. */
  private static List<BigFraction> logSpaced(
      String range, BigFraction first, BigFraction last, BigFraction count) throws Unreadable {
    boolean whole = count.getDenominator().bitLength() == 1;
    if (!whole || count.compareTo(new BigFraction(2)) < 0 || first.signum() <= 0) {
      throw new Unreadable(
          "the range '%s' needs a start above 0 and a whole number of values from 2"
              .formatted(range));
    }
    if (first.compareTo(last) >= 0 || count.compareTo(new BigFraction(MAX_LENGTH)) > 0) {
      throw new Unreadable(
          String.format(
              Locale.ROOT,
              "the range '%s' needs an end above its start, and at most %d values",
              range,
              MAX_LENGTH));
    }
    int intervals = count.getNumerator().intValueExact() - 1;
    double start = StrictMath.log(first.doubleValue());
    double length = StrictMath.log(last.doubleValue()) - start;
    List<BigFraction> values = new ArrayList<>(List.of(first));
    for (int i = 1; i < intervals; i++) {
      double value = StrictMath.exp(start + length * i / intervals);
      values.add(number(new BigDecimal(value).round(new MathContext(6)).toPlainString()));
    }
    values.add(last);
    return values;
  }

  private static BigFraction number(String text) throws Unreadable {
    int slash = text.indexOf('/');
    if (slash < 0) {
      BigDecimal decimal = new BigDecimal(text);
      int scale = decimal.scale();
      BigFraction unscaled = new BigFraction(decimal.unscaledValue());
      BigFraction power = new BigFraction(10).pow(Math.abs(scale));
      return scale >= 0 ? unscaled.divide(power) : unscaled.multiply(power);
    }
    BigFraction denominator =
        new BigFraction(new BigDecimal(text.substring(slash + 1)).toBigInteger());
    if (denominator.signum() == 0) {
      throw new Unreadable("'%s' divides by zero".formatted(text));
    }
    return new BigFraction(new BigDecimal(text.substring(0, slash)).toBigInteger())
        .divide(denominator);
  }
}
