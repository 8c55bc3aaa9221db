package richscale.data;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.commons.rng.sampling.PermutationSampler;
import richscale.spec.DataSpec;
import richscale.spec.RecordSource;
import richscale.spec.Standardisation;
import richscale.spec.TargetKind;

/** Loads the samples that a {@link DataSpec} names. */
public final class DataSource {
  private DataSource() {}

  /**
   * Loads samples: inputs and targets standardised as the spec says, by what the training samples
   * are.
   *
   * @param spec what to load
   * @param files where records are
   * @return the training samples with those held out, a function of the spec alone
   * @throws richscale.spec.SpecException if records cannot be read
   * @throws IllegalStateException if they are no longer what they were when the spec was read
   */
  public static Samples load(DataSpec spec, DataFiles files) {
    if (spec instanceof DataSpec.Records records) {
      return records(records, RecordReader.read(records.source(), files));
    }
    if (spec instanceof DataSpec.Teacher teacher) {
      return SyntheticData.of(teacher);
    }
    throw new IllegalArgumentException("no source for " + spec.canonical());
  }

  /**
   * Loads samples that need no files.
   *
   * @param spec digits or a teacher
   * @return the samples
   */
  public static Samples load(DataSpec spec) {
    if (spec instanceof DataSpec.Records records
        && records.source().format() != RecordSource.Format.DIGITS) {
      throw new IllegalArgumentException("needs files: " + spec.canonical());
    }
    return load(spec, new NoFiles());
  }

  private static Samples records(DataSpec.Records spec, RawRecords raw) {
    if (!raw.digest().equals(spec.digest())) {
      throw new IllegalStateException(
          "%s has changed since the sweep began: its digest is %s, not %s"
              .formatted(spec.source().path(), raw.digest(), spec.digest()));
    }
    List<Integer> classes = spec.classes().isEmpty() ? classesOf(raw) : spec.classes();
    boolean own = raw.test().count() > 0;
    int[] order = drawn(raw.training(), classes, raw.regression(), spec.seed());
    int[] ofTest = own ? drawn(raw.test(), classes, raw.regression(), spec.seed()) : order;
    int testFrom = own ? 0 : spec.samples();
    int validationFrom = spec.samples() + (own ? 0 : spec.test());
    Chosen training = new Chosen(raw.training(), Arrays.copyOf(order, spec.samples()));
    Chosen test =
        new Chosen(
            own ? raw.test() : raw.training(),
            Arrays.copyOfRange(ofTest, testFrom, testFrom + spec.test()));
    Chosen validation =
        new Chosen(
            raw.training(),
            Arrays.copyOfRange(order, validationFrom, validationFrom + spec.validation()));
    Function<Chosen, float[]> x = inputs(spec, raw, training);
    Function<Chosen, float[]> y = targets(spec, raw, classes, training);
    Function<Chosen, Samples> samples =
        chosen ->
            new Samples(
                chosen.count(), spec.inputs(), spec.outputs(), x.apply(chosen), y.apply(chosen));
    return samples.apply(training).with(samples.apply(test), samples.apply(validation));
  }

  /** Some records of a part, in an order. */
  // Compared by nobody.
  @SuppressWarnings("ArrayRecordComponent")
  private record Chosen(RawRecords.Part part, int[] records) {
    int count() {
      return records.length;
    }

    double feature(int row, int feature) {
      return part.features().get(records[row], feature);
    }

    double label(int row) {
      return part.labels()[records[row]];
    }
  }

  private static List<Integer> classesOf(RawRecords raw) {
    return IntStream.concat(
            Arrays.stream(raw.training().labels()).mapToInt(label -> (int) label),
            Arrays.stream(raw.test().labels()).mapToInt(label -> (int) label))
        .sorted()
        .distinct()
        .boxed()
        .toList();
  }

  /** Returns the records of the classes in an order drawn by the seed. */
  private static int[] drawn(
      RawRecords.Part part, List<Integer> classes, boolean regression, long seed) {
    int[] order =
        IntStream.range(0, part.count())
            .filter(i -> regression || classes.contains((int) part.labels()[i]))
            .toArray();
    PermutationSampler.shuffle(RandomStreams.stream(seed, RandomStreams.Purpose.SAMPLES), order);
    return order;
  }

  private static Function<Chosen, float[]> inputs(
      DataSpec.Records spec, RawRecords raw, Chosen training) {
    int d = spec.inputs();
    double[] fill = raw.notes().filled() > 0 ? means(training, d) : new double[d];
    Function<Chosen, Standardiser.Values> values =
        chosen ->
            (row, feature) -> {
              double value = chosen.feature(row, feature);
              return Double.isNaN(value) ? fill[feature] : value;
            };
    if (spec.standardise() == Standardisation.NONE) {
      return chosen -> plain(values.apply(chosen), chosen.count(), d, raw.unit());
    }
    int group = spec.standardise() == Standardisation.CHANNEL ? spec.shape().positions() : 1;
    Standardiser fitted =
        Standardiser.fit(values.apply(training), training.count(), d, group, true);
    return chosen -> fitted.apply(values.apply(chosen), chosen.count());
  }

  /** Returns the mean of each feature over the samples that have it; 0 if none has. */
  private static double[] means(Chosen training, int d) {
    return IntStream.range(0, d)
        .mapToDouble(
            feature ->
                IntStream.range(0, training.count())
                    .mapToDouble(row -> training.feature(row, feature))
                    .filter(value -> !Double.isNaN(value))
                    .average()
                    .orElse(0))
        .toArray();
  }

  private static Function<Chosen, float[]> targets(
      DataSpec.Records spec, RawRecords raw, List<Integer> classes, Chosen training) {
    Function<Chosen, Standardiser.Values> values =
        raw.regression()
            ? chosen -> (row, output) -> chosen.label(row)
            : chosen -> (row, output) -> (int) chosen.label(row) == classes.get(output) ? 1 : 0;
    int k = spec.outputs();
    if (spec.targets() == TargetKind.ONE_HOT) {
      return chosen -> plain(values.apply(chosen), chosen.count(), k, 1);
    }
    Standardiser fitted =
        Standardiser.fit(values.apply(training), training.count(), k, 1, raw.regression());
    return chosen -> fitted.apply(values.apply(chosen), chosen.count());
  }

  private static float[] plain(Standardiser.Values values, int rows, int columns, float unit) {
    float[] plain = new float[Math.multiplyExact(rows, columns)];
    for (int column = 0; column < columns; column++) {
      for (int row = 0; row < rows; row++) {
        plain[column * rows + row] = (float) (values.get(row, column) / unit);
      }
    }
    return plain;
  }
}
