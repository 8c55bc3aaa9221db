package richscale.jobs.cli;

import java.time.Duration;
import java.util.function.Supplier;

/** Says on standard error what is waited for, once that takes longer than people expect. */
final class Patience {
  private static final Duration FIRST = Duration.ofSeconds(5);
  private static final Duration NEXT = Duration.ofSeconds(30);

  private Patience() {}

  /**
   * Waits.
   *
   * @param what it is that may take long
   * @param waited takes its time
   * @return its result
   */
  static <T> T with(String what, Supplier<T> waited) {
    Thread speaker = new Thread(() -> speak(what), "patience");
    speaker.setDaemon(true);
    speaker.start();
    try {
      return waited.get();
    } finally {
      speaker.interrupt();
    }
  }

  private static void speak(String what) {
    try {
      Thread.sleep(FIRST.toMillis());
      while (true) {
        System.err.println("waiting for " + what);
        Thread.sleep(NEXT.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
