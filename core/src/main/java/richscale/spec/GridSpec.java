package richscale.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import richscale.linalg.FloatingPoint;
import richscale.theory.Observable;
import richscale.theory.OptimizerKind;

/**
 * A product of axes, and what all its trials share.
 *
 * @param axes the product
 * @param learner the network, or a kernel of it
 * @param architecture kind of network
 * @param bias whether layers have biases
 * @param loss what is minimised
 * @param optimizer update rule
 * @param momentum factor of the velocity, 0 for none
 * @param decay what the decay of a weight is proportional to
 * @param weightDecay rate of decay in units of 1/eta0 or of 1/eta
 * @param trainer what does the arithmetic; absent for the cheapest that covers each trial
 * @param data samples
 * @param steps updates a trial
 * @param probe size of the probe batch
 * @param measuredSteps ascending steps that are measured
 * @param observables what is measured
 * @param dataType precision of parameters and passes
 */
public record GridSpec(
    Grid axes,
    LearnerKind learner,
    ArchitectureSpec architecture,
    BiasKind bias,
    LossKind loss,
    OptimizerKind optimizer,
    double momentum,
    DecayKind decay,
    double weightDecay,
    Optional<TrainerKind> trainer,
    DataSpec data,
    int steps,
    int probe,
    List<Integer> measuredSteps,
    List<Observable> observables,
    FloatingPoint dataType) {

  public GridSpec {
    measuredSteps = List.copyOf(measuredSteps);
    observables = List.copyOf(observables);
  }

  void forEach(int threads, Consumer<Trial> action) {
    axes.forEach(cell -> action.accept(trial(cell, threads)));
  }

  /** Returns one trial for each nonlinearity. */
  List<Trial> corners() {
    List<Trial> corners = new ArrayList<>();
    axes.corner().forEach(cell -> corners.add(trial(cell, 1)));
    return corners;
  }

  private Trial trial(Grid.Cell cell, int threads) {
    Trial plain =
        new Trial(
            cell.width(),
            cell.seed(),
            cell.activity(),
            cell.eta0(),
            cell.depth(),
            cell.batchSize(),
            cell.gauge(),
            cell.activation(),
            learner,
            architecture,
            bias,
            loss,
            optimizer,
            momentum,
            decay,
            weightDecay,
            trainer.orElse(TrainerKind.FUSED),
            data,
            steps,
            probe,
            measuredSteps,
            observables,
            dataType,
            threads);
    return trainer.isPresent() ? plain : plain.by(TrainerKind.cheapest(plain));
  }
}
