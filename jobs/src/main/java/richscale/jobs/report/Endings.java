package richscale.jobs.report;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import richscale.jobs.store.AnalysedTrial;
import richscale.jobs.store.Row;
import richscale.jobs.store.TablePart;
import richscale.jobs.store.Tables;
import richscale.spec.Configuration;

/**
 * How trials ended, and what all of them have in common.
 *
 * @param rows how many trials of each configuration and width ended in each way
 */
record Endings(List<Row> rows) {
  /** Reasons that are listed, the most frequent ones. */
  private static final int MAX_ROWS = 40;

  private static final List<String> COLUMNS =
      Stream.concat(
              Tables.CONFIGURATION.stream(),
              Stream.of("width", "status", "reason", "trials", "fewest", "most"))
          .toList();

  Endings {
    rows = List.copyOf(rows);
  }

  /** A way in which trials of a configuration ended. */
  private record Ending(int width, String status, String reason) implements Serializable {}

  /** Trials of one kind, and how many updates they did. */
  private record Count(long trials, int fewest, int most) implements Serializable {
    Count and(Count other) {
      return new Count(
          trials + other.trials, Math.min(fewest, other.fewest), Math.max(most, other.most));
    }
  }

  /** Counts them. */
  static Endings of(Tables tables) throws IOException {
    Map<Configuration, Map<Ending, Count>> counts =
        tables.group(Endings::counts, Endings::united).collectAsMap();
    List<Row> rows = new ArrayList<>();
    counts.forEach(
        (configuration, ofConfiguration) ->
            ofConfiguration.forEach(
                (ending, count) -> {
                  List<Object> values = new ArrayList<>(configuration.values());
                  values.addAll(
                      List.of(
                          ending.width(),
                          ending.status(),
                          ending.reason(),
                          count.trials(),
                          count.fewest(),
                          count.most()));
                  rows.add(new Row(COLUMNS, values.stream().map(Optional::of).toList()));
                }));
    rows.sort(Comparator.comparing(row -> row.values().toString()));
    return new Endings(rows);
  }

  /** A configuration is sent once, however many of its trials there are: it is long. */
  private static Map<Configuration, Map<Ending, Count>> counts(TablePart part) throws IOException {
    Map<Configuration, Map<Ending, Count>> counts = new HashMap<>();
    for (AnalysedTrial trial : part.trials()) {
      counts
          .computeIfAbsent(trial.configuration(), configuration -> new HashMap<>())
          .merge(
              new Ending(
                  trial.width(), trial.status().id(), trial.reason().replaceAll("[0-9]+", "N")),
              new Count(1, trial.updates(), trial.updates()),
              Count::and);
    }
    return counts;
  }

  private static Map<Ending, Count> united(Map<Ending, Count> some, Map<Ending, Count> more) {
    Map<Ending, Count> all = new HashMap<>(some);
    more.forEach((ending, count) -> all.merge(ending, count, Count::and));
    return all;
  }

  /** Adds them to what the page shows. */
  void put(Map<String, Object> data) {
    Map<String, Long> statuses = new TreeMap<>();
    Map<List<String>, List<Row>> unfinished = new LinkedHashMap<>();
    for (Row row : rows) {
      String status = row.text("status");
      statuses.merge(status, row.whole("trials"), Long::sum);
      if (!status.equals("completed")) {
        unfinished
            .computeIfAbsent(List.of(status, row.text("reason")), key -> new ArrayList<>())
            .add(row);
      }
    }
    data.put(
        "statuses",
        statuses.entrySet().stream()
            .map(entry -> Map.of("status", entry.getKey(), "trials", entry.getValue()))
            .toList());
    data.put(
        "unfinished",
        unfinished.entrySet().stream()
            .map(entry -> summary(entry.getKey(), entry.getValue()))
            .sorted(Comparator.comparingLong(row -> -(long) row.get("trials")))
            .limit(MAX_ROWS)
            .toList());
    data.put(
        "shared",
        rows.isEmpty()
            ? ""
            : Configurations.of(rows, Tables.CONFIGURATION).sharedText(rows.get(0)));
  }

  private static Map<String, Object> summary(List<String> key, List<Row> rows) {
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("status", key.get(0));
    summary.put("reason", key.get(1));
    summary.put("trials", rows.stream().mapToLong(row -> row.whole("trials")).sum());
    summary.put("narrowest", least(rows, "width"));
    summary.put("widest", greatest(rows, "width"));
    summary.put("fewest", least(rows, "fewest"));
    summary.put("most", greatest(rows, "most"));
    summary.put(
        "least_eta0", rows.stream().mapToDouble(row -> row.real("eta0")).min().orElseThrow());
    summary.put(
        "greatest_eta0", rows.stream().mapToDouble(row -> row.real("eta0")).max().orElseThrow());
    return summary;
  }

  private static int least(List<Row> rows, String column) {
    return rows.stream().mapToInt(row -> row.integer(column)).min().orElseThrow();
  }

  private static int greatest(List<Row> rows, String column) {
    return rows.stream().mapToInt(row -> row.integer(column)).max().orElseThrow();
  }
}
