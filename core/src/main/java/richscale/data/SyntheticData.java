package richscale.data;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import richscale.spec.DataSpec;
import richscale.spec.TeacherKind;

/** Samples of a {@link DataSpec.Teacher}: the same teacher for all parts, fresh inputs for each. */
final class SyntheticData {
  private static final int CENTRES = 32;

  private final DataSpec.Teacher spec;

  private SyntheticData(DataSpec.Teacher spec) {
    this.spec = spec;
  }

  static Samples of(DataSpec.Teacher spec) {
    return new SyntheticData(spec).samples();
  }

  private Samples samples() {
    float[] x =
        inputs(spec.samples(), RandomStreams.stream(spec.seed(), RandomStreams.Purpose.INPUTS));
    float[] testX =
        inputs(spec.test(), RandomStreams.stream(spec.seed(), RandomStreams.Purpose.INPUTS, 1));
    float[] validationX =
        inputs(
            spec.validation(), RandomStreams.stream(spec.seed(), RandomStreams.Purpose.INPUTS, 2));
    if (spec.kind() == TeacherKind.LINEAR && spec.spectrum() == 0) {
      Standardiser fitted = fit(x);
      x = apply(fitted, x, spec.samples());
      testX = apply(fitted, testX, spec.test());
      validationX = apply(fitted, validationX, spec.validation());
    }
    float[] y = targets(x, spec.samples());
    float[] testY = targets(testX, spec.test());
    float[] validationY = targets(validationX, spec.validation());
    if (spec.kind() == TeacherKind.KERNEL) {
      Standardiser fitted = fit(y);
      y = apply(fitted, y, spec.samples());
      testY = apply(fitted, testY, spec.test());
      validationY = apply(fitted, validationY, spec.validation());
    }
    return part(spec.samples(), x, y)
        .with(part(spec.test(), testX, testY), part(spec.validation(), validationX, validationY));
  }

  private Standardiser fit(float[] columns) {
    int rows = spec.samples();
    return Standardiser.fit(values(columns, rows), rows, columns.length / rows, 1, true);
  }

  private static float[] apply(Standardiser fitted, float[] columns, int rows) {
    return fitted.apply(values(columns, rows), rows);
  }

  private static Standardiser.Values values(float[] columns, int rows) {
    return (row, column) -> columns[column * rows + row];
  }

  private Samples part(int count, float[] x, float[] y) {
    return new Samples(count, spec.inputs(), spec.outputs(), x, y);
  }

  private float[] inputs(int count, UniformRandomProvider rng) {
    int d = spec.inputs();
    if (spec.kind().ofSigns()) {
      float[] x = new float[count * d];
      for (int i = 0; i < x.length; i++) {
        x[i] = rng.nextBoolean() ? 1 : -1;
      }
      return x;
    }
    float[] x = normal(rng, count * d);
    if (spec.spectrum() != 0) {
      double[] variances = new double[d];
      Arrays.setAll(variances, j -> Math.pow(j + 1, -spec.spectrum()));
      double mean = Arrays.stream(variances).average().orElseThrow();
      for (int j = 0; j < d; j++) {
        float deviation = (float) Math.sqrt(variances[j] / mean);
        for (int i = j * count; i < (j + 1) * count; i++) {
          x[i] *= deviation;
        }
      }
    }
    return x;
  }

  private float[] targets(float[] x, int count) {
    float[] y = new float[count * spec.outputs()];
    for (int output = 0; output < spec.outputs(); output++) {
      ToDoubleFunction<double[]> teacher = teacher(output);
      double[] features = new double[spec.inputs()];
      for (int i = 0; i < count; i++) {
        for (int j = 0; j < features.length; j++) {
          features[j] = x[j * count + i];
        }
        y[output * count + i] = (float) teacher.applyAsDouble(features);
      }
    }
    return y;
  }

  private ToDoubleFunction<double[]> teacher(int output) {
    int at = TeacherKind.DIRECTIONS * output;
    return switch (spec.kind()) {
      case LINEAR -> linear(output);
      case SINGLE_INDEX -> x -> (x[at] * x[at] - 1) / Math.sqrt(2);
      case MULTI_INDEX ->
          x -> (x[at] * x[at + 1] + x[at + 1] * x[at + 2] + x[at + 2] * x[at]) / Math.sqrt(3);
      case STAIRCASE -> x -> x[at] * (1 + x[at + 1] * (1 + x[at + 2])) / Math.sqrt(3);
      case PARITY -> x -> x[at] * x[at + 1] * x[at + 2];
      case KERNEL -> kernel(output);
    };
  }

  private ToDoubleFunction<double[]> linear(int output) {
    int d = spec.inputs();
    float[] b =
        normal(
            RandomStreams.stream(spec.seed(), RandomStreams.Purpose.TARGETS), d * spec.outputs());
    return x -> {
      double sum = 0;
      for (int j = 0; j < d; j++) {
        sum += (double) b[output * d + j] * x[j];
      }
      return sum / Math.sqrt(d);
    };
  }

  private ToDoubleFunction<double[]> kernel(int output) {
    int d = spec.inputs();
    UniformRandomProvider rng =
        RandomStreams.stream(spec.seed(), RandomStreams.Purpose.TARGETS, output);
    float[] centres = normal(rng, CENTRES * d);
    float[] weights = normal(rng, CENTRES);
    double[] sizes = new double[CENTRES];
    for (int i = 0; i < centres.length; i++) {
      sizes[i / d] += (double) centres[i] * centres[i];
    }
    return x -> {
      double sizeX = 0;
      for (double feature : x) {
        sizeX += feature * feature;
      }
      double sum = 0;
      for (int c = 0; c < CENTRES; c++) {
        double product = 0;
        for (int j = 0; j < d; j++) {
          product += centres[c * d + j] * x[j];
        }
        double size = Math.sqrt(sizeX * sizes[c]);
        double angle = size > 0 ? Math.acos(Math.max(-1, Math.min(1, product / size))) : 0;
        sum += weights[c] * size * (Math.sin(angle) + (Math.PI - angle) * Math.cos(angle));
      }
      return sum;
    };
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
