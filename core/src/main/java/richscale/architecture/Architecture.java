package richscale.architecture;

import java.util.List;
import java.util.OptionalInt;

/**
 * A kind of network. Implement it in a jar of your own, name the class in the file {@code
 * META-INF/services/richscale.architecture.Architecture} of that jar, and give the jar to {@code
 * cluster-conf/submit --jars}: the network is then built in DL4J, trained and measured like the
 * built-in ones, under its name as {@code architecture} in a spec.
 */
public interface Architecture {
  /** {@return its name in specs and tables: a lower-case word} */
  String name();

  /**
   * Returns the number of layers with weights, if that is not for a spec to choose.
   *
   * @return L; absent if a spec says it by {@code depth}
   */
  default OptionalInt depth() {
    return OptionalInt.empty();
  }

  /**
   * Returns its layers.
   *
   * @param dimensions sizes
   * @return L layers, read-in first; the last is dense and linear with {@code outputs} units
   */
  List<LayerPlan> layers(Dimensions dimensions);
}
