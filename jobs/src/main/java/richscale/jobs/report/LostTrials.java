package richscale.jobs.report;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import richscale.jobs.store.Row;
import richscale.jobs.store.Tables;

/**
 * Trials that diverged or failed, by configuration and width: means and exponents are those of the
 * others.
 *
 * @param varying columns that tell configurations apart
 * @param widths all that were trained
 * @param configurations those that lost a trial, the greatest losses first
 */
record LostTrials(List<String> varying, List<Integer> widths, List<Loss> configurations) {
  /** Configurations that are listed. */
  private static final int MAX_ROWS = 24;

  LostTrials {
    varying = List.copyOf(varying);
    widths = List.copyOf(widths);
    configurations = List.copyOf(configurations);
  }

  /** Some trials of a cell, and how many of them were lost. */
  private record Count(long lost, long all) {
    Count plus(Count other) {
      return new Count(lost + other.lost, all + other.all);
    }

    @Override
    public String toString() {
      return lost == 0 ? "" : String.format(Locale.ROOT, "%d of %d", lost, all);
    }
  }

  /**
   * What a configuration lost.
   *
   * @param values what tells it from others
   * @param byWidth trials of each width
   */
  private record Loss(List<String> values, Map<Integer, Count> byWidth) {
    long lost() {
      return byWidth.values().stream().mapToLong(Count::lost).sum();
    }
  }

  static LostTrials of(Endings endings) {
    List<Row> rows = endings.rows();
    List<String> varying = Configurations.of(rows, Tables.CONFIGURATION).varying();
    Map<List<String>, Map<Integer, Count>> counts = new LinkedHashMap<>();
    for (Row row : rows) {
      long trials = row.whole("trials");
      boolean completed = row.text("status").equals("completed");
      counts
          .computeIfAbsent(varying.stream().map(row::text).toList(), key -> new TreeMap<>())
          .merge(row.integer("width"), new Count(completed ? 0 : trials, trials), Count::plus);
    }
    return new LostTrials(
        varying,
        rows.stream().map(row -> row.integer("width")).distinct().sorted().toList(),
        counts.entrySet().stream()
            .map(entry -> new Loss(entry.getKey(), entry.getValue()))
            .filter(loss -> loss.lost() > 0)
            .sorted(
                Comparator.comparingLong((Loss loss) -> -loss.lost())
                    .thenComparing(loss -> String.join(" ", loss.values())))
            .toList());
  }

  /** {@return lines of text; none if all trials completed} */
  String text() {
    if (configurations.isEmpty()) {
      return "";
    }
    TextTable table =
        new TextTable(
            varying.size(),
            Stream.concat(varying.stream(), widths.stream().map(String::valueOf))
                .toArray(String[]::new));
    configurations.stream().limit(MAX_ROWS).forEach(loss -> table.add(cells(loss)));
    String more =
        configurations.size() > MAX_ROWS
            ? String.format(
                Locale.ROOT, "  and %d more configurations%n", configurations.size() - MAX_ROWS)
            : "";
    return String.format(
        "Diverged or failed, by width; means and exponents are those of the other trials%n%n%s%s%n",
        table.render(), more);
  }

  private String[] cells(Loss loss) {
    return Stream.concat(
            loss.values().stream(),
            widths.stream()
                .map(width -> loss.byWidth().getOrDefault(width, new Count(0, 0)).toString()))
        .toArray(String[]::new);
  }

  /** {@return what the page shows: names of columns, and a row for each configuration} */
  Map<String, Object> page() {
    return Map.of(
        "names", varying.size(),
        "columns", Stream.concat(varying.stream(), widths.stream().map(String::valueOf)).toList(),
        "rows", configurations.stream().limit(MAX_ROWS).map(loss -> List.of(cells(loss))).toList());
  }
}
