package richscale.spec;

import java.io.Serializable;

/** Which samples a trial trains on; everything here can change its numbers. */
public sealed interface DataSpec extends Serializable {
  /**
   * Returns the number of samples P.
   *
   * @return the sample count, at least 1
   */
  int samples();

  /**
   * Returns the number of input features d.
   *
   * @return the fan-in of the read-in layer
   */
  int inputs();

  /**
   * Returns the number of outputs k.
   *
   * @return the fan-out of the read-out layer
   */
  int outputs();

  /**
   * Returns one line that names the data exactly.
   *
   * @return the text of the {@code data} column
   */
  String canonical();

  /**
   * Handwritten digits, 8x8 pixels, ten classes.
   *
   * @param samples how many of the 1,797, drawn by the seed
   * @param seed fixes the draw and the order
   */
  record Digits(int samples, long seed) implements DataSpec {
    /** All samples there are. */
    public static final int ALL = 1797;

    @Override
    public int inputs() {
      return 64;
    }

    @Override
    public int outputs() {
      return 10;
    }

    @Override
    public String canonical() {
      return "digits(samples=%d,seed=%d)".formatted(samples, seed);
    }
  }

  /**
   * Standard normal inputs and the linear targets y = B x / sqrt(d) with standard normal B.
   *
   * @param inputs d
   * @param samples P
   * @param outputs k
   * @param seed fixes inputs and teacher
   */
  record Teacher(int inputs, int samples, int outputs, long seed) implements DataSpec {
    @Override
    public String canonical() {
      return "teacher(inputs=%d,samples=%d,outputs=%d,seed=%d)"
          .formatted(inputs, samples, outputs, seed);
    }
  }
}
