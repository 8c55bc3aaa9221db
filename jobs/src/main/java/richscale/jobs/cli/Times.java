package richscale.jobs.cli;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** What a sweep's time went into. */
final class Times {
  private final Instant process =
      Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());

  private Instant started = process;
  private Instant fitted = process;
  private Duration trials = Duration.ZERO;

  /** Everything runs that trials need. */
  void started() {
    started = Instant.now();
  }

  /**
   * All is trained and fitted.
   *
   * @param training how long trials ran
   */
  void fitted(Duration training) {
    fitted = Instant.now();
    trials = training;
  }

  /** Returns a line of text, after the page is written. */
  String text() {
    Instant end = Instant.now();
    return String.format(
        Locale.ROOT,
        "Took %.1f s: start %.1f, trials %.1f, tables %.1f, page %.1f%n",
        seconds(Duration.between(process, end)),
        seconds(Duration.between(process, started)),
        seconds(trials),
        seconds(Duration.between(started, fitted).minus(trials)),
        seconds(Duration.between(fitted, end)));
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1e3;
  }
}
