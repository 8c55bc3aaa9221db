package richscale.jobs.fit;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import richscale.fit.Observation;

/** Values by width and seed, as three arrays: millions of them are sent between executors. */
final class Observations implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final Comparator<Observation> BY_WIDTH_AND_SEED =
      Comparator.comparingInt(Observation::width)
          .thenComparingLong(Observation::seed)
          .thenComparingDouble(Observation::value);

  private int[] widths;
  private long[] seeds;
  private double[] values;
  private int size;

  Observations() {
    widths = new int[4];
    seeds = new long[4];
    values = new double[4];
  }

  void add(int width, long seed, double value) {
    makeRoom(size + 1);
    widths[size] = width;
    seeds[size] = seed;
    values[size] = value;
    size++;
  }

  /** Adds those of another, and returns this. */
  Observations addAll(Observations others) {
    makeRoom(size + others.size);
    System.arraycopy(others.widths, 0, widths, size, others.size);
    System.arraycopy(others.seeds, 0, seeds, size, others.size);
    System.arraycopy(others.values, 0, values, size, others.size);
    size += others.size;
    return this;
  }

  private void makeRoom(int wanted) {
    if (wanted > widths.length) {
      int room = Math.max(wanted, 2 * widths.length);
      widths = Arrays.copyOf(widths, room);
      seeds = Arrays.copyOf(seeds, room);
      values = Arrays.copyOf(values, room);
    }
  }

  /** Returns them in one order, whatever order they came in. */
  List<Observation> sorted() {
    List<Observation> sorted = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      sorted.add(new Observation(widths[i], seeds[i], values[i]));
    }
    sorted.sort(BY_WIDTH_AND_SEED);
    return sorted;
  }
}
