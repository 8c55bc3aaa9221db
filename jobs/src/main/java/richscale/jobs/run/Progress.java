package richscale.jobs.run;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * The progress of a sweep in one line: rewritten in place on a terminal, a new line every 30
 * seconds elsewhere.
 */
final class Progress implements AutoCloseable {
  /** How far a sweep is. */
  record State(long trials, double cost, long diverged, long failed) {}

  /** Reads the state while the sweep runs. */
  @FunctionalInterface
  interface Source {
    State now();
  }

  private static final Duration LOG_INTERVAL = Duration.ofSeconds(30);
  private static final Duration TERMINAL_INTERVAL = Duration.ofMillis(500);
  private static final Duration PAGE_INTERVAL = Duration.ofMinutes(1);
  private static final String ERASE_LINE = "\r\u001b[K";

  private final State total;
  private final State before;
  private final Source source;
  private final PrintStream stream;
  private final boolean terminal;
  private final Consumer<String> page;
  private final long start = System.nanoTime();
  private final Thread printer;

  /**
   * Creates the progress line.
   *
   * @param total trials and cost of the whole grid
   * @param before what was finished before this run
   * @param source what was finished in this run
   * @param stream where to print
   * @param terminal whether that is a terminal
   * @param page takes the line every minute
   */
  Progress(
      State total,
      State before,
      Source source,
      PrintStream stream,
      boolean terminal,
      Consumer<String> page) {
    this.page = page;
    this.total = total;
    this.before = before;
    this.source = source;
    this.stream = stream;
    this.terminal = terminal;
    printer = new Thread(this::printUntilClosed, "progress");
    printer.setDaemon(true);
  }

  /** Starts to print. */
  void start() {
    printer.start();
  }

  private void printUntilClosed() {
    Duration interval = terminal ? TERMINAL_INTERVAL : LOG_INTERVAL;
    long written = start;
    try {
      while (true) {
        Thread.sleep(interval.toMillis());
        print();
        if (System.nanoTime() - written >= PAGE_INTERVAL.toNanos()) {
          written = System.nanoTime();
          page.accept(line());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String line() {
    return line(total, before, source.now(), (System.nanoTime() - start) / 1e9);
  }

  private void print() {
    String line = line();
    if (terminal) {
      stream.print(ERASE_LINE + line);
    } else {
      stream.println(line);
    }
    stream.flush();
  }

  static String line(State total, State before, State now, double seconds) {
    double done = before.cost() + now.cost();
    double remaining = total.cost() - done;
    String eta = now.cost() > 0 ? "ETA " + clock(seconds * remaining / now.cost()) : "ETA -";
    return String.format(
        Locale.ROOT,
        "%d/%d trials  %.0f %% of the work  %s  %d diverged  %d failed",
        before.trials() + now.trials(),
        total.trials(),
        100 * done / total.cost(),
        eta,
        before.diverged() + now.diverged(),
        before.failed() + now.failed());
  }

  private static String clock(double seconds) {
    Duration duration = Duration.ofSeconds(Math.max(0, Math.round(seconds)));
    return duration.toHours() > 0
        ? String.format(
            Locale.ROOT,
            "%d:%02d:%02d",
            duration.toHours(),
            duration.toMinutesPart(),
            duration.toSecondsPart())
        : String.format(Locale.ROOT, "%d:%02d", duration.toMinutes(), duration.toSecondsPart());
  }

  /** Prints the last state and stops. */
  @Override
  public void close() {
    printer.interrupt();
    try {
      printer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    print();
    if (terminal) {
      stream.println();
    }
  }
}
