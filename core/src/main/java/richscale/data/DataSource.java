package richscale.data;

import java.util.Arrays;
import java.util.List;
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
    boolean own = spec.source().format().ownTestPart();
    int[] order = drawn(raw.training(), classes, raw.regression(), spec.seed());
    int[] ofTest = own ? drawn(raw.test(), classes, raw.regression(), spec.seed()) : order;
    int testFrom = own ? 0 : spec.samples();
    int validationFrom = spec.samples() + (own ? 0 : spec.test());
    Samples training =
        samples(spec, raw, raw.training(), Arrays.copyOf(order, spec.samples()), classes);
    Samples test =
        samples(
            spec,
            raw,
            own ? raw.test() : raw.training(),
            Arrays.copyOfRange(ofTest, testFrom, testFrom + spec.test()),
            classes);
    Samples validation =
        samples(
            spec,
            raw,
            raw.training(),
            Arrays.copyOfRange(order, validationFrom, validationFrom + spec.validation()),
            classes);
    if (spec.standardise() != Standardisation.NONE) {
      int group = spec.standardise() == Standardisation.CHANNEL ? spec.shape().positions() : 1;
      Standardiser fitted = Standardiser.fit(training.x(), training.count(), group, true);
      fitted.apply(test.x(), test.count());
      fitted.apply(validation.x(), validation.count());
    }
    if (spec.targets() != TargetKind.ONE_HOT) {
      Standardiser fitted = Standardiser.fit(training.y(), training.count(), 1, raw.regression());
      fitted.apply(test.y(), test.count());
      fitted.apply(validation.y(), validation.count());
    }
    return training.with(test, validation);
  }

  private static Samples samples(
      DataSpec.Records spec,
      RawRecords raw,
      RawRecords.Part part,
      int[] chosen,
      List<Integer> classes) {
    return new Samples(
        chosen.length,
        spec.inputs(),
        spec.outputs(),
        inputs(spec, raw, part, chosen),
        targets(spec, raw, part, chosen, classes));
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

  private static float[] inputs(
      DataSpec.Records spec, RawRecords raw, RawRecords.Part part, int[] chosen) {
    float unit = spec.standardise() == Standardisation.NONE ? raw.unit() : 1;
    int d = spec.inputs();
    float[] x = new float[Math.multiplyExact(chosen.length, d)];
    for (int i = 0; i < chosen.length; i++) {
      for (int j = 0; j < d; j++) {
        x[j * chosen.length + i] = part.features().get(chosen[i], j) / unit;
      }
    }
    return x;
  }

  private static float[] targets(
      DataSpec.Records spec,
      RawRecords raw,
      RawRecords.Part part,
      int[] chosen,
      List<Integer> classes) {
    float[] y = new float[Math.multiplyExact(chosen.length, spec.outputs())];
    for (int i = 0; i < chosen.length; i++) {
      double label = part.labels()[chosen[i]];
      if (raw.regression()) {
        y[i] = (float) label;
      } else {
        y[classes.indexOf((int) label) * chosen.length + i] = 1;
      }
    }
    return y;
  }
}
