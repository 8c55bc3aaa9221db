package richscale.jobs.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import richscale.jobs.store.OutputDirectory;
import richscale.jobs.store.Row;
import richscale.jobs.store.Tables;
import richscale.theory.Observable;

/**
 * The exponents that people are shown first, those after the last step, by configuration.
 *
 * @param rows rows of {@code fits}
 * @param configurations what these share but for r, and what tells them apart
 */
public record Headlines(List<Row> rows, Configurations configurations) {
  /** Names of the observables, in the order in which they are shown. */
  public static final List<String> OBSERVABLES =
      Stream.of(
              Observable.DELTA_H_NORM,
              Observable.DELTA_F_RMS,
              Observable.GRAD_H_NORM,
              Observable.DELTA_W_OP,
              Observable.ALIGNMENT)
          .map(Observable::id)
          .toList();

  private static final List<String> COLUMNS =
      Stream.concat(Stream.of("axis"), Tables.BESIDE_ANY_AXIS.stream())
          .filter(column -> !column.equals("r"))
          .toList();

  /**
   * Collects them.
   *
   * @param out the output directory
   * @return the rows of {@code fits} that are shown
   * @throws IOException if the table cannot be read
   */
  public static Headlines of(OutputDirectory out) throws IOException {
    List<Row> rows =
        Tables.read(
            out,
            "fits",
            row ->
                (row.find("step").equals(row.find("steps")) || row.text("axis").equals("steps"))
                    && OBSERVABLES.contains(row.text("observable")));
    return new Headlines(rows, Configurations.of(rows, COLUMNS));
  }

  /**
   * {@return the rows by what tells their configurations apart, r aside: rows of each, in their
   * order}
   */
  public Map<String, List<Row>> groups() {
    Map<String, List<Row>> groups = new LinkedHashMap<>();
    for (Row row : rows) {
      groups.computeIfAbsent(configurations.varyingText(row), key -> new ArrayList<>()).add(row);
    }
    return groups;
  }
}
