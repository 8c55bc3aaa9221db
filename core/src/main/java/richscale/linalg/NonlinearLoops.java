package richscale.linalg;

/** The loops of nonlinearities and of their slopes. */
final class NonlinearLoops {
  /** tanh of anything beyond is 1 in single precision. */
  private static final float TANH_LIMIT = 7.905311f;

  private NonlinearLoops() {}

  record Relu(double gain) implements Loop {
    @Override
    public void run(float[][] blocks, int count) {
      float[] z = blocks[0];
      float factor = (float) gain;
      for (int i = 0; i < count; i++) {
        z[i] = factor * Math.max(0, z[i]);
      }
    }

    @Override
    public void run(double[][] blocks, int count) {
      double[] z = blocks[0];
      for (int i = 0; i < count; i++) {
        z[i] = gain * Math.max(0, z[i]);
      }
    }
  }

  record ReluSlope(double gain) implements Loop {
    @Override
    public void run(float[][] blocks, int count) {
      float[] gradient = blocks[0];
      float[] h = blocks[1];
      float factor = (float) gain;
      // 1 where h > 0, without a branch that half of all signs would mispredict.
      for (int i = 0; i < count; i++) {
        gradient[i] *= factor * Math.min(1, Float.MAX_VALUE * h[i]);
      }
    }

    @Override
    public void run(double[][] blocks, int count) {
      double[] gradient = blocks[0];
      double[] h = blocks[1];
      for (int i = 0; i < count; i++) {
        gradient[i] = h[i] > 0 ? gain * gradient[i] : 0;
      }
    }
  }

  record Tanh(double gain) implements Loop {
    @Override
    public void run(float[][] blocks, int count) {
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
    public void run(double[][] blocks, int count) {
      double[] z = blocks[0];
      for (int i = 0; i < count; i++) {
        z[i] = gain * Math.tanh(z[i]);
      }
    }
  }

  record TanhSlope(double gain) implements Loop {
    @Override
    public void run(float[][] blocks, int count) {
      float[] gradient = blocks[0];
      float[] h = blocks[1];
      float top = (float) gain;
      float inverse = (float) (1 / gain);
      for (int i = 0; i < count; i++) {
        gradient[i] *= top - inverse * h[i] * h[i];
      }
    }

    @Override
    public void run(double[][] blocks, int count) {
      double[] gradient = blocks[0];
      double[] h = blocks[1];
      for (int i = 0; i < count; i++) {
        gradient[i] *= gain - h[i] * h[i] / gain;
      }
    }
  }

  /** The inner function of GELU and its slope. */
  private static final class GeluInner {
    private static final float SLOPE = (float) Gelu.SLOPE;
    private static final float CUBIC = (float) Gelu.CUBIC;

    private static float of(float z) {
      return SLOPE * z * (1 + CUBIC * z * z);
    }

    private static float slope(float z) {
      return SLOPE * (1 + 3 * CUBIC * z * z);
    }
  }

  record GeluLoop(double gain) implements Loop {
    @Override
    public void run(float[][] blocks, int count) {
      float[] z = blocks[0];
      float factor = (float) gain / 2;
      for (int i = 0; i < count; i++) {
        z[i] = factor * z[i] * (1 + Tanh.tanh(GeluInner.of(z[i])));
      }
    }

    @Override
    public void run(double[][] blocks, int count) {
      double[] z = blocks[0];
      for (int i = 0; i < count; i++) {
        z[i] = Gelu.value(gain, z[i]);
      }
    }
  }

  record GeluSlope(double gain) implements Loop {
    @Override
    public void run(float[][] blocks, int count) {
      float[] gradient = blocks[0];
      float[] z = blocks[1];
      float factor = (float) gain / 2;
      for (int i = 0; i < count; i++) {
        float tanh = Tanh.tanh(GeluInner.of(z[i]));
        gradient[i] *= factor * (1 + tanh + z[i] * (1 - tanh * tanh) * GeluInner.slope(z[i]));
      }
    }

    @Override
    public void run(double[][] blocks, int count) {
      double[] gradient = blocks[0];
      double[] z = blocks[1];
      for (int i = 0; i < count; i++) {
        gradient[i] *= Gelu.derivative(gain, z[i]);
      }
    }
  }
}
