package richscale.jobs.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import richscale.spec.Configuration;
import richscale.spec.TrialField;
import richscale.trial.TrialStatus;

/** Some trials with all that they measured: a file of the table {@code trials} and its twin. */
public final class TablePart {
  private static final Set<String> OF_TRIALS =
      Stream.concat(
              TrialField.configuration().stream().map(TrialField::column),
              Stream.of("trial_id", "width", "seed", "status", "reason", "updates"))
          .collect(Collectors.toSet());

  private static final Set<String> OF_MEASUREMENTS =
      Schemas.MEASUREMENTS.getFields().stream().map(Type::getName).collect(Collectors.toSet());

  private final OutputDirectory out;
  private final String archive;

  TablePart(OutputDirectory out, String archive) {
    this.out = out;
    this.archive = archive;
  }

  /** Takes measurements. */
  @FunctionalInterface
  public interface Taker {
    /**
     * Takes one.
     *
     * @param trial whose it is
     * @param step updates done before
     * @param layer from 1 to L; 0 for the whole network
     * @param observable its name
     * @param value what was measured
     */
    void take(AnalysedTrial trial, int step, int layer, String observable, double value);
  }

  /** Returns columns as a file has them: one of an earlier version lacks those that came later. */
  private MessageType columns(byte[] content, Set<String> names) throws IOException {
    MessageType there = ParquetBytes.metadata(content, out.fileSystem().getConf()).getSchema();
    List<Type> columns =
        there.getFields().stream().filter(column -> names.contains(column.getName())).toList();
    return new MessageType(there.getName(), columns);
  }

  /**
   * Reads the trials.
   *
   * @return all of this part, in the order of the table
   * @throws IOException if the file cannot be read
   */
  public List<AnalysedTrial> trials() throws IOException {
    byte[] content = out.read(Compaction.part("trials", archive));
    Map<Configuration, Configuration> configurations = new HashMap<>();
    List<AnalysedTrial> trials = new ArrayList<>();
    for (Group row :
        ParquetBytes.decode(content, columns(content, OF_TRIALS), out.fileSystem().getConf())) {
      Configuration read = Configuration.ofColumns(field -> value(row, field));
      boolean told = row.getFieldRepetitionCount("reason") > 0;
      trials.add(
          new AnalysedTrial(
              row.getString("trial_id", 0),
              configurations.computeIfAbsent(read, same -> same),
              row.getInteger("width", 0),
              row.getLong("seed", 0),
              TrialStatus.valueOf(row.getString("status", 0).toUpperCase(Locale.ROOT)),
              told ? row.getString("reason", 0) : "",
              row.getInteger("updates", 0)));
    }
    return trials;
  }

  private static Object value(Group row, TrialField field) {
    String column = field.column();
    if (!row.getType().containsField(column)) {
      return field.byDefault().orElseThrow();
    }
    return switch (field.type()) {
      case INT -> row.getInteger(column, 0);
      case LONG -> row.getLong(column, 0);
      case REAL -> row.getDouble(column, 0);
      // Earlier versions wrote conjugate-kernel.
      case CONSTANT -> row.getString(column, 0).replace('-', '_');
      case NAME, TEXT -> row.getString(column, 0);
    };
  }

  /**
   * Reads measurements.
   *
   * @param of the trials whose measurements are wanted, by id
   * @param observables those that are wanted; all if empty
   * @param taker takes them, in the order of the table
   * @throws IOException if the file cannot be read
   */
  public void measurements(Map<String, AnalysedTrial> of, Set<String> observables, Taker taker)
      throws IOException {
    byte[] content;
    try {
      content = out.read(Compaction.part("measurements", archive));
    } catch (FileNotFoundException e) {
      // Failed trials have none.
      return;
    }
    ParquetBytes.pass(
        content,
        columns(content, OF_MEASUREMENTS),
        ParquetBytes.filter("observable", observables),
        out.fileSystem().getConf(),
        present -> new MeasurementReader(present, of, observables, taker),
        unused -> {});
  }
}
