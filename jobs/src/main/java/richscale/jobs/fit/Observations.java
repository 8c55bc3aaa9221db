package richscale.jobs.fit;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import richscale.fit.Observation;

/** Values by position and seed, as three arrays: millions of them are sent between executors. */
public final class Observations implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final Comparator<Observation> BY_POSITION_AND_SEED =
      Comparator.comparingDouble(Observation::position)
          .thenComparingLong(Observation::seed)
          .thenComparingDouble(Observation::value);

  private double[] positions;
  private long[] seeds;
  private double[] values;
  private int size;

  /** Creates an empty list. */
  public Observations() {
    positions = new double[4];
    seeds = new long[4];
    values = new double[4];
  }

  /**
   * Adds a value.
   *
   * @param position where on the axis
   * @param seed of the trial
   * @param value what was measured
   */
  public void add(double position, long seed, double value) {
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

  /** {@return how many there are} */
  public int size() {
    return size;
  }

  /** {@return whether none of them is a number} */
  public boolean empty() {
    for (int i = 0; i < size; i++) {
      if (!Double.isNaN(values[i])) {
        return false;
      }
    }
    return true;
  }

  /** {@return a position and seed that came twice, with one of the values; absent if none did} */
  public Optional<Observation> repeated() {
    Set<Observation> met = new HashSet<>(2 * size);
    for (int i = 0; i < size; i++) {
      Observation place = new Observation(positions[i], seeds[i], 0);
      if (!met.add(place)) {
        return Optional.of(place);
      }
    }
    return Optional.empty();
  }

  /**
   * {@return them in one order, whatever order they came in; of several of one position and seed,
   * as several devices give them, the mean}
   */
  public List<Observation> sorted() {
    List<Observation> sorted = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      sorted.add(new Observation(positions[i], seeds[i], values[i]));
    }
    sorted.sort(BY_POSITION_AND_SEED);
    List<Observation> means = new ArrayList<>(size);
    for (int from = 0, to; from < size; from = to) {
      Observation first = sorted.get(from);
      double sum = 0;
      for (to = from; to < size && samePlace(sorted.get(to), first); to++) {
        sum += sorted.get(to).value();
      }
      means.add(
          to == from + 1
              ? first
              : new Observation(first.position(), first.seed(), sum / (to - from)));
    }
    return means;
  }

  private static boolean samePlace(Observation one, Observation other) {
    return one.position() == other.position() && one.seed() == other.seed();
  }
}
