package richscale.jobs.store;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** Passes rows of the table {@code measurements} on without making an object for each. */
final class MeasurementReader extends RecordMaterializer<MeasurementReader> {
  private final TablePart.Taker taker;
  private final Texts<AnalysedTrial> trial;
  private final Texts<String> observable;
  private final Converter[] converters;
  private int step;
  private int layer;
  private double value;

  MeasurementReader(
      MessageType schema,
      Map<String, AnalysedTrial> trials,
      Set<String> observables,
      TablePart.Taker taker) {
    this.taker = taker;
    trial = new Texts<>(id -> Optional.ofNullable(trials.get(id)));
    observable =
        new Texts<>(
            name ->
                observables.isEmpty() || observables.contains(name)
                    ? Optional.of(name)
                    : Optional.empty());
    converters = schema.getFields().stream().map(this::converter).toArray(Converter[]::new);
  }

  private Converter converter(Type column) {
    return switch (column.getName()) {
      case "trial_id" -> trial;
      case "observable" -> observable;
      case "step" ->
          new PrimitiveConverter() {
            @Override
            public void addInt(int read) {
              step = read;
            }
          };
      case "layer" ->
          new PrimitiveConverter() {
            @Override
            public void addInt(int read) {
              layer = read;
            }
          };
      case "value" ->
          new PrimitiveConverter() {
            @Override
            public void addDouble(double read) {
              value = read;
            }
          };
      default -> throw new IllegalArgumentException("no such column: " + column);
    };
  }

  /** Texts, most of which stand in a dictionary and are looked up once. */
  private static final class Texts<T> extends PrimitiveConverter {
    private final Function<String, Optional<T>> lookup;
    private Object[] known = new Object[0];
    private Optional<T> current = Optional.empty();

    Texts(Function<String, Optional<T>> lookup) {
      this.lookup = lookup;
    }

    @Override
    public boolean hasDictionarySupport() {
      return true;
    }

    @Override
    public void setDictionary(Dictionary dictionary) {
      known = new Object[dictionary.getMaxId() + 1];
      for (int i = 0; i < known.length; i++) {
        known[i] = lookup.apply(dictionary.decodeToBinary(i).toStringUsingUTF8());
      }
    }

    @Override
    @SuppressWarnings("unchecked") // filled above
    public void addValueFromDictionary(int id) {
      current = (Optional<T>) known[id];
    }

    @Override
    public void addBinary(Binary text) {
      current = lookup.apply(text.toStringUsingUTF8());
    }
  }

  @Override
  public MeasurementReader getCurrentRecord() {
    return this;
  }

  @Override
  public GroupConverter getRootConverter() {
    return new GroupConverter() {
      @Override
      public Converter getConverter(int field) {
        return converters[field];
      }

      @Override
      public void start() {
        layer = 0;
      }

      @Override
      public void end() {
        if (trial.current.isPresent() && observable.current.isPresent()) {
          taker.take(trial.current.get(), step, layer, observable.current.get(), value);
        }
      }
    };
  }
}
