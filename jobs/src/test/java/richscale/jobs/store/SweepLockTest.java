package richscale.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepLockTest {
  private static final Duration HEARTBEAT = Duration.ofMillis(100);

  private final List<String> messages = new ArrayList<>();
  @TempDir private Path directory;
  private OutputDirectory out;

  @BeforeEach
  void open() {
    out = OutputDirectory.open(directory.resolve("out").toString(), new Configuration());
    out.makeDirectory(TrialStore.DIRECTORY);
  }

  private SweepLock acquire(Runnable whenLost) throws IOException {
    return SweepLock.acquire(out, "test", messages::add, whenLost, HEARTBEAT);
  }

  private static SweepLock.Holder elsewhere(long heartbeat) {
    // A clock a century ahead: nobody looks at it.
    return new SweepLock.Holder(
        "id", "sweep paper", "far", "boot", 7, "2126-01-01T00:00:00Z", heartbeat);
  }

  private void write(SweepLock.Holder holder) throws IOException {
    out.writeWhole("_lock", new ObjectMapper().writeValueAsBytes(holder));
  }

  @Test
  void aSecondDriverIsToldWhoHoldsTheDirectory() throws IOException {
    SweepLock first = acquire(() -> {});
    assertThatThrownBy(() -> acquire(() -> {}))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("is in use by test on ")
        .hasMessageContaining(
            String.format(Locale.ROOT, "process %d, started 20", ProcessHandle.current().pid()));
    first.close();
    acquire(() -> {}).close();
    assertThat(directory.resolve("out/_lock")).doesNotExist();
  }

  @Test
  void aHolderWhoseProcessIsGoneLosesTheLockAtOnce() throws Exception {
    Process process = new ProcessBuilder("sleep", "60").start();
    SweepLock lock = acquire(() -> {});
    SweepLock.Holder mine = SweepLock.holder(out).orElseThrow();
    lock.close();
    String started = process.toHandle().info().startInstant().orElseThrow().toString();
    write(new SweepLock.Holder("id", "test", mine.host(), mine.boot(), process.pid(), started, 0));
    process.destroyForcibly().waitFor();
    acquire(() -> {}).close();
    assertThat(messages).singleElement().asString().contains("taking over from test on ");
  }

  @Test
  void aHolderElsewhereThatBeatsKeepsTheLock() throws Exception {
    keepsTheLock(SweepLockTest::elsewhere);
  }

  /** A container with this machine's host name, or another user's process, cannot be seen. */
  @Test
  void aHolderThatCannotBeSeenFromHereIsJudgedByItsHeartbeat() throws Exception {
    SweepLock lock = acquire(() -> {});
    SweepLock.Holder mine = SweepLock.holder(out).orElseThrow();
    lock.close();
    assertThat(mine.boot()).contains(System.getProperty("user.name"));
    for (String boot :
        List.of(
            mine.boot().replaceFirst("pid:\\[\\d+\\]", "pid:[1]"),
            mine.boot().replace(System.getProperty("user.name"), "somebody"))) {
      keepsTheLock(
          beat ->
              new SweepLock.Holder(
                  "id", "sweep paper", mine.host(), boot, Long.MAX_VALUE, "unknown", beat));
    }
  }

  private void keepsTheLock(IntFunction<SweepLock.Holder> holder) throws Exception {
    write(holder.apply(0));
    Thread beating =
        new Thread(
            () -> {
              try {
                Thread.sleep(3 * HEARTBEAT.toMillis());
                write(holder.apply(1));
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    beating.start();
    assertThatThrownBy(() -> acquire(() -> {}))
        .hasMessageContaining("sweep paper on " + holder.apply(0).host());
    beating.join();
  }

  @Test
  void aHolderElsewhereThatIsSilentLosesTheLockWhateverItsClockSays() throws IOException {
    write(elsewhere(0));
    SweepLock lock = acquire(() -> {});
    lock.requireHeld();
    assertThat(messages).anyMatch(message -> message.contains("watching for its heartbeat"));
    lock.close();
  }

  @Test
  void aDriverThatWasSuspendedTooLongStopsAndPublishesNothing() throws Exception {
    CountDownLatch lost = new CountDownLatch(1);
    SweepLock suspended = acquire(lost::countDown);
    write(elsewhere(0));
    assertThat(lost.await(10, TimeUnit.SECONDS)).isTrue();
    assertThatThrownBy(suspended::requireHeld).hasMessageContaining("another driver took over");
    suspended.close();
    assertThat(SweepLock.holder(out).orElseThrow().host())
        .as("the new holder's lock")
        .isEqualTo("far");
  }

  @Test
  void heartbeatsChangeTheFile() throws Exception {
    SweepLock lock = acquire(() -> {});
    long first = SweepLock.holder(out).orElseThrow().heartbeat();
    long now = first;
    for (int i = 0; i < 100 && now == first; i++) {
      Thread.sleep(HEARTBEAT.toMillis());
      now = SweepLock.holder(out).orElseThrow().heartbeat();
    }
    assertThat(now).isGreaterThan(first);
    lock.close();
  }
}
