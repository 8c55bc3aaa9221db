package richscale.data;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import richscale.spec.SpecException;

/**
 * Labels as they are read, and the classes they stand for. Whole numbers from 0 are classes
 * themselves; other whole numbers and names become 0, 1, ... in ascending order.
 */
final class LabelColumn {
  /** More classes than that are a column of numbers taken for one of classes. */
  private static final int MOST_CLASSES = 10_000;

  /** Below that, whole numbers are written without an exponent and read back as they are. */
  private static final double MOST_WHOLE = 1e15;

  private final Map<String, Integer> texts = new LinkedHashMap<>();
  private final NumberColumn codes = new NumberColumn();

  /**
   * Labels as classes.
   *
   * @param labels the class of each record
   * @param names of the classes 0, 1, ...; empty where numbers name themselves
   */
  // Compared by nobody.
  @SuppressWarnings("ArrayRecordComponent")
  record Classes(double[] labels, List<String> names) {}

  void add(String text) {
    codes.add(texts.computeIfAbsent(text, unused -> texts.size()));
  }

  void add(double number) {
    add(
        number == Math.rint(number) && Math.abs(number) < MOST_WHOLE
            ? String.valueOf((long) number)
            : String.valueOf(number));
  }

  void truncate(int rows) {
    codes.truncate(rows);
  }

  Classes classes(String path, String column) {
    List<String> seen = List.copyOf(texts.keySet());
    boolean[] used = new boolean[seen.size()];
    IntStream.range(0, codes.size()).forEach(row -> used[(int) codes.get(row)] = true);
    List<String> there =
        IntStream.range(0, used.length).filter(i -> used[i]).mapToObj(seen::get).toList();
    List<String> names = there.stream().filter(text -> !PlainNumber.is(text)).toList();
    if (!names.isEmpty() && names.size() < there.size()) {
      throw bad(path, column, names, "names alone, or numbers alone");
    }
    if (!names.isEmpty()) {
      if (names.size() == codes.size()) {
        throw RecordFiles.error(
            path,
            "every row has another name in column %s".formatted(column),
            "the names of classes");
      }
      return named(names.stream().sorted().toList());
    }
    for (String text : there) {
      double value = PlainNumber.parse(text);
      if (value != Math.rint(value) || Math.abs(value) >= MOST_CLASSES) {
        throw bad(
            path,
            column,
            List.of(text),
            String.format(
                Locale.ROOT,
                "classes, names or whole numbers below %d; or data.task = regression",
                MOST_CLASSES));
      }
    }
    List<Integer> numbers =
        there.stream().map(text -> (int) PlainNumber.parse(text)).sorted().distinct().toList();
    Map<String, Integer> values = new LinkedHashMap<>();
    boolean own = numbers.isEmpty() || numbers.get(0) >= 0;
    seen.stream()
        .filter(PlainNumber::is)
        .forEach(
            text -> {
              int value = (int) PlainNumber.parse(text);
              values.put(text, own ? value : numbers.indexOf(value));
            });
    return new Classes(
        labels(seen, values), own ? List.of() : numbers.stream().map(String::valueOf).toList());
  }

  private Classes named(List<String> names) {
    Map<String, Integer> values = new LinkedHashMap<>();
    names.forEach(name -> values.put(name, values.size()));
    return new Classes(labels(List.copyOf(texts.keySet()), values), names);
  }

  private double[] labels(List<String> seen, Map<String, Integer> values) {
    return IntStream.range(0, codes.size())
        .mapToDouble(row -> values.get(seen.get((int) codes.get(row))))
        .toArray();
  }

  /** Names the first row that has one of some texts. */
  private SpecException bad(String path, String column, List<String> texts, String wanted) {
    List<String> seen = List.copyOf(this.texts.keySet());
    int row =
        IntStream.range(0, codes.size())
            .filter(i -> texts.contains(seen.get((int) codes.get(i))))
            .findFirst()
            .orElseThrow();
    return RecordFiles.error(
        path,
        String.format(
            Locale.ROOT,
            "row %d has '%s' in column %s",
            row + 1,
            seen.get((int) codes.get(row)),
            column),
        wanted);
  }
}
