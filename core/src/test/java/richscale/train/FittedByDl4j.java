package richscale.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import richscale.TestTrials;
import richscale.data.DataSource;
import richscale.model.Network;
import richscale.spec.TrainerKind;
import richscale.spec.Trial;

/** Parameters of trials by DL4J's own fit and by other trainers. */
final class FittedByDl4j {
  private FittedByDl4j() {}

  /** Holds a trainer against the fit, relative to the norm of all parameters. */
  static void assertSameAsFit(double tolerance, int steps, TrainerKind kind, String... overrides) {
    double[] fit = parametersAfter(steps, "dl4j", overrides);
    double[] own = parametersAfter(steps, kind.id(), overrides);
    double difference = 0;
    double size = 0;
    for (int i = 0; i < fit.length; i++) {
      difference += Math.pow(own[i] - fit[i], 2);
      size += Math.pow(fit[i], 2);
    }
    assertThat(Math.sqrt(difference / size)).isLessThan(tolerance);
  }

  /** Returns all parameters after some updates. */
  static double[] parametersAfter(int steps, String trainer, String... overrides) {
    String[] all =
        Stream.concat(Stream.of(overrides), Stream.of("trainer=" + trainer)).toArray(String[]::new);
    boolean digits = Stream.of(overrides).anyMatch("data.source=digits"::equals);
    Trial trial = digits ? TestTrials.digits(all) : TestTrials.trial(all);
    try (Network network = Network.initialise(trial);
        Trainer stepping = Trainer.of(network, DataSource.load(trial.settings().data()), trial)) {
      for (int step = 0; step < steps; step++) {
        stepping.step();
      }
      stepping.settle();
      return network.dl4j().model().params().toDoubleVector();
    }
  }
}
