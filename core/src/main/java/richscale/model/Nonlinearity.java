package richscale.model;

import richscale.linalg.EntryFunction;
import richscale.spec.Activation;

/** Nonlinearities and their slopes over blocks of entries, in loops that compile to vector code. */
public final class Nonlinearity {
  /** tanh of anything beyond is 1 in single precision. */
  private static final float TANH_LIMIT = 7.905311f;

  private Nonlinearity() {}

  /**
   * Returns what replaces z by phi(z).
   *
   * @param activation any but the identity
   * @return a function of one matrix
   */
  public static EntryFunction of(Activation activation) {
    return switch (activation) {
      case IDENTITY -> throw new IllegalArgumentException("the identity needs no pass");
      case RELU -> new Relu(activation.gain());
      case TANH -> new Tanh(activation.gain());
      case GELU -> new Gelu(activation.gain());
    };
  }

  /**
   * Returns what multiplies a gradient by phi'(z).
   *
   * @param activation any but the identity
   * @return a function of two matrices, the gradient and phi(z), or z itself where the slope does
   *     not follow from phi(z)
   */
  public static EntryFunction slopeOf(Activation activation) {
    return switch (activation) {
      case IDENTITY -> throw new IllegalArgumentException("the identity needs no pass");
      case RELU -> new ReluSlope(activation.gain());
      case TANH -> new TanhSlope(activation.gain());
      case GELU -> new GeluSlope(activation.gain());
    };
  }

  private record Relu(double gain) implements EntryFunction {
    @Override
    public void apply(float[][] blocks, int count) {
      float[] z = blocks[0];
      float factor = (float) gain;
      for (int i = 0; i < count; i++) {
        z[i] = factor * Math.max(0, z[i]);
      }
    }

    @Override
    public void apply(double[][] blocks, int count) {
      double[] z = blocks[0];
      for (int i = 0; i < count; i++) {
        z[i] = gain * Math.max(0, z[i]);
      }
    }
  }

  private record ReluSlope(double gain) implements EntryFunction {
    @Override
    public void apply(float[][] blocks, int count) {
      float[] gradient = blocks[0];
      float[] h = blocks[1];
      float factor = (float) gain;
      // 1 where h > 0, without a branch that half of all signs would mispredict.
      for (int i = 0; i < count; i++) {
        gradient[i] *= factor * Math.min(1, Float.MAX_VALUE * h[i]);
      }
    }

    @Override
    public void apply(double[][] blocks, int count) {
      double[] gradient = blocks[0];
      double[] h = blocks[1];
      for (int i = 0; i < count; i++) {
        gradient[i] = h[i] > 0 ? gain * gradient[i] : 0;
      }
    }
  }

  private record Tanh(double gain) implements EntryFunction {
    @Override
    public void apply(float[][] blocks, int count) {
      float[] z = blocks[0];
      float factor = (float) gain;
      for (int i = 0; i < count; i++) {
        z[i] = factor * tanh(z[i]);
      }
    }

    /**
     * The rational approximation of degree 13 over 6 that Eigen uses (generic_fast_tanh_float),
     * good to a few units in the last place.
     */
    static float tanh(float z) {
      float x = Math.max(-TANH_LIMIT, Math.min(TANH_LIMIT, z));
      float s = x * x;
      float p = -2.7607684E-16f;
      p = p * s + 2.000188E-13f;
      p = p * s - 8.604672E-11f;
      p = p * s + 5.1222973E-8f;
      p = p * s + 1.48572235E-5f;
      p = p * s + 6.3726195E-4f;
      p = p * s + 4.8935246E-3f;
      float q = 1.1982584E-6f;
      q = q * s + 1.1853471E-4f;
      q = q * s + 2.2684347E-3f;
      q = q * s + 4.893525E-3f;
      return x * p / q;
    }

    @Override
    public void apply(double[][] blocks, int count) {
      double[] z = blocks[0];
      for (int i = 0; i < count; i++) {
        z[i] = gain * Math.tanh(z[i]);
      }
    }
  }

  private record TanhSlope(double gain) implements EntryFunction {
    @Override
    public void apply(float[][] blocks, int count) {
      float[] gradient = blocks[0];
      float[] h = blocks[1];
      float top = (float) gain;
      float inverse = (float) (1 / gain);
      for (int i = 0; i < count; i++) {
        gradient[i] *= top - inverse * h[i] * h[i];
      }
    }

    @Override
    public void apply(double[][] blocks, int count) {
      double[] gradient = blocks[0];
      double[] h = blocks[1];
      for (int i = 0; i < count; i++) {
        gradient[i] *= gain - h[i] * h[i] / gain;
      }
    }
  }

  /** The inner function of GELU and its slope. */
  private static final class GeluInner {
    private static final float SLOPE = (float) Activation.GELU_SLOPE;
    private static final float CUBIC = (float) Activation.GELU_CUBIC;

    private static float of(float z) {
      return SLOPE * z * (1 + CUBIC * z * z);
    }

    private static float slope(float z) {
      return SLOPE * (1 + 3 * CUBIC * z * z);
    }
  }

  private record Gelu(double gain) implements EntryFunction {
    @Override
    public void apply(float[][] blocks, int count) {
      float[] z = blocks[0];
      float factor = (float) gain / 2;
      for (int i = 0; i < count; i++) {
        z[i] = factor * z[i] * (1 + Tanh.tanh(GeluInner.of(z[i])));
      }
    }

    @Override
    public void apply(double[][] blocks, int count) {
      double[] z = blocks[0];
      for (int i = 0; i < count; i++) {
        z[i] = Activation.GELU.value(z[i]);
      }
    }
  }

  private record GeluSlope(double gain) implements EntryFunction {
    @Override
    public void apply(float[][] blocks, int count) {
      float[] gradient = blocks[0];
      float[] z = blocks[1];
      float factor = (float) gain / 2;
      for (int i = 0; i < count; i++) {
        float tanh = Tanh.tanh(GeluInner.of(z[i]));
        gradient[i] *= factor * (1 + tanh + z[i] * (1 - tanh * tanh) * GeluInner.slope(z[i]));
      }
    }

    @Override
    public void apply(double[][] blocks, int count) {
      double[] gradient = blocks[0];
      double[] z = blocks[1];
      for (int i = 0; i < count; i++) {
        gradient[i] *= Activation.GELU.derivative(z[i]);
      }
    }
  }
}
