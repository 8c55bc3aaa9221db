package richscale.optimizer;

import java.util.List;
import java.util.Optional;
import richscale.linalg.Matrix;

/**
 * Parameters that share a learning rate, with what their rule keeps.
 *
 * @param values the parameters
 * @param rate learning rate
 * @param kept what is left of them before an update by the gradient; 1 without decay
 * @param state what the rule keeps, each like the parameters
 * @param gradient where the gradient is formed, where the rule needs it whole
 */
public record Parameters(
    Matrix values, double rate, double kept, List<Matrix> state, Optional<Matrix> gradient) {
  public Parameters {
    state = List.copyOf(state);
  }

  void decay() {
    if (kept != 1) {
      values.scale(kept);
    }
  }
}
