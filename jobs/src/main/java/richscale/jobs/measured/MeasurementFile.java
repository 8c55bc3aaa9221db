package richscale.jobs.measured;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import richscale.data.TableReader;
import richscale.data.TableSink;
import richscale.jobs.store.HadoopFiles;
import richscale.jobs.store.UsageException;
import richscale.spec.Configuration;
import richscale.spec.SpecException;

/**
 * A table of measurements, in long form (a row for each, in one column) or in wide form (a column
 * for each observable), as people's own training scripts write it.
 *
 * @param path of the file
 * @param values columns that are observables; empty for the long form
 * @param renamed names here by the names of columns there
 */
public record MeasurementFile(String path, List<String> values, Map<String, String> renamed) {
  /** Columns with a meaning of their own. */
  static final List<String> KNOWN = List.of("width", "seed", "step", "layer", "observable");

  private static final String VALUE = "value";

  /** How programs write what is no longer finite. */
  private static final Set<String> DIVERGED =
      Set.of("inf", "+inf", "-inf", "infinity", "+infinity", "-infinity", "-nan");

  /** What columns of a configuration hold; all others hold texts. */
  private static final Map<String, Boolean> NUMBERS =
      Map.of(
          "r",
          true,
          "eta0",
          true,
          "gamma",
          true,
          "depth",
          false,
          "batch_size",
          false,
          "samples",
          false);

  public MeasurementFile {
    values = List.copyOf(values);
    renamed = Map.copyOf(renamed);
  }

  /**
   * Reads it.
   *
   * @param files where it is
   * @return what was measured
   * @throws SpecException if something is wrong with it; the message names the row and the column
   */
  public Measurements read(HadoopFiles files) {
    Rows rows = new Rows(Optional.empty());
    String digest = TableReader.read(path, files, rows);
    if (rows.read.cells().isEmpty()) {
      throw new SpecException(
          path, "there is no measurement in it", "a row for each under a header");
    }
    rows.read
        .repeated()
        .ifPresent(found -> TableReader.read(path, files, new Rows(Optional.of(found))));
    return rows.read.of(digest);
  }

  /** Takes the rows, and refuses what it cannot use. */
  private final class Rows implements TableSink {
    private final Measurements.Collected read = new Measurements.Collected();
    private final Optional<Measurements.Repeated> wanted;
    private final Map<List<Object>, Configuration> configurations = new HashMap<>();
    private List<String> columns = List.of();
    private List<String> written = List.of();
    private String file = "";
    private String[] texts = new String[0];
    private double[] numbers = new double[0];
    private int[] observed = new int[0];
    private List<Integer> configuring = List.of();
    private final Map<String, Integer> at = new HashMap<>();
    private long row;
    private int met;

    /** The second time, the row that repeats a measurement is looked for. */
    Rows(Optional<Measurements.Repeated> wanted) {
      this.wanted = wanted;
    }

    @Override
    public List<String> open(String path, List<String> there) {
      file = path;
      row = 0;
      List<String> named = named(there);
      if (!columns.isEmpty() && !columns.equals(named)) {
        throw error(
            "columns %s".formatted(String.join(", ", named)),
            "those of the other files, %s".formatted(String.join(", ", columns)));
      }
      columns = named;
      written = List.copyOf(there);
      texts = new String[columns.size()];
      numbers = new double[columns.size()];
      at.clear();
      columns.forEach(column -> at.put(column, columns.indexOf(column)));
      requireColumns();
      observed =
          (values.isEmpty() ? List.of(VALUE) : values)
              .stream().mapToInt(name -> at.get(renamed.getOrDefault(name, name))).toArray();
      Set<Integer> others = new LinkedHashSet<>(at.values());
      KNOWN.forEach(known -> others.remove(at.getOrDefault(known, -1)));
      Arrays.stream(observed).forEach(others::remove);
      configuring = others.stream().sorted().toList();
      Arrays.fill(texts, "");
      Arrays.fill(numbers, Double.NaN);
      return there;
    }

    private List<String> named(List<String> there) {
      for (String name : renamed.keySet()) {
        if (!there.contains(name)) {
          throw new UsageException(
              "--rename",
              "there is no column %s in %s".formatted(name, file),
              "one of %s".formatted(String.join(", ", there)));
        }
      }
      List<String> named = new ArrayList<>();
      for (String column : there) {
        String name = renamed.getOrDefault(column, column);
        named.add(name.equals("lr") && !there.contains("eta0") ? "eta0" : name);
      }
      if (new HashSet<>(named).size() < named.size()) {
        throw error(
            "columns %s, some of one name".formatted(String.join(", ", named)),
            "distinct names, by --rename");
      }
      return named;
    }

    private void requireColumns() {
      if (!at.containsKey("width")) {
        throw error(
            "there is no column width",
            "it among %s, or --rename NAME=width".formatted(String.join(", ", columns)));
      }
      if (values.isEmpty() && !at.containsKey(VALUE)) {
        throw error(
            "there is no column value",
            "it among %s, or --values with the columns that are observables"
                .formatted(String.join(", ", columns)));
      }
      for (String value : values) {
        String name = renamed.getOrDefault(value, value);
        if (!at.containsKey(name) || KNOWN.contains(name)) {
          throw new UsageException(
              "--values",
              "there is no observable %s in %s".formatted(value, file),
              "one of %s".formatted(String.join(", ", columns)));
        }
      }
      if (!values.isEmpty() && at.containsKey("observable")) {
        throw error("a column observable beside --values", "one of the two");
      }
    }

