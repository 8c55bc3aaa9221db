package richscale.optimizer;

import java.util.List;
import java.util.Optional;
import richscale.linalg.Matrix;

/**
 * Parameters that share a learning rate, with what their rule keeps.
 *
 * @param values the parameters
 * @param rate learning rate
 * @param gradientScale of {@link richscale.theory.LayerScaling}
 * @param kept what is left of them before an update by the gradient; 1 without decay
 * @param state what the rule keeps, each like the parameters
 * @param gradient where the gradient is formed, where the rule needs it whole
 */
public record Parameters(
    Matrix values,
    double rate,
    double gradientScale,
    double kept,
    List<Matrix> state,
    Optional<Matrix> gradient) {
  public Parameters {
    state = List.copyOf(state);
  }

  /**
   * Returns these parameters at a multiple of their rates, that of decay included.
   *
   * @param factor of a schedule; 1 leaves all as it is
   * @return parameters that share everything else
   */
  public Parameters at(double factor) {
    return factor == 1
        ? this
        : new Parameters(
            values, factor * rate, gradientScale, 1 - factor * (1 - kept), state, gradient);
  }

  void decay() {
    if (kept != 1) {
      values.scale(kept);
    }
  }
}
