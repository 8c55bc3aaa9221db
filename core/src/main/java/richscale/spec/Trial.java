package richscale.spec;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import richscale.architecture.Blueprint;
import richscale.architecture.Residual;
import richscale.limit.InfiniteWidth;
import richscale.optimizer.Adam;
import richscale.theory.Activity;
import richscale.theory.Gauge;
import richscale.theory.LayerRole;
import richscale.theory.LayerScaling;

/**
 * One cell of the grid: everything that can change the numbers of one training, and nothing else.
 *
 * @param width n, units of every hidden layer
 * @param seed fixes the initial weights and the order of batches
 * @param activity gamma and r
 * @param eta0 width-independent base learning rate
 * @param depth L, number of weight layers
 * @param batchSize samples a step; equal to the sample count for full batch
 * @param gauge how the scaling is written
 * @param activation nonlinearity of the hidden layers
 * @param trainer what does the arithmetic, which changes the order of floating-point sums
 * @param settings what all trials of a grid share
 * @param threads OpenMP and BLAS threads, which change the order of floating-point sums
 */
public record Trial(
    int width,
    long seed,
    Activity activity,
    double eta0,
    int depth,
    int batchSize,
    Gauge gauge,
    Activation activation,
    TrainerKind trainer,
    Settings settings,
    int threads)
    implements Serializable {

  /**
   * Changes whenever the numbers of an unchanged trial do, so that old results are not reused.
   * Where only some data are concerned, these name themselves otherwise, such as by their
   * precision.
   */
  private static final String NUMERICS = "3";

  /** Of residual networks under Adam whose epsilon follows gradients, now with depth as well. */
  private static final String NUMERICS_OF_DEEP_EPSILON = "4";

  /** A second or so of a core. */
  private static final double MOST_FLOPS = 2e10;

  private static final long MOST_BYTES = 1L << 30;

  /**
   * Returns the same trial written in another gauge.
   *
   * @param other the gauge
   * @return a trial that differs in nothing else
   */
  public Trial in(Gauge other) {
    return with(width, seed, eta0, other, trainer);
  }

  /**
   * Returns the same trial at another base learning rate.
   *
   * @param other eta0
   * @return a trial that differs in nothing else
   */
  public Trial at(double other) {
    return with(width, seed, other, gauge, trainer);
  }

  /**
   * Returns the same configuration at another width and seed.
   *
   * @param otherWidth n
   * @param otherSeed seed
   * @return a trial that differs in nothing else
   */
  public Trial cell(int otherWidth, long otherSeed) {
    return with(otherWidth, otherSeed, eta0, gauge, trainer);
  }

  /**
   * Returns the same trial done by another trainer.
   *
   * @param other the trainer
   * @return a trial that differs in nothing else
   */
  public Trial by(TrainerKind other) {
    return with(width, seed, eta0, gauge, other);
  }

  /**
   * Returns the limit of this network as a trial, if it has one that costs little beside it.
   *
   * @return a trial that differs in what learns; absent where the equations are for other networks
   *     or leave out terms of their own order, as they do where the output starts elsewhere than at
   *     0; where nothing of what is measured has a limit; and where solving them takes long
   */
  Optional<Trial> limit() {
    Settings limit = settings.ofLimit();
    boolean known =
        settings.learner() == LearnerKind.NETWORK
            && settings.centred()
            && LimitScope.unmet(settings, List.of(activation), List.of(batchSize), List.of(gauge))
                .isEmpty()
            && activity.r() >= 0
            && activity.r() <= 0.5;
    int coordinates = Math.min(settings.data().inputs(), settings.data().samples());
    int outputs = settings.data().outputs();
    return known
            && !limit.observables().isEmpty()
            && InfiniteWidth.flops(depth, settings.steps(), coordinates, outputs) < MOST_FLOPS
            && InfiniteWidth.bytes(depth, settings.steps(), coordinates, outputs) < MOST_BYTES
        ? Optional.of(
            new Trial(
                width,
                seed,
                activity,
                eta0,
                depth,
                batchSize,
                gauge,
                activation,
                trainer,
                limit,
                threads))
        : Optional.empty();
  }

  private Trial with(
      int newWidth, long newSeed, double newEta0, Gauge newGauge, TrainerKind newTrainer) {
    return new Trial(
        newWidth,
        newSeed,
        activity,
        newEta0,
        depth,
        batchSize,
        newGauge,
        activation,
        newTrainer,
        settings,
        threads);
  }

  /**
   * Returns what a parameter loses in an update.
   *
   * @param rate its learning rate
   * @return the share, 0 without decay
   */
  public double decayAt(double rate) {
    return settings.weightDecay() * (settings.decay() == DecayKind.CONSTANT ? eta0 : rate);
  }

  /**
   * {@return the exponent of the rates of residual branches in their number: 0 where there are none
   * to speak of, and under the standard parameterisation, which has one rate}
   */
  public double depthRateExponent() {
    return gauge == Gauge.STANDARD ? 0 : settings.depthRateExponent();
  }

  /**
   * Returns what the number of residual branches makes of the scaling of a layer (arXiv
   * 2505.01618): rates carry the power that {@link #depthRateExponent} says, and gradients are
   * N^-a.
   *
   * @param alone that of a layer without branches beside it
   * @param layer from 1 to L
   * @return that of the layer in this network
   */
  public LayerScaling amongBranches(LayerScaling alone, int layer) {
    Residual residual = settings.architecture().residual();
    if (!settings.architecture().hasBranches()
        || LayerRole.of(layer, depth) != LayerRole.HIDDEN
        || gauge == Gauge.STANDARD) {
      return alone;
    }
    int branches = residual.branches(depth);
    return alone.times(
        Math.pow(branches, depthRateExponent()),
        epsilonFollowsDepth() ? Math.pow(branches, -residual.depthExponent()) : 1);
  }

  private boolean epsilonFollowsDepth() {
    return settings.architecture().hasBranches()
        && settings.adam().filter(Adam::scaled).isPresent();
  }

  /** {@return the network with all its sizes} */
  public Blueprint blueprint() {
    return settings
        .architecture()
        .blueprint(width, depth, settings.data().shape(), settings.data().outputs());
  }

  /**
   * {@return the content address: the first 128 bits of a SHA-256 over all fields, in hexadecimal.
   * Real numbers enter by their bits, since their decimal text differs between Java versions; 32
   * lower-case hexadecimal digits}
   */
  public String id() {
    SortedMap<String, String> fields = new TreeMap<>();
    fields.put("numerics", epsilonFollowsDepth() ? NUMERICS_OF_DEEP_EPSILON : NUMERICS);
    for (TrialField field : TrialField.values()) {
      field.identity(this).ifPresent(text -> fields.put(field.key(), text));
    }
    return digest(fields);
  }

  private static String digest(SortedMap<String, String> fields) {
    String text =
        fields.entrySet().stream()
            .map((Map.Entry<String, String> field) -> field.getKey() + "=" + field.getValue())
            .collect(Collectors.joining("\n"));
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
