package richscale.data;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.PermutationSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
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
      return teacher(teacher);
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
    int[] order = drawn(raw.training(), classes, raw.regression(), spec.seed());
    int[] training = Arrays.copyOf(order, spec.samples());
    boolean own = spec.source().format().ownTestPart();
    int[] test =
        own
            ? Arrays.copyOf(drawn(raw.test(), classes, raw.regression(), spec.seed()), spec.test())
            : Arrays.copyOfRange(order, spec.samples(), spec.samples() + spec.test());
    float[] x = inputs(spec, raw, raw.training(), training);
    float[] y = targets(spec, raw, raw.training(), training, classes);
    Optional<Standardiser> ofInputs =
        spec.standardise() == Standardisation.NONE
            ? Optional.empty()
            : Optional.of(
                Standardiser.fit(
                    x,
                    training.length,
                    spec.standardise() == Standardisation.CHANNEL ? spec.shape().positions() : 1,
                    true));
    Optional<Standardiser> ofTargets =
        spec.targets() == TargetKind.ONE_HOT
            ? Optional.empty()
            : Optional.of(Standardiser.fit(y, training.length, 1, raw.regression()));
    Optional<Samples> heldOut = Optional.empty();
    if (test.length > 0) {
      RawRecords.Part part = own ? raw.test() : raw.training();
      float[] testX = inputs(spec, raw, part, test);
      float[] testY = targets(spec, raw, part, test, classes);
      ofInputs.ifPresent(fitted -> fitted.apply(testX, test.length));
      ofTargets.ifPresent(fitted -> fitted.apply(testY, test.length));
      heldOut = Optional.of(new Samples(test.length, spec.inputs(), spec.outputs(), testX, testY));
    }
    return new Samples(training.length, spec.inputs(), spec.outputs(), x, y, heldOut);
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
    PermutationSampler.shuffle(Seeds.stream(seed, Seeds.Purpose.SAMPLES), order);
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

  private static Samples teacher(DataSpec.Teacher spec) {
    int count = spec.samples();
    int d = spec.inputs();
    float[] x = normal(Seeds.stream(spec.seed(), Seeds.Purpose.INPUTS), count * d);
    Standardiser.fit(x, count, 1, true);
    float[] b = normal(Seeds.stream(spec.seed(), Seeds.Purpose.TARGETS), d * spec.outputs());
    float[] y = new float[count * spec.outputs()];
    for (int output = 0; output < spec.outputs(); output++) {
      for (int i = 0; i < count; i++) {
        double sum = 0;
        for (int j = 0; j < d; j++) {
          sum += (double) b[output * d + j] * x[j * count + i];
        }
        y[output * count + i] = (float) (sum / Math.sqrt(d));
      }
    }
    return new Samples(count, d, spec.outputs(), x, y);
  }

  private static float[] normal(UniformRandomProvider rng, int length) {
    ZigguratSampler.NormalizedGaussian sampler = ZigguratSampler.NormalizedGaussian.of(rng);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) sampler.sample();
    }
    return values;
  }
}
