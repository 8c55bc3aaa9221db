package richscale.jobs.measured;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import richscale.fit.LostSeeds;
import richscale.fit.Observation;
import richscale.jobs.fit.Observations;
import richscale.spec.Configuration;

/**
 * What somebody measured.
 *
 * @param cells values by width and seed of everything that was measured
 * @param seen seeds of each configuration and width, of any step
 * @param digest of the files, in hexadecimal
 */
public record Measurements(
    Map<Cell, Observations> cells, Map<Place, Set<Long>> seen, String digest) {
  /**
   * What a value is of.
   *
   * @param configuration whatever columns tell trainings apart
   * @param step updates done before, 0 where nobody says
   * @param layer its name; empty for the whole network
   * @param observable its name
   */
  public record Cell(Configuration configuration, int step, String layer, String observable) {}

  /** Trainings that differ in their seeds. */
  record Place(Configuration configuration, double width) {}

  /** A measurement that is there twice. */
  record Repeated(Cell cell, double width, long seed) {}

  /** {@return the number of values, lost ones included} */
  public long size() {
    return cells.values().stream().mapToLong(Observations::size).sum();
  }

  /** Returns the values of a cell that are numbers. */
  static List<Observation> there(List<Observation> all) {
    return all.stream().filter(one -> !Double.isNaN(one.value())).toList();
  }

  /**
   * Returns which seeds a cell lost: those whose value is no number, and those that were measured
   * elsewhere, as before a run ended.
   */
  LostSeeds lost(Cell cell, List<Observation> all) {
    Map<Double, Set<Long>> ended = new HashMap<>();
    for (Observation one : all) {
      ended.computeIfAbsent(
          one.position(),
          width -> seen.getOrDefault(new Place(cell.configuration(), width), Set.of()));
    }
    return LostSeeds.of(all, ended);
  }

  /** The last step of each configuration. */
  Map<Configuration, Integer> lastSteps() {
    Map<Configuration, Integer> last = new HashMap<>();
    cells.keySet().forEach(cell -> last.merge(cell.configuration(), cell.step(), Math::max));
    return last;
  }

  /** Gathers rows. */
  static final class Collected {
    private final Map<Cell, Observations> cells = new LinkedHashMap<>();
    private final Map<Cell, Map<Double, Long>> counts = new HashMap<>();
    private final Map<Place, Set<Long>> seen = new HashMap<>();
    private Place lastPlace = new Place(new Configuration(List.of(), List.of()), 0);
    private Set<Long> lastSeen = new HashSet<>();
    private boolean seeded;

    Map<Cell, Observations> cells() {
      return cells;
    }

    /** Rows that name no seed are numbered as they come. */
    void add(Cell cell, double width, Optional<Long> named, double value) {
      seeded = named.isPresent();
      long seed =
          named.orElseGet(
              () ->
                  counts.computeIfAbsent(cell, key -> new TreeMap<>()).merge(width, 1L, Long::sum)
                      - 1);
      cells.computeIfAbsent(cell, key -> new Observations()).add(width, seed, value);
      Place place = new Place(cell.configuration(), width);
      if (!place.equals(lastPlace)) {
        lastPlace = place;
        lastSeen = seen.computeIfAbsent(place, key -> new HashSet<>());
      }
      lastSeen.add(seed);
    }

    /** Returns a measurement that came twice, if one did. */
    Optional<Repeated> repeated() {
      return seeded
          ? cells.entrySet().stream()
              .flatMap(
                  cell ->
                      cell.getValue().repeated().stream()
                          .map(
                              twice -> new Repeated(cell.getKey(), twice.position(), twice.seed())))
              .findFirst()
          : Optional.empty();
    }

    /** Whatever has no value at all was not measured. */
    Measurements of(String digest) {
      cells.values().removeIf(Observations::empty);
      Map<Cell, Observations> sorted = new LinkedHashMap<>();
      cells.entrySet().stream()
          .sorted(
              Comparator.comparing(
                  entry ->
                      entry.getKey().configuration()
                          + entry.getKey().observable()
                          + entry.getKey().layer()))
          .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
      return new Measurements(sorted, seen, digest);
    }
  }
}
