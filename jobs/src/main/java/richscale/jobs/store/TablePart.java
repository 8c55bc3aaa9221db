package richscale.jobs.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.parquet.filter2.compat.FilterCompat;
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
  private final boolean pooled;

  TablePart(OutputDirectory out, String archive, boolean pooled) {
    this.out = out;
    this.archive = archive;
    this.pooled = pooled;
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
    MessageType schema = columns(content, OF_TRIALS);
    int[] fields =
        TrialField.configuration().stream()
            .mapToInt(field -> position(schema, field.column()))
            .toArray();
    int trialId = position(schema, "trial_id");
    int width = position(schema, "width");
    int seed = position(schema, "seed");
    int status = position(schema, "status");
    int reason = position(schema, "reason");
    int updates = position(schema, "updates");
    Map<Configuration, Configuration> configurations = new HashMap<>();
    List<AnalysedTrial> trials = new ArrayList<>();
    ParquetBytes.pass(
        content,
        schema,
        FilterCompat.NOOP,
        out.fileSystem().getConf(),
        RowReader::new,
        row -> {
          Configuration read = configuration(row, fields);
          if (pooled) {
            read = read.onAnyDevice();
          }
          trials.add(
              new AnalysedTrial(
                  (String) row[trialId],
                  configurations.computeIfAbsent(read, same -> same),
                  (int) row[width],
                  (long) row[seed],
                  TrialStatus.valueOf(((String) row[status]).toUpperCase(Locale.ROOT)),
                  row[reason] instanceof String told ? told : "",
                  (int) row[updates]));
        });
    return trials;
  }

  /**
   * Reads some of the trials.
   *
   * @param wanted which
   * @return them by their ids, as {@link #measurements} takes them
   * @throws IOException if the file cannot be read
   */
  public Map<String, AnalysedTrial> trials(Predicate<AnalysedTrial> wanted) throws IOException {
    return trials().stream()
        .filter(wanted)
        .collect(Collectors.toMap(AnalysedTrial::trialId, Function.identity()));
  }

  private static int position(MessageType schema, String column) {
    return schema.containsField(column) ? schema.getFieldIndex(column) : -1;
  }

  private static Configuration configuration(Object[] row, int[] fields) {
    List<Object> values = new ArrayList<>(fields.length);
    for (int i = 0; i < fields.length; i++) {
      TrialField field = TrialField.configuration().get(i);
      Object value = fields[i] < 0 ? field.byDefault().orElseThrow() : row[fields[i]];
      // Earlier versions wrote conjugate-kernel.
      values.add(
          field.type() == TrialField.Type.CONSTANT ? ((String) value).replace('-', '_') : value);
    }
    return new Configuration(values);
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
