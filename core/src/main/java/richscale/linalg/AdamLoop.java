package richscale.linalg;

/** The loop of {@link Kernel#ADAM}. */
record AdamLoop(double rate, double beta1, double beta2, double epsilon) implements Loop {
  @Override
  public void run(float[][] blocks, int count) {
    float[] weight = blocks[0];
    float[] first = blocks[1];
    float[] second = blocks[2];
    float[] gradient = blocks[3];
    float b1 = (float) beta1;
    float b2 = (float) beta2;
    float least = (float) epsilon;
    float step = (float) rate;
    for (int i = 0; i < count; i++) {
      first[i] = b1 * first[i] + (1 - b1) * gradient[i];
      second[i] = b2 * second[i] + (1 - b2) * gradient[i] * gradient[i];
      weight[i] -= step * first[i] / ((float) Math.sqrt(second[i]) + least);
    }
  }

  @Override
  public void run(double[][] blocks, int count) {
    double[] weight = blocks[0];
    double[] first = blocks[1];
    double[] second = blocks[2];
    double[] gradient = blocks[3];
    for (int i = 0; i < count; i++) {
      first[i] = beta1 * first[i] + (1 - beta1) * gradient[i];
      second[i] = beta2 * second[i] + (1 - beta2) * gradient[i] * gradient[i];
      weight[i] -= rate * first[i] / (Math.sqrt(second[i]) + epsilon);
    }
  }
}
