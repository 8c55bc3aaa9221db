package richscale.fit;

import java.io.Serializable;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Seeds that gave no usable value, position by position: they diverged, failed, or have a value
 * without a logarithm. What is left of such a position are its lucky seeds.
 *
 * @param at how many of all at each position, the untouched ones included
 */
public record LostSeeds(SortedMap<Double, Share> at) implements Serializable {
  /** For a fit that lost none. */
  public static final LostSeeds NONE = new LostSeeds(new TreeMap<>());

  /**
   * Some of all.
   *
   * @param lost how many are gone
   * @param all how many were trained
   */
  public record Share(int lost, int all) implements Serializable {
    private boolean as(Share other) {
      return (long) lost * other.all == (long) other.lost * all;
    }
  }

  public LostSeeds {
    at = Collections.unmodifiableSortedMap(new TreeMap<>(at));
  }

  /**
   * Counts.
   *
   * @param observations values that are there
   * @param ended seeds of trials that did not complete, by position
   * @return what is missing
   */
  public static LostSeeds of(List<Observation> observations, Map<Double, Set<Long>> ended) {
    SortedMap<Double, Set<Long>> all = new TreeMap<>();
    SortedMap<Double, Set<Long>> usable = new TreeMap<>();
    for (Observation one : observations) {
      all.computeIfAbsent(one.position(), key -> new HashSet<>()).add(one.seed());
      if (one.value() > 0 && one.value() < Double.POSITIVE_INFINITY) {
        usable.computeIfAbsent(one.position(), key -> new HashSet<>()).add(one.seed());
      }
    }
    ended.forEach(
        (position, seeds) -> all.computeIfAbsent(position, key -> new HashSet<>()).addAll(seeds));
    SortedMap<Double, Share> at = new TreeMap<>();
    all.forEach(
        (position, seeds) -> {
          int left = usable.getOrDefault(position, Set.of()).size();
          at.put(position, new Share(seeds.size() - left, seeds.size()));
        });
    return new LostSeeds(at);
  }

  /** {@return how many are gone in all} */
  public int total() {
    return at.values().stream().mapToInt(Share::lost).sum();
  }

  /** {@return whether positions lost different shares, so that they are not alike in luck} */
  public boolean uneven() {
    return at.values().stream().anyMatch(share -> !share.as(at.get(at.firstKey())));
  }

  /**
   * Returns whether a verdict would be one of survivors.
   *
   * @param verdict what the values that are there say
   * @return whether it is consistent and positions lost different shares
   */
  public boolean spoils(Verdict verdict) {
    return verdict == Verdict.CONSISTENT && uneven();
  }

  /**
   * Returns how many are gone at a position.
   *
   * @param position one of them
   * @return how many; 0 where none were trained
   */
  public int at(double position) {
    return at.getOrDefault(position, new Share(0, 0)).lost();
  }

  /** {@return where how many are gone, such as "512: 2 of 10"; empty if none} */
  public String text() {
    return at.entrySet().stream()
        .filter(entry -> entry.getValue().lost() > 0)
        .map(
            entry ->
                String.format(
                    Locale.ROOT,
                    "%s: %d of %d",
                    number(entry.getKey()),
                    entry.getValue().lost(),
                    entry.getValue().all()))
        .collect(Collectors.joining(", "));
  }

  private static String number(double position) {
    return position == Math.rint(position)
        ? String.format(Locale.ROOT, "%.0f", position)
        : Double.toString(position);
  }
}