    @Override
    public void ignore(String what) {
      // Row numbers, which nobody misses.
    }

    @Override
    public void number(int column, double value) {
      numbers[column] = value;
      texts[column] =
          value == Math.rint(value) && Math.abs(value) < 1e15
              ? Long.toString((long) value)
              : Double.toString(value);
    }

    @Override
    public void text(int column, String value) {
      texts[column] = value.strip();
    }

    @Override
    public void image(int column, byte[] encoded) {
      throw cell(column, "holds an image", "a number or a text");
    }

    @Override
    public void missing(int column, String text) {
      texts[column] = "";
    }

    @Override
    public void endRow() {
      row++;
      double width = whole("width", 1);
      int step = at.containsKey("step") ? (int) whole("step", 0) : 0;
      String layer = optional("layer");
      Configuration configuration = configuration();
      Optional<Long> seed =
          at.containsKey("seed") ? Optional.of((long) whole("seed", 0)) : Optional.empty();
      for (int column : observed) {
        String observable = values.isEmpty() ? observable() : columns.get(column);
        Measurements.Cell cell = new Measurements.Cell(configuration, step, layer, observable);
        double value = value(column);
        if (wanted.isPresent()) {
          requireNew(cell, width, seed.orElse(0L));
        } else {
          read.add(cell, width, seed, value);
        }
      }
      Arrays.fill(texts, "");
      Arrays.fill(numbers, Double.NaN);
    }

    private void requireNew(Measurements.Cell cell, double width, long seed) {
      if (wanted.orElseThrow().equals(new Measurements.Repeated(cell, width, seed)) && ++met == 2) {
        throw new SpecException(
            file,
            String.format(
                Locale.ROOT,
                "row %d repeats %s at width %.0f, seed %d, step %d",
                row,
                cell.observable(),
                width,
                seed,
                cell.step()),
            "one row for each, or a column that tells them apart");
      }
    }

    private String optional(String name) {
      return at.containsKey(name) ? texts[at.get(name)] : "";
    }

    private String observable() {
      if (!at.containsKey("observable")) {
        return VALUE;
      }
      String name = optional("observable");
      if (name.isEmpty()) {
        throw cell(at.get("observable"), "is empty", "the name of what was measured");
      }
      return name;
    }

    private double whole(String name, int least) {
      int column = at.get(name);
      double value = numbers[column];
      if (!(value >= least && value == Math.rint(value) && value <= Integer.MAX_VALUE)) {
        throw cell(
            column,
            texts[column].isEmpty() ? "is empty" : "'%s'".formatted(texts[column]),
            String.format(Locale.ROOT, "a whole number from %d", least));
      }
      return value;
    }

    /** What is not finite, or not there where others have a value, is a lost seed. */
    private double value(int column) {
      String text = texts[column];
      if (text.isEmpty() || DIVERGED.contains(text.toLowerCase(Locale.ROOT))) {
        return Double.NaN;
      }
      if (Double.isNaN(numbers[column])) {
        throw cell(column, "'%s'".formatted(text), "a number, or nothing where a run diverged");
      }
      return Double.isInfinite(numbers[column]) ? Double.NaN : numbers[column];
    }

    private Configuration configuration() {
      List<Object> key = new ArrayList<>(configuring.size());
      for (int column : configuring) {
        key.add(configured(column));
      }
      return configurations.computeIfAbsent(
          key,
          found -> {
            List<String> names = new ArrayList<>();
            List<Object> known = new ArrayList<>();
            for (int i = 0; i < found.size(); i++) {
              // A richness that is not given is not known.
              boolean given = !found.get(i).equals("");
              if (given || !NUMBERS.containsKey(columns.get(configuring.get(i)))) {
                names.add(columns.get(configuring.get(i)));
                known.add(found.get(i));
              }
            }
            return new Configuration(names, known);
          });
    }

    private Object configured(int column) {
      String name = columns.get(column);
      String text = texts[column];
      if (!NUMBERS.containsKey(name) || text.isEmpty()) {
        return text;
      }
      double number = numbers[column];
      boolean real = NUMBERS.get(name);
      boolean right =
          name.equals("r")
              ? number >= -1 && number <= 1
              : number > 0 && (real || (number == Math.rint(number) && number < 1e9));
      if (!right) {
        throw cell(
            column,
            "'%s'".formatted(text),
            name.equals("r")
                ? "a number from -1 to 1, in the theory from 0 to 1/2"
                : real ? "a number above 0" : "a whole number from 1");
      }
      if (real) {
        return number;
      }
      return (int) number;
    }

    private SpecException cell(int column, String problem, String wanted) {
      return error(
          String.format(Locale.ROOT, "row %d, column %s: %s", row, written.get(column), problem),
          wanted);
    }

    private SpecException error(String problem, String wanted) {
      return new SpecException(file, problem, wanted);
    }
  }
}
