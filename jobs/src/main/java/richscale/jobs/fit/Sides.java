package richscale.jobs.fit;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import richscale.fit.Observation;
import richscale.spec.Configuration;

/** Values of networks, and of the limit that they share, by configuration. */
final class Sides implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Map<Configuration, Observations> byConfiguration = new HashMap<>();

  void add(Configuration configuration, double position, long seed, double value) {
    byConfiguration
        .computeIfAbsent(configuration, key -> new Observations())
        .add(position, seed, value);
  }

  /** Adds those of another, and returns this. */
  Sides addAll(Sides others) {
    others.byConfiguration.forEach(
        (configuration, values) ->
            byConfiguration.merge(configuration, values, Observations::addAll));
    return this;
  }

  /**
   * Returns the limit; it is the same whatever precision its trials name, so that any of them does.
   */
  Optional<List<Observation>> limit() {
    return byConfiguration.entrySet().stream()
        .filter(side -> side.getKey().ofLimit())
        .min((one, other) -> one.getKey().toString().compareTo(other.getKey().toString()))
        .map(side -> side.getValue().sorted());
  }

  /** Takes the networks; the limit itself where there is none. */
  void forEachFitted(BiConsumer<Configuration, List<Observation>> action) {
    if (byConfiguration.keySet().stream().anyMatch(key -> !key.ofLimit())) {
      forEachNetwork(action);
    } else {
      byConfiguration.forEach(
          (configuration, values) -> action.accept(configuration, values.sorted()));
    }
  }

  /** Takes the networks. */
  void forEachNetwork(BiConsumer<Configuration, List<Observation>> action) {
    byConfiguration.forEach(
        (configuration, values) -> {
          if (!configuration.ofLimit()) {
            action.accept(configuration, values.sorted());
          }
        });
  }
}
