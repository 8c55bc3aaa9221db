package richscale.jobs.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import richscale.jobs.store.UsageException;

class SparkPropertiesTest {
  private static final Surroundings HERE =
      new Surroundings(Path.of("..").toAbsolutePath().normalize(), Map.of());

  private static TargetOptions options(Target target, String... args) {
    TargetOptions options = new TargetOptions(target);
    new CommandLine(options).parseArgs(args);
    return options;
  }

  private static Map<String, String> settings(Target target, String... args) throws IOException {
    return SparkProperties.of(HERE, options(target, args), Optional.empty()).asMap();
  }

  /** Without the limit of native memory that Richscale sets, matrices count against the heap. */
  @Test
  void optionsOfAnExecutorAreJoinedAndNotReplaced() throws IOException {
    String key = "spark.executor.extraJavaOptions";
    String before = settings(Target.STANDALONE).get(key);
    assertThat(before).contains("org.bytedeco.javacpp.maxphysicalbytes");
    assertThat(settings(Target.STANDALONE, "--conf", key + "=-Dmine=1"))
        .containsEntry(key, before + " -Dmine=1");
    assertThat(settings(Target.STANDALONE, "--conf", "spark.executor.memory=3g"))
        .containsEntry("spark.executor.memory", "3g");
  }

  @Test
  void settingsThatComeTooLateAreRefusedWithWhatSetsTheSame() {
    for (Target target : Target.values()) {
      assertThatThrownBy(() -> options(target, "--conf", "spark.driver.memory=8g").requireUsable())
          .isInstanceOf(UsageException.class)
          .hasMessage(
              "--conf: spark.driver.memory has no effect, since the driver is this process;"
                  + " expected RICHSCALE_MEMORY, in MB in the environment");
    }
    options(Target.STANDALONE, "--deploy-mode", "cluster", "--conf", "spark.driver.memory=8g")
        .requireUsable();
  }

  @Test
  void localHasNoExecutorsToGiveGpusTo() {
    assertThatThrownBy(() -> options(Target.LOCAL, "--gpus").requireUsable())
        .hasMessage(
            "--gpus: local has no executors to give them to; expected standalone for TARGET");
  }
}
