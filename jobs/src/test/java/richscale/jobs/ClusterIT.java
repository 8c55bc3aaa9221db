package richscale.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A standalone cluster that stays, as standalone/start makes it. */
class ClusterIT extends SubmittedSweeps {
  private Path cluster() {
    return directory.resolve("cluster");
  }

  private Map<String, String> environment() {
    return Map.of("RICHSCALE_STANDALONE_DIR", cluster().toString());
  }

  private Submission script(String name, String... arguments) throws IOException {
    return start("standalone/" + name, environment(), arguments);
  }

  @AfterEach
  void stop() throws Exception {
    assertThat(script("stop").await()).isZero();
  }

  @Test
  void driversHereAndInTheClusterGiveTheNumbersOfALocalSweep() throws Exception {
    Submission started = script("start", "--workers", "2");
    assertThat(started.await()).as(started.err()).isZero();
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(cluster().resolve("secure.conf"))))
        .as("who may read the secret")
        .isEqualTo("rw-------");

    String[] inCluster = {
      "standalone", "--deploy-mode", "cluster", "sweep", spec(directory), "--out", out("c")
    };
    Submission cluster = start(environment(), inCluster);
    assertThat(cluster.await()).as(cluster.err()).isZero();
    Submission client =
        start(environment(), "standalone", "sweep", spec(directory), "--out", out("h"));
    assertThat(client.await()).as(client.err()).isZero();
    assertThat(sweep("local", "l").await()).isZero();
    for (String name : List.of("c", "h")) {
      assertSameNumbers(name, "l");
    }
  }

  /** Spark would start one after another for ever, and show 0 trials. */
  @Test
  void executorsThatCannotStartEndTheSweepWithTheirReason() throws Exception {
    Submission sweep =
        start(
            environment(),
            "standalone",
            "--conf",
            "spark.executor.extraJavaOptions=-javaagent:/there/is/none",
            "sweep",
            spec(directory),
            "--out",
            out("e"));
    assertThat(sweep.await()).isEqualTo(1);
    assertThat(sweep.err())
        .containsPattern("error: \\d+ executors were lost: Command exited with code 1; expected");
  }

  @Test
  void startBringsBackAWorkerThatDiedAndRefusesWhatItDoesNotKnow() throws Exception {
    assertThat(script("start", "--workers", "1").await()).isZero();
    long pid = Long.parseLong(Files.readString(cluster().resolve("worker1.pid")).trim());
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    ProcessHandle.of(pid).ifPresent(process -> process.onExit().join());
    Submission again = script("start", "--workers", "1");
    assertThat(again.await()).as(again.err()).isZero();
    long other = Long.parseLong(Files.readString(cluster().resolve("worker1.pid")).trim());
    assertThat(other).isNotEqualTo(pid);
    assertThat(ProcessHandle.of(other)).isPresent();

    Submission refused = script("start", "--workers", "none");
    assertThat(refused.await()).isEqualTo(2);
    assertThat(refused.err()).contains("error: --workers: 'none' is no count");
  }
}
