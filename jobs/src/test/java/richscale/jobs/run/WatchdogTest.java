package richscale.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
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
}
