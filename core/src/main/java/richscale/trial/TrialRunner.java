package richscale.trial;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import richscale.data.Samples;
import richscale.linalg.DeviceException;
import richscale.linalg.Space;
import richscale.model.Network;
import richscale.observe.Beginning;
import richscale.observe.Beginnings;
import richscale.observe.KernelLearner;
import richscale.observe.LimitLearner;
import richscale.observe.Measurement;
import richscale.observe.Probe;
import richscale.spec.LearnerKind;
import richscale.spec.Trial;
import richscale.train.Trainer;
import richscale.train.TrainingLoop;

/** Trains and measures one trial on the calling thread. */
public final class TrialRunner {
  private TrialRunner() {}

  /**
   * Runs a trial to its end. An exception does not escape: it makes the trial {@code failed}.
   *
   * @param trial the trial
   * @param samples the samples that its data spec names
   * @return the result, a function of the trial alone but for the times
   */
  public static TrialResult run(Trial trial, Samples samples) {
    return run(trial, samples, Network::prescribed);
  }

  /**
   * Runs a trial as {@link #run(Trial, Samples)} does, with the same numbers, beside others.
   *
   * @param trial the trial
   * @param samples the samples that its data spec names
   * @param beginnings what they found out about their networks at initialisation
   * @param device number of the OpenCL device that is to be taken, if the trial names one; absent
   *     for the first of that name
   * @return the result
   */
  public static TrialResult run(
      Trial trial, Samples samples, Beginnings beginnings, OptionalInt device) {
    return run(trial, samples, Network::prescribed, beginnings, device);
  }

  /**
   * Runs a trial under a scaling of one's own, such as one with a planted fault.
   *
   * @param trial the trial
   * @param samples the samples that its data spec names
   * @param scaling the scaling of each layer
   * @return the result
   */
  public static TrialResult run(Trial trial, Samples samples, Network.Scaling scaling) {
    try (Beginnings alone = new Beginnings()) {
      return run(trial, samples, scaling, alone, OptionalInt.empty());
    }
  }

  private static TrialResult run(
      Trial trial,
      Samples samples,
      Network.Scaling scaling,
      Beginnings beginnings,
      OptionalInt device) {
    if (trial.settings().learner().kernel()) {
      return ofKernel(trial, samples, scaling);
    }
    if (trial.settings().learner() == LearnerKind.LIMIT) {
      return solved(trial, trial.settings().steps(), () -> LimitLearner.measure(trial, samples));
    }
    if (!trial.settings().onDevice()) {
      Space host = Space.host(trial.settings().dataType());
      return ofNetwork(trial, samples, scaling, beginnings, host);
    }
    try {
      return beginnings
          .devices()
          .work(
              trial.settings().device(),
              device,
              taken -> {
                Space space = new Space(trial.settings().dataType(), Optional.of(taken));
                return ofNetwork(trial, samples, scaling, beginnings, space);
              });
    } catch (DeviceException e) {
      return failed(trial, e);
    }
  }

  private static TrialResult ofNetwork(
      Trial trial, Samples samples, Network.Scaling scaling, Beginnings beginnings, Space space) {
    StopWatch measuring = new StopWatch();
    Beginning beginning = new Beginning(trial, beginnings);
    try (Network network =
            Network.initialise(
                trial,
                space,
                scaling,
                (layer, weight) -> measuring.run(() -> beginning.look(layer, weight)));
        Trainer trainer = Trainer.of(network, samples, trial, beginnings.batches());
        Probe probe = new Probe(network, trainer, samples, trial, beginning)) {
      long start = System.nanoTime();
      double before = measuring.seconds;
      TrainingLoop.Outcome outcome =
          TrainingLoop.train(
              trainer,
              trial.settings().measuredSteps(),
              step -> measuring.time(() -> probe.measure(step)));
      double seconds = (System.nanoTime() - start) / 1e9;
      return new TrialResult(
          trial,
          outcome.diverged() ? TrialStatus.DIVERGED : TrialStatus.COMPLETED,
          outcome.diverged()
              ? Optional.of(
                  String.format(
                      Locale.ROOT,
                      "loss or parameters not finite after %d updates",
                      outcome.updates()))
              : Optional.empty(),
          outcome.updates(),
          probe.measurements(),
          seconds - (measuring.seconds - before),
          measuring.seconds);
    } catch (RuntimeException | OutOfMemoryError e) {
      return failed(trial, e);
    }
  }

  private static TrialResult ofKernel(Trial trial, Samples samples, Network.Scaling scaling) {
    return solved(
        trial,
        0,
        () -> {
          try (Network network =
              Network.initialise(
                  trial, Space.host(trial.settings().dataType()), scaling, (layer, weight) -> {})) {
            return KernelLearner.measure(trial, network, samples);
          }
        });
  }

  /** Runs a trial that nothing updates step by step. */
  private static TrialResult solved(Trial trial, int updates, Supplier<List<Measurement>> learner) {
    StopWatch solving = new StopWatch();
    try {
      List<Measurement> measurements = solving.time(learner);
      return new TrialResult(
          trial,
          TrialStatus.COMPLETED,
          Optional.empty(),
          updates,
          measurements,
          solving.seconds,
          0);
    } catch (RuntimeException | OutOfMemoryError e) {
      return failed(trial, e);
    }
  }

  private static TrialResult failed(Trial trial, Throwable e) {
    return new TrialResult(trial, TrialStatus.FAILED, Optional.of(oneLine(e)), 0, List.of(), 0, 0);
  }

  private static String oneLine(Throwable e) {
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return "%s: %s".formatted(e.getClass().getSimpleName(), message);
  }

  private static final class StopWatch {
    private double seconds;

    void run(Runnable work) {
      time(
          () -> {
            work.run();
            return "";
          });
    }

    <T> T time(Supplier<T> work) {
      long start = System.nanoTime();
      T result = work.get();
      seconds += (System.nanoTime() - start) / 1e9;
      return result;
    }
  }
}
