package richscale.spec;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import richscale.linalg.FloatingPoint;
import richscale.optimizer.Adam;
import richscale.optimizer.HeavyBall;
import richscale.optimizer.Muon;
import richscale.optimizer.Optimizer;
import richscale.optimizer.RateSchedule;
import richscale.theory.Observable;

/**
 * What all trials of a grid share. A component more is read in {@link #read}, and declared in
 * {@link TrialField}, which is all that identity, tables and fits need to know of it.
 *
 * @param learner the network, or a kernel of it
 * @param architecture kind of network
 * @param bias whether layers have biases
 * @param loss what is minimised
 * @param rule update rule, with its constants
 * @param schedule what rates are multiplied by, update for update
 * @param decay what the decay of a weight is proportional to
 * @param weightDecay part by which every weight shrinks in an update, divided by eta0 or by its own
 *     rate: with a constant decay W loses {@code weightDecay eta0 W} in all layers and at all
 *     widths, whatever their rates (decoupled, as Loshchilov and Hutter 2019; its rate independent
 *     of width, as Wang and Aitchison 2024)
 * @param data samples
 * @param steps updates
 * @param probe number of samples that are measured, the first of the data
 * @param measuredSteps ascending steps that are measured
 * @param observables what is measured, in the order of the enumeration
 * @param dataType precision of parameters and passes
 * @param output what of the output is trained and measured
 * @param device what does the arithmetic: {@link #CPU}, or the name of an OpenCL device
 * @param depthRateExponent exponent of the rates of residual branches in their number; 0 where
 *     there are none
 */
public record Settings(
    LearnerKind learner,
    ArchitectureSpec architecture,
    BiasKind bias,
    LossKind loss,
    Optimizer rule,
    RateSchedule schedule,
    DecayKind decay,
    double weightDecay,
    DataSpec data,
    int steps,
    int probe,
    List<Integer> measuredSteps,
    List<Observable> observables,
    FloatingPoint dataType,
    OutputKind output,
    String device,
    double depthRateExponent)
    implements Serializable {
  /** The processor, by BLAS: what every trial was trained on that names no device. */
  public static final String CPU = "cpu";

  public Settings {
    measuredSteps = List.copyOf(measuredSteps);
    observables = observables.stream().sorted().distinct().toList();
  }

  /**
   * Reads the settings of a grid.
   *
   * @param values the spec with the grid's own keys before it
   * @param architecture kind of network
   * @param data samples
   * @return settings whose parts may still contradict each other
   * @throws SpecException if a value cannot be used by itself
   */
  static Settings read(SpecValues values, ArchitectureSpec architecture, DataSpec data) {
    LearnerKind learner = values.onlyChoice("learner", LearnerKind.class);
    int steps = values.onlyInt("steps", 1, 1_000_000);
    return new Settings(
        learner,
        architecture,
        values.onlyChoice("bias", BiasKind.class),
        values.onlyChoice("loss", LossKind.class),
        RuleReader.rule(values),
        RuleReader.schedule(values, steps),
        values.onlyChoice("decay", DecayKind.class),
        values.onlyReal("weightDecay", 0, SpecValues.MAX_REAL, false, "a number from 0"),
        data,
        steps,
        Math.min(values.onlyInt("probe", 1, 1_000_000), data.samples()),
        MeasurementSchedule.read(values, steps),
        ObservableChoice.read(values, data, learner, architecture),
        values.onlyChoice("dataType", FloatingPoint.class),
        values.onlyChoice("output", OutputKind.class),
        values.text("device", "cpu, opencl or the name of a device"),
        RuleReader.depthRateExponent(values, architecture));
  }

  /** {@return the name of the update rule in specs} */
  public OptimizerKind optimizer() {
    if (rule instanceof Muon) {
      return OptimizerKind.MUON;
    }
    return rule instanceof Adam ? OptimizerKind.ADAM : OptimizerKind.SGD;
  }

  /** {@return factor of the velocity v = momentum v + gradient, 0 for none} */
  public double momentum() {
    return rule instanceof HeavyBall ball ? ball.momentum() : 0;
  }

  /** Returns Adam with its constants, if that is the rule of any layer. */
  Optional<Adam> adam() {
    if (rule instanceof Muon muon) {
      return muon.adamAtEnds() ? Optional.of(muon.adam()) : Optional.empty();
    }
    return rule instanceof Adam adam ? Optional.of(adam) : Optional.empty();
  }

  /**
   * Returns the same for the limit of these networks.
   *
   * @return settings whose learner is the limit, and whose observables are those that it has
   */
  Settings ofLimit() {
    return new Settings(
        LearnerKind.LIMIT,
        architecture,
        bias,
        loss,
        rule,
        schedule,
        decay,
        weightDecay,
        data,
        steps,
        probe,
        measuredSteps,
        observables.stream().filter(LearnerKind.LIMIT::has).toList(),
        dataType,
        output,
        CPU,
        depthRateExponent);
  }

  /** {@return whether an OpenCL device does the arithmetic} */
  public boolean onDevice() {
    return !device.equals(CPU);
  }

  /** {@return whether f - f_0 is trained and measured} */
  public boolean centred() {
    return output == OutputKind.CENTRED;
  }

  /** {@return the measured steps in one line, comma-separated} */
  public String measuredStepsText() {
    return measuredSteps.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  /** {@return the names of the observables in one line, comma-separated} */
  public String observablesText() {
    return observables.stream().map(Observable::id).collect(Collectors.joining(","));
  }
}
