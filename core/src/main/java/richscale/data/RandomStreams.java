package richscale.data;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/** Independent random streams, each named by a seed and what it is drawn for. */
public final class RandomStreams {
  private RandomStreams() {}

  /**
   * Returns a generator whose stream is a function of the arguments alone, on every platform.
   *
   * @param seed the user's seed
   * @param purpose what is drawn, so that two purposes do not share a stream
   * @param indices further numbers that distinguish streams, such as a width and a layer
   * @return the generator, at its start
   */
  public static UniformRandomProvider stream(long seed, Purpose purpose, long... indices) {
    long state = mix(mix(seed) ^ purpose.salt);
    for (long index : indices) {
      state = mix(state ^ mix(index));
    }
    return RandomSource.XO_RO_SHI_RO_128_PP.create(state);
  }

  /** What a stream is drawn for. */
  public enum Purpose {
    /** Initial weights of a layer. */
    WEIGHTS(1),
    /** Order of samples in the batches. */
    BATCHES(2),
    /** Choice and order of samples. */
    SAMPLES(3),
    /** Inputs of a synthetic source. */
    INPUTS(4),
    /** Targets of a synthetic source. */
    TARGETS(5),
    /** Resamples of a bootstrap. */
    BOOTSTRAP(6),
    /** Start vectors of iterations. */
    DIRECTIONS(7),
    /** Output at initialisation of a network of infinite width. */
    INITIAL_MAP(8);

    private final long salt;

    Purpose(long salt) {
      this.salt = salt;
    }
  }

  /** The output function of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). */
  private static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
