package richscale.optimizer;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * {@link HeavyBall} as DL4J has rules; its own momentum is Nesterov's, which evaluates the gradient
 * elsewhere.
 */
public final class HeavyBallUpdater implements IUpdater {
  private static final long serialVersionUID = 1L;

  private final double rate;
  private final double momentum;

  /**
   * Creates the rule.
   *
   * @param rate learning rate
   * @param momentum factor of the velocity
   */
  public HeavyBallUpdater(
      @JsonProperty("rate") double rate, @JsonProperty("momentum") double momentum) {
    this.rate = rate;
    this.momentum = momentum;
  }

  /** {@return the learning rate: factor of the velocity in an update} */
  public double getRate() {
    return rate;
  }

  /** {@return the momentum: part of the velocity that is kept} */
  public double getMomentum() {
    return momentum;
  }

  @Override
  public long stateSize(long parameters) {
    return parameters;
  }

  @Override
  public GradientUpdater<HeavyBallUpdater> instantiate(INDArray state, boolean zero) {
    if (zero) {
      state.assign(0);
    }
    return new Updating(this, state);
  }

  @Override
  public GradientUpdater<HeavyBallUpdater> instantiate(Map<String, INDArray> state, boolean zero) {
    return instantiate(state.get(Updating.VELOCITY), zero);
  }

  @Override
  public IUpdater clone() {
    return new HeavyBallUpdater(rate, momentum);
  }

  @Override
  public double getLearningRate(int iteration, int epoch) {
    return rate;
  }

  @Override
  public boolean hasLearningRate() {
    return true;
  }

  @Override
  public void setLrAndSchedule(double lr, ISchedule schedule) {
    throw new UnsupportedOperationException("the rate is set once");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HeavyBallUpdater that && rate == that.rate && momentum == that.momentum;
  }

  @Override
  public int hashCode() {
    return Objects.hash(rate, momentum);
  }

  /** The velocity, in DL4J's own state. */
  private static final class Updating implements GradientUpdater<HeavyBallUpdater> {
    static final String VELOCITY = "V";

    private final HeavyBallUpdater rule;
    private INDArray velocity;

    Updating(HeavyBallUpdater rule, INDArray velocity) {
      this.rule = rule;
      this.velocity = velocity;
    }

    @Override
    public HeavyBallUpdater getConfig() {
      return rule;
    }

    @Override
    public void setState(Map<String, INDArray> state, boolean initialize) {
      velocity = state.get(VELOCITY);
    }

    @Override
    public Map<String, INDArray> getState() {
      return Collections.singletonMap(VELOCITY, velocity);
    }

    @Override
    public void setStateViewArray(
        INDArray view, long[] gradientShape, char order, boolean initialize) {
      velocity = view;
    }

    @Override
    public void applyUpdater(INDArray gradient, int iteration, int epoch) {
      velocity.muli(rule.momentum).addi(gradient.reshape(velocity.shape()));
      gradient.assign(velocity.reshape(gradient.shape())).muli(rule.rate);
    }
  }
}
