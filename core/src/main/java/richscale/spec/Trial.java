package richscale.spec;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import richscale.architecture.Blueprint;
import richscale.linalg.FloatingPoint;
import richscale.theory.Activity;
import richscale.theory.Gauge;
import richscale.theory.Observable;
import richscale.theory.OptimizerKind;

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
 * @param learner the network, or a kernel of it
 * @param architecture kind of network
 * @param bias whether layers have biases
 * @param loss what is minimised
 * @param optimizer update rule
 * @param momentum factor of the velocity v = momentum v + gradient, 0 for none; sgd only
 * @param decay what the decay of a weight is proportional to
 * @param weightDecay part by which every weight shrinks in an update, divided by eta0 or by its own
 *     rate: with a constant decay W loses {@code weightDecay eta0 W} in all layers and at all
 *     widths, whatever their rates (decoupled, as Loshchilov and Hutter 2019; its rate independent
 *     of width, as Wang and Aitchison 2024)
 * @param trainer what does the arithmetic, which changes the order of floating-point sums
 * @param data samples
 * @param steps updates
 * @param probe number of samples that are measured, the first of the data
 * @param measuredSteps ascending steps that are measured
 * @param observables what is measured, in the order of the enumeration
 * @param dataType precision of parameters and passes
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
    LearnerKind learner,
    ArchitectureSpec architecture,
    BiasKind bias,
    LossKind loss,
    OptimizerKind optimizer,
    double momentum,
    DecayKind decay,
    double weightDecay,
    TrainerKind trainer,
    DataSpec data,
    int steps,
    int probe,
    List<Integer> measuredSteps,
    List<Observable> observables,
    FloatingPoint dataType,
    int threads)
    implements Serializable {

  /** Changes whenever the numbers of an unchanged trial do, so that old results are not reused. */
  private static final String NUMERICS = "3";

  public Trial {
    measuredSteps = List.copyOf(measuredSteps);
    observables = observables.stream().sorted().distinct().toList();
  }

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
        learner,
        architecture,
        bias,
        loss,
        optimizer,
        momentum,
        decay,
        weightDecay,
        newTrainer,
        data,
        steps,
        probe,
        measuredSteps,
        observables,
        dataType,
        threads);
  }

  /**
   * Returns what a parameter loses in an update.
   *
   * @param rate its learning rate
   * @return the share, 0 without decay
   */
  public double decayAt(double rate) {
    return weightDecay * (decay == DecayKind.CONSTANT ? eta0 : rate);
  }

  /**
   * Returns the network with all its sizes.
   *
   * @return the blueprint
   */
  public Blueprint blueprint() {
    return architecture.blueprint(width, depth, data.shape(), data.outputs());
  }

  /**
   * Returns the measured steps in one line.
   *
   * @return the steps, comma-separated
   */
  public String measuredStepsText() {
    return measuredSteps.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  /**
   * Returns the observables in one line.
   *
   * @return their names, comma-separated
   */
  public String observablesText() {
    return observables.stream().map(Observable::id).collect(Collectors.joining(","));
  }

  /**
   * Returns the content address: the first 128 bits of a SHA-256 over all fields, in hexadecimal.
   * Real numbers enter by their bits, since their decimal text differs between Java versions.
   *
   * @return 32 lower-case hexadecimal digits
   */
  public String id() {
    SortedMap<String, String> fields = new TreeMap<>();
    fields.put("numerics", NUMERICS);
    fields.put("width", String.valueOf(width));
    fields.put("seed", String.valueOf(seed));
    fields.put("gamma", Double.toHexString(activity.gamma()));
    fields.put("r", Double.toHexString(activity.r()));
    fields.put("eta0", Double.toHexString(eta0));
    fields.put("depth", String.valueOf(depth));
    fields.put("batchSize", String.valueOf(batchSize));
    fields.put("gauge", gauge.name());
    fields.put("activation", activation.name());
    fields.put("architecture", architecture.canonical().toUpperCase(Locale.ROOT));
    fields.put("optimizer", optimizer.name());
    fields.put("trainer", trainer.name());
    fields.put("data", data.canonical());
    fields.put("steps", String.valueOf(steps));
    fields.put("probe", String.valueOf(probe));
    fields.put("measuredSteps", measuredStepsText());
    fields.put("observables", observablesText());
    fields.put("dataType", dataType.name());
    fields.put("threads", String.valueOf(threads));
    // Absent unless they say something, so that older trials keep their names.
    if (learner != LearnerKind.NETWORK) {
      fields.put("learner", learner.name());
    }
    if (bias != BiasKind.NONE) {
      fields.put("bias", bias.name());
    }
    if (loss != LossKind.SQUARED_ERROR) {
      fields.put("loss", loss.name());
    }
    if (momentum != 0) {
      fields.put("momentum", Double.toHexString(momentum));
    }
    if (decay != DecayKind.CONSTANT) {
      fields.put("decay", decay.name());
    }
    if (weightDecay != 0) {
      fields.put("weightDecay", Double.toHexString(weightDecay));
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
