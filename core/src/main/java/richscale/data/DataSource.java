package richscale.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.PermutationSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import richscale.spec.DataSpec;

/** Loads the samples that a {@link DataSpec} names. */
public final class DataSource {
  private static final String DIGITS = "/richscale/data/digits.csv.gz";

  private DataSource() {}

  /**
   * Loads samples: inputs standardised per feature over the samples chosen (a constant feature
   * becomes 0), class targets one-hot and centred.
   *
   * @param spec what to load
   * @return the samples, a function of the spec alone
   */
  public static Samples load(DataSpec spec) {
    if (spec instanceof DataSpec.Digits digits) {
      return digits(digits);
    }
    if (spec instanceof DataSpec.Teacher teacher) {
      return teacher(teacher);
    }
    throw new IllegalArgumentException("no source for " + spec.canonical());
  }

  private static Samples digits(DataSpec.Digits spec) {
    List<int[]> records = readDigits();
    int[] order = PermutationSampler.natural(records.size());
    PermutationSampler.shuffle(Seeds.stream(spec.seed(), Seeds.Purpose.SAMPLES), order);
    int count = spec.samples();
    float[] x = new float[count * spec.inputs()];
    float[] y = new float[count * spec.outputs()];
    for (int i = 0; i < count; i++) {
      int[] record = records.get(order[i]);
      for (int j = 0; j < spec.inputs(); j++) {
        x[j * count + i] = record[j];
      }
      y[record[spec.inputs()] * count + i] = 1;
    }
    standardise(x, count);
    centre(y, count);
    return new Samples(count, spec.inputs(), spec.outputs(), x, y);
  }

  private static List<int[]> readDigits() {
    try (InputStream file = DataSource.class.getResourceAsStream(DIGITS);
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(file), StandardCharsets.US_ASCII))) {
      return lines
          .lines()
          .map(line -> Arrays.stream(line.split(",", -1)).mapToInt(Integer::parseInt).toArray())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Samples teacher(DataSpec.Teacher spec) {
    int count = spec.samples();
    int d = spec.inputs();
    float[] x = normal(Seeds.stream(spec.seed(), Seeds.Purpose.INPUTS), count * d);
    standardise(x, count);
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

  private static void standardise(float[] columns, int rows) {
    centre(columns, rows);
    for (int start = 0; start < columns.length; start += rows) {
      double sumOfSquares = 0;
      for (int i = start; i < start + rows; i++) {
        sumOfSquares += (double) columns[i] * columns[i];
      }
      double scale = sumOfSquares > 0 ? Math.sqrt(rows / sumOfSquares) : 0;
      for (int i = start; i < start + rows; i++) {
        columns[i] = (float) (columns[i] * scale);
      }
    }
  }

  private static void centre(float[] columns, int rows) {
    for (int start = 0; start < columns.length; start += rows) {
      double sum = 0;
      for (int i = start; i < start + rows; i++) {
        sum += columns[i];
      }
      for (int i = start; i < start + rows; i++) {
        columns[i] = (float) (columns[i] - sum / rows);
      }
    }
  }
}
