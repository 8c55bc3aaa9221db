package richscale.spec;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.JaroWinklerSimilarity;
import org.hipparchus.fraction.BigFraction;

/** Typed access to a resolved spec; whatever is wrong is said with its key, file and line. */
final class SpecValues {
  /** Similarity from which a name is taken for a misspelt other: swapped or missing letters. */
  private static final double NEAR = 0.8;

  /** Largest number that is not a typing error. */
  static final double MAX_REAL = 1e12;

  private final Config config;

  SpecValues(Config config) {
    this.config = config;
  }

  List<Integer> ints(String key, int min, int max) {
    return longs(key, min, max).stream().map(Math::toIntExact).toList();
  }

  int onlyInt(String key, int min, int max) {
    return only(key, ints(key, min, max), "one whole number");
  }

  List<Long> longs(String key, long min, long max) {
    String wanted = String.format(Locale.ROOT, "a whole number from %d to %d", min, max);
    return numbers(
        key,
        wanted,
        number -> {
          boolean whole = number.getDenominator().bitLength() == 1;
          if (!whole
              || number.compareTo(new BigFraction(min)) < 0
              || number.compareTo(new BigFraction(max)) > 0) {
            throw new IllegalArgumentException();
          }
          return number.getNumerator().longValueExact();
        });
  }

  long onlyLong(String key, long min, long max) {
    return only(key, longs(key, min, max), "one whole number");
  }

  /** Reads real numbers in [min, max]; a min of 0 with {@code open} leaves 0 itself out. */
  List<Double> reals(String key, double min, double max, boolean open, String wanted) {
    return numbers(
        key,
        wanted,
        number -> {
          double value = number.doubleValue();
          if (!(value >= min && value <= max) || (open && value == min)) {
            throw new IllegalArgumentException();
          }
          return value;
        });
  }

  double onlyReal(String key, double min, double max, boolean open, String wanted) {
    return only(key, reals(key, min, max, open, wanted), "one number");
  }

  <E extends Enum<E>> List<E> choices(String key, Class<E> type) {
    List<String> known =
        Arrays.stream(type.getEnumConstants())
            .map(constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .toList();
    return names(key, known).stream()
        .map(name -> type.getEnumConstants()[known.indexOf(name)])
        .toList();
  }

  /** Reads names, each of which must be known. */
  List<String> names(String key, List<String> known) {
    List<String> chosen = new ArrayList<>();
    for (ConfigValue element : elements(key)) {
      String text = scalar(key, element, "one of " + String.join(", ", known));
      if (!known.contains(text)) {
        throw error(
            element,
            key,
            "'%s' is not known".formatted(text),
            "one of %s%s".formatted(String.join(", ", known), suggestion(text, known)));
      }
      chosen.add(text);
    }
    requireDistinct(key, chosen);
    return chosen;
  }

  <E extends Enum<E>> E onlyChoice(String key, Class<E> type) {
    return only(key, choices(key, type), "one name");
  }

  /** Reads one text of any kind. */
  String text(String key, String wanted) {
    return scalar(key, value(key), wanted);
  }

  /** Reads a list of any texts; the word, or an empty list, stands for none. */
  List<String> texts(String key, String word) {
    if (isWord(key, word) || isEmptyList(key)) {
      return List.of();
    }
    List<String> texts =
        elements(key).stream()
            .map(element -> scalar(key, element, "a list of names").trim())
            .toList();
    requireDistinct(key, texts);
    return texts;
  }

  /** Returns whether a key holds the given word, such as {@code full}. */
  boolean isWord(String key, String word) {
    ConfigValue value = value(key);
    return value.valueType() == ConfigValueType.STRING && word.equals(value.unwrapped());
  }

  boolean onlyFlag(String key) {
    String text = String.valueOf(value(key).unwrapped());
    if (!text.equals("true") && !text.equals("false")) {
      throw error(key, "'%s' is no truth value".formatted(text), "true or false");
    }
    return text.equals("true");
  }

  boolean isEmptyList(String key) {
    return value(key) instanceof ConfigList list && list.isEmpty();
  }

  SpecException error(String key, String problem, String wanted) {
    return error(value(key), key, problem, wanted);
  }

  static SpecException error(ConfigValue value, String key, String problem, String wanted) {
    return new SpecException(place(value.origin()), key, problem, wanted);
  }

  /** Returns {@code file:line}, or the description alone where there is no line. */
  static String place(ConfigOrigin origin) {
    return origin
        .description()
        .replaceFirst(": (\\d+)(-\\d+)?$", ":$1")
        .replaceFirst("^--set:1$", "--set");
  }

  /** Returns {@code "; did you mean X?"}, or nothing when no candidate is near. */
  static String suggestion(String text, Collection<String> candidates) {
    JaroWinklerSimilarity similarity = new JaroWinklerSimilarity();
    ToDoubleFunction<String> near =
        candidate -> similarity.apply(lastName(text), lastName(candidate));
    return candidates.stream()
        .max(Comparator.comparingDouble(near))
        .filter(nearest -> near.applyAsDouble(nearest) >= NEAR)
        .map(nearest -> "; did you mean %s?".formatted(nearest))
        .orElse("");
  }

  private static String lastName(String key) {
    return key.substring(key.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private <T> List<T> numbers(String key, String wanted, Function<BigFraction, T> convert) {
    List<T> values = new ArrayList<>();
    for (ConfigValue element : elements(key)) {
      String text = scalar(key, element, wanted);
      try {
        for (BigFraction number : AxisParser.parse(text)) {
          values.add(convert.apply(number));
        }
      } catch (AxisParser.Unreadable e) {
        throw error(element, key, e.getMessage(), wanted);
      } catch (IllegalArgumentException | ArithmeticException e) {
        throw error(element, key, "%s is out of range".formatted(text), wanted);
      }
    }
    requireDistinct(key, values);
    return values;
  }

  private List<ConfigValue> elements(String key) {
    ConfigValue value = value(key);
    if (value instanceof ConfigList list) {
      if (list.isEmpty()) {
        throw error(value, key, "the list is empty", "at least one value");
      }
      return list;
    }
    return List.of(value);
  }

  private static String scalar(String key, ConfigValue value, String wanted) {
    return switch (value.valueType()) {
      case NUMBER, STRING -> String.valueOf(value.unwrapped());
      case BOOLEAN ->
          throw error(
              value, key, "%s is not a number or name".formatted(value.unwrapped()), wanted);
      case OBJECT -> throw error(value, key, "a section stands where a value belongs", wanted);
      case LIST -> throw error(value, key, "a list stands within a list", wanted);
      case NULL -> throw error(value, key, "the value is null", wanted);
    };
  }

  private <T> void requireDistinct(String key, List<T> values) {
    HashSet<T> seen = new HashSet<>();
    String twice =
        values.stream()
            .filter(v -> !seen.add(v))
            .map(String::valueOf)
            .collect(Collectors.joining(", "));
    if (!twice.isEmpty()) {
      throw error(
          key, "%s is listed twice".formatted(twice.toLowerCase(Locale.ROOT)), "every value once");
    }
  }

  private <T> T only(String key, List<T> values, String wanted) {
    if (values.size() != 1) {
      throw error(
          key,
          String.format(Locale.ROOT, "%d values stand here", values.size()),
          wanted + ", since this key is no axis");
    }
    return values.get(0);
  }

  /** Walks the path itself, since the library's own lookup refuses null values. */
  private ConfigValue value(String key) {
    ConfigValue at = config.root();
    for (String name : key.split("\\.", -1)) {
      at = ((ConfigObject) at).get(name);
    }
    return at;
  }
}
