package richscale.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A product of axes, and what all its trials share.
 *
 * @param axes the product
 * @param trainer what does the arithmetic; absent for the cheapest that covers each trial
 * @param settings what all trials share
 */
public record GridSpec(Grid axes, Optional<TrainerKind> trainer, Settings settings) {
  void forEach(int threads, Consumer<Trial> action) {
    // The limit of a centred output knows no seed.
    boolean seedless = settings.learner() == LearnerKind.LIMIT && settings.centred();
    (seedless ? axes.ofFirstSeed() : axes).forEach(settings, trainer, threads, action);
  }

  /** Runs over the limits of the networks that have one, each from one seed. */
  void forEachLimit(int threads, Consumer<Trial> action) {
    axes.ofFirstSeed()
        .forEach(settings, trainer, threads, trial -> trial.limit().ifPresent(action));
  }

  /** Returns one trial for each nonlinearity. */
  List<Trial> corners() {
    List<Trial> corners = new ArrayList<>();
    axes.corner().forEach(settings, trainer, 1, corners::add);
    return corners;
  }
}
