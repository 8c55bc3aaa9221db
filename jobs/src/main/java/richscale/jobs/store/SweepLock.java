package richscale.jobs.store;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Keeps a second driver out of an output directory: the file {@code _lock}, which its holder writes
 * anew every few seconds.
 *
 * <p>A holder on this machine is dead when its process is. One elsewhere is dead when its file did
 * not change while this process watched it, so no two machines' clocks are ever compared.
 */
public final class SweepLock implements AutoCloseable {
  private static final String FILE = "_lock";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration HEARTBEAT = Duration.ofSeconds(5);

  /** How long a killed process may take to end. */
  private static final Duration DYING = Duration.ofSeconds(1);

  /** A holder that misses this many heartbeats is dead. */
  private static final int MISSED = 6;

  /**
   * Who holds the lock.
   *
   * @param id unique
   * @param command what it runs
   * @param host its machine
   * @param boot its machine's boot, process namespace and user: only one that has all three sees
   *     its process; machines, and containers on one machine, may share a host name
   * @param pid its process
   * @param startedAt when that process started, by its own clock
   * @param heartbeat counts up
   */
  public record Holder(
      String id,
      @JsonAlias("job") String command,
      String host,
      String boot,
      long pid,
      String startedAt,
      long heartbeat) {

    static Holder thisProcess(String command) throws IOException {
      ProcessHandle process = ProcessHandle.current();
      return new Holder(
          UUID.randomUUID().toString(),
          command,
          hostName(),
          bootId(),
          process.pid(),
          started(process),
          0);
    }

    private Holder next() {
      return new Holder(id, command, host, boot, pid, startedAt, heartbeat + 1);
    }

    private static String hostName() {
      try {
        return InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException e) {
        // Containers often have a name that nobody resolves; it is at the start of the message.
        return String.valueOf(e.getMessage()).split(":", 2)[0];
      }
    }

    private static String bootId() throws IOException {
      Path file = Path.of("/proc/sys/kernel/random/boot_id");
      Path namespace = Path.of("/proc/self/ns/pid");
      return String.join(
          " ",
          Files.isReadable(file) ? Files.readString(file).trim() : "unknown",
          Files.isSymbolicLink(namespace) ? Files.readSymbolicLink(namespace).toString() : "",
          System.getProperty("user.name"));
    }

    private static String started(ProcessHandle process) {
      return process
          .info()
          .startInstant()
          .map(instant -> instant.truncatedTo(ChronoUnit.SECONDS))
          .map(Instant::toString)
          .orElse("unknown");
    }

    /** Returns whether it runs, if this machine can tell. */
    private Optional<Boolean> runs() throws IOException {
      if (!host.equals(hostName()) || !boot.equals(bootId())) {
        return Optional.empty();
      }
      // Another process may have got the number since.
      return Optional.of(
          ProcessHandle.of(pid).filter(p -> started(p).equals(startedAt)).isPresent() && !zombie());
    }

    /** A killed process keeps its number until its parent has noticed. */
    private boolean zombie() {
      try {
        String stat = Files.readString(Path.of(String.format(Locale.ROOT, "/proc/%d/stat", pid)));
        return stat.charAt(stat.lastIndexOf(')') + 2) == 'Z';
      } catch (IOException e) {
        return false;
      }
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT, "%s on %s, process %d, started %s", command, host, pid, startedAt);
    }
  }

  private final OutputDirectory out;
  private final ScheduledExecutorService heart;
  private final Future<?> heartbeats;
  private final Thread atExit = new Thread(this::release, "release lock");
  private Holder holder;
  private boolean lost;

  private SweepLock(OutputDirectory out, Holder holder, Runnable whenLost, Duration heartbeat) {
    this.out = out;
    this.holder = holder;
    heart =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "lock heartbeat");
              thread.setDaemon(true);
              return thread;
            });
    heartbeats =
        heart.scheduleWithFixedDelay(
            () -> beat(whenLost),
            heartbeat.toMillis(),
            heartbeat.toMillis(),
            TimeUnit.MILLISECONDS);
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /**
   * Takes the lock, over from a dead holder if need be. That may take half a minute of watching
   * when it is on another machine.
   *
   * @param out the output directory
   * @param command what this process runs
   * @param messages where to say that it waits
   * @param whenLost called if another driver takes the lock from this one
   * @return the lock
   * @throws UsageException if somebody holds it
   * @throws IOException if the file system failed
   */
  public static SweepLock acquire(
      OutputDirectory out, String command, Consumer<String> messages, Runnable whenLost)
      throws IOException {
    return acquire(out, command, messages, whenLost, HEARTBEAT);
  }

  static SweepLock acquire(
      OutputDirectory out,
      String command,
      Consumer<String> messages,
      Runnable whenLost,
      Duration heartbeat)
      throws IOException {
    Holder mine = Holder.thisProcess(command);
    while (!out.createNew(FILE, JSON.writeValueAsBytes(mine))) {
      Optional<Holder> other = holder(out);
      if (other.isPresent()) {
        if (alive(out, other.get(), messages, heartbeat)) {
          throw new UsageException(
              "--out",
              "%s is in use by %s".formatted(out.display(), other.get()),
              "a directory that nobody writes to; tasks of an array write to %s/part=I each, and fit"
                      .formatted(out.display())
                  + " --out %s puts them together".formatted(out.display()));
        }
        messages.accept("taking over from " + other.get() + ", which is gone");
        takeAway(out, other.get(), heartbeat);
      }
    }
    return new SweepLock(out, mine, whenLost, heartbeat);
  }

  /**
   * Returns who holds the lock of a directory, dead or alive.
   *
   * @param out the output directory
   * @return its holder; absent if nobody does
   * @throws IOException if the file system failed
   */
  public static Optional<Holder> holder(OutputDirectory out) throws IOException {
    try {
      return Optional.of(JSON.readValue(out.read(FILE), Holder.class));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (JsonProcessingException e) {
      throw new UsageException(
          "%s/%s is not a lock that Richscale wrote; delete it if no sweep runs"
              .formatted(out.display(), FILE));
    }
  }

  /**
   * Finds out whether a holder runs, by its process or by watching its heartbeats.
   *
   * @param out the output directory
   * @param holder who held the lock just now
   * @param messages where to say that it watches
   * @return whether it runs
   * @throws IOException if the file system failed
   */
  public static boolean alive(OutputDirectory out, Holder holder, Consumer<String> messages)
      throws IOException {
    return alive(out, holder, messages, HEARTBEAT);
  }

  private static boolean alive(
      OutputDirectory out, Holder holder, Consumer<String> messages, Duration heartbeat)
      throws IOException {
    if (holder.runs().isPresent()) {
      Instant end = Instant.now().plus(DYING);
      while (holder.runs().orElse(false) && Instant.now().isBefore(end)) {
        sleep(DYING.dividedBy(10));
      }
      return holder.runs().orElse(false);
    }
    messages.accept(
        String.format(
            Locale.ROOT,
            "%s is held by %s: watching for its heartbeat, %d s at most",
            out.display(),
            holder,
            MISSED * heartbeat.toSeconds()));
    for (int i = 0; i < MISSED; i++) {
      sleep(heartbeat);
      Optional<Holder> now = holder(out);
      if (now.isEmpty() || !now.get().equals(holder)) {
        return now.isPresent();
      }
    }
    return false;
  }

  private static void sleep(Duration duration) throws IOException {
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while it watched the lock", e);
    }
  }

  /** Deletes a dead holder's file; of several drivers that try, the one with the token does. */
  private static void takeAway(OutputDirectory out, Holder dead, Duration heartbeat)
      throws IOException {
    String token = FILE + "-of-" + dead.id();
    if (!out.createNew(token, new byte[0])) {
      sleep(heartbeat);
      out.delete(token);
      return;
    }
    try {
      if (holder(out).filter(now -> now.id().equals(dead.id())).isPresent()) {
        out.delete(FILE);
      }
    } finally {
      out.delete(token);
    }
  }

  private void beat(Runnable whenLost) {
    try {
      if (!mine()) {
        synchronized (this) {
          lost = true;
        }
        heartbeats.cancel(false);
        whenLost.run();
        return;
      }
      synchronized (this) {
        holder = holder.next();
      }
      out.writeWhole(FILE, JSON.writeValueAsBytes(holder));
    } catch (IOException e) {
      // A heartbeat that cannot be written is a missed one; the next may get through.
      return;
    }
  }

  private boolean mine() throws IOException {
    return holder(out).filter(now -> now.id().equals(holder.id())).isPresent();
  }

  /**
   * Makes sure, before tables change, that no other driver took over while this one was suspended.
   *
   * @throws IOException if one did
   */
  public void requireHeld() throws IOException {
    synchronized (this) {
      lost |= !mine();
      if (lost) {
        throw new IOException(
            "another driver took over %s; this one changes nothing any more"
                .formatted(out.display()));
      }
    }
  }

  private void release() {
    heartbeats.cancel(false);
    heart.shutdown();
    try {
      // Not while a heartbeat is being written, which would bring the file back.
      heart.awaitTermination(2, TimeUnit.SECONDS);
      if (mine()) {
        out.delete(FILE);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Gives the lock back. */
  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(atExit);
    release();
  }
}
