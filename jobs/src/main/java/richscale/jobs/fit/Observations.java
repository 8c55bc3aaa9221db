package richscale.jobs.fit;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import richscale.fit.Observation;

/** Values by position and seed, as three arrays: millions of them are sent between executors. */
final class Observations implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final Comparator<Observation> BY_POSITION_AND_SEED =
      Comparator.comparingDouble(Observation::position)
          .thenComparingLong(Observation::seed)
          .thenComparingDouble(Observation::value);

  private double[] positions;
  private long[] seeds;
  private double[] values;
  private int size;

  Observations() {
    positions = new double[4];
    seeds = new long[4];
    values = new double[4];
  }

  void add(double position, long seed, double value) {
    makeRoom(size + 1);
    positions[size] = position;
    seeds[size] = seed;
    values[size] = value;
    size++;
  }

  /** Adds those of another, and returns this. */
  Observations addAll(Observations others) {
    makeRoom(size + others.size);
    System.arraycopy(others.positions, 0, positions, size, others.size);
    System.arraycopy(others.seeds, 0, seeds, size, others.size);
    System.arraycopy(others.values, 0, values, size, others.size);
    size += others.size;
    return this;
  }

  private void makeRoom(int wanted) {
    if (wanted > positions.length) {
      int room = Math.max(wanted, 2 * positions.length);
      positions = Arrays.copyOf(positions, room);
      seeds = Arrays.copyOf(seeds, room);
      values = Arrays.copyOf(values, room);
    }
  }

  /** Returns them in one order, whatever order they came in. */
  List<Observation> sorted() {
    List<Observation> sorted = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      sorted.add(new Observation(positions[i], seeds[i], values[i]));
    }
    sorted.sort(BY_POSITION_AND_SEED);
    return sorted;
  }
}
