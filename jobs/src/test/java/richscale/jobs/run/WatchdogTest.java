package richscale.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What people are told of the reasons that cluster managers give. */
class WatchdogTest {
  @TestFactory
  Stream<DynamicTest> reasonsOfLossAreExplained() {
    return Map.of(
            "Command exited with code 137",
            "killed, as is done where memory runs out; expected more memory, or a smaller"
                + " RICHSCALE_NATIVE_MEMORY and fewer executors",
            "Container marked as failed: container_1 on host: h. Exit status: 137. Diagnostics: x",
            "killed, as is done where memory runs out; expected more memory, or a smaller"
                + " RICHSCALE_NATIVE_MEMORY and fewer executors",
            "Command exited with code 52",
            "out of Java heap; expected a larger RICHSCALE_EXECUTOR_MEMORY",
            "Command exited with code 134",
            "crashed in native code; expected executors that start; their logs say more",
            "Worker shutting down\nat x.y.z",
            "Worker shutting down; expected executors that start; their logs say more")
        .entrySet()
        .stream()
        .map(
            reason ->
                DynamicTest.dynamicTest(
                    reason.getKey(),
                    () ->
                        assertThat(Watchdog.lostExecutors("8 executors were lost", reason.getKey()))
                            .hasMessage("8 executors were lost: " + reason.getValue())));
  }

  /** While the longest trial runs, the others' executors have nothing to do and go. */
  @Test
  void executorsThatWorkedOrAreGivenBackAreNotLost() {
    Losses losses = new Losses();
    for (int i = 0; i < 100; i++) {
      losses.removed("idle" + i, "Executor killed by driver.", 1000);
      losses.removed("y" + i, "Container c exited from explicit termination request.", 1000);
      losses.worked("w" + i);
      losses.removed("w" + i, "Command exited with code 137", 1000);
    }
    // A node that fails takes those with it that train for hours.
    for (int i = 0; i < 16; i++) {
      losses.added("long" + i, 0);
      losses.removed("long" + i, "Worker shutting down", 3_600_000);
    }
    assertThat(losses.inARow()).isZero();
    for (int i = 0; i < 3; i++) {
      losses.removed("infant" + i, "Command exited with code 1", 1000);
    }
    assertThat(losses.inARow()).isEqualTo(3);
    assertThat(losses.reason()).isEqualTo("Command exited with code 1");
    losses.worked("other");
    assertThat(losses.inARow()).isZero();
  }
}
