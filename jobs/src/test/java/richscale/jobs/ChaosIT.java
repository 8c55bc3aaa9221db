package richscale.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Kills executors, workers and drivers of a standalone cluster at random moments. {@code
 * -Drichscale.chaos.kills=50} and {@code -Drichscale.chaos.seed=7} choose how many and which.
 */
class ChaosIT extends SubmittedSweeps {
  private static final int KILLS = Integer.getInteger("richscale.chaos.kills");
  private static final long SEED = Long.getLong("richscale.chaos.seed", System.nanoTime());
  private static final Pattern LINE =
      Pattern.compile("(\\S+ \\S+) INFO TrialTask: Trial ([0-9a-f]{32}) (begins|is written)");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT);

  private enum Victim {
    EXECUTOR,
    WORKER,
    DRIVER
  }

  private Map<String, String> environment() {
    return Map.of("RICHSCALE_STANDALONE_DIR", cluster().toString());
  }

  private Path cluster() {
    return directory.resolve("cluster");
  }

  @AfterEach
  void stopCluster() throws Exception {
    script("stop");
  }

  private void script(String name, String... arguments) throws Exception {
    Submission script = start("standalone/" + name, environment(), arguments);
    assertThat(script.await()).as(script.err()).isZero();
  }

  private String[] arguments(String target, String out) throws IOException {
    String trials = String.valueOf(KILLS < 50 ? 9 : 49);
    return new String[] {
      target,
      "--conf",
      "spark.speculation=true",
      "--conf",
      "spark.speculation.multiplier=1.01",
      "--conf",
      "spark.speculation.quantile=0.1",
      "--conf",
      "spark.task.maxFailures=100",
      "sweep",
      spec(directory),
      "--out",
      directory.resolve(out).toString(),
      "--set",
      "width=[64,128,256]",
      "--set",
      "seed=0.." + trials,
      "--set",
      "activation=relu",
      "--set",
      "trainer=dl4j",
      "--set",
      "steps=400"
    };
  }

  @Test
  void whateverIsKilledNoFinishedTrialIsLostOrTrainedAgain() throws Exception {
    System.out.printf("chaos: %d kills, seed %d%n", KILLS, SEED);
    script("start", "--workers", "2");
    Random random = new Random(SEED);
    Map<Victim, Integer> kills = new EnumMap<>(Victim.class);
    Submission driver = start(environment(), arguments("standalone", "chaos"));
    awaitTraining(driver);
    for (int kill = 0; kill < KILLS; ) {
      Thread.sleep(500 + random.nextInt(4000));
      if (!driver.handle().isAlive()) {
        int exitCode = driver.await();
        System.out.printf("driver ended with %d after %d kills%n", exitCode, kill);
        if (exitCode == 0) {
          break;
        }
        driver = start(environment(), arguments("standalone", "chaos"));
        awaitTraining(driver);
      }
      Victim victim = choose(random);
      if (kill(victim, random, driver)) {
        kill++;
        kills.merge(victim, 1, Integer::sum);
        System.out.printf("%s killed, %d trials finished%n", victim, finishedTrials("chaos"));
        if (victim == Victim.DRIVER) {
          driver = start(environment(), arguments("standalone", "chaos"));
          if (random.nextInt(4) > 0) {
            awaitTraining(driver);
          }
        }
      }
    }
    System.out.println("killed: " + kills);
    assertThat(kills.values().stream().mapToInt(Integer::intValue).sum())
        .as("the sweep was over before all kills")
        .isEqualTo(KILLS);
    int exitCode = driver.await();
    for (int again = 0; exitCode != 0 && again < 3; again++) {
      driver = start(environment(), arguments("standalone", "chaos"));
      exitCode = driver.await();
    }
    assertThat(exitCode).as(driver.err()).isZero();

    assertNothingBeginsAfterItWasWritten();
    assertThat(start(Map.of(), arguments("local", "calm")).await()).isZero();
    assertSameNumbers("chaos", "calm");
  }

  /** Waits until a driver has got somewhere, so that it is not always the start that is hit. */
  private void awaitTraining(Submission driver) throws Exception {
    long before = finishedTrials("chaos");
    for (int i = 0;
        i < 600 && finishedTrials("chaos") == before && driver.handle().isAlive();
        i++) {
      Thread.sleep(50);
    }
  }

  private static Victim choose(Random random) {
    int die = random.nextInt(10);
    return die < 6 ? Victim.EXECUTOR : die < 8 ? Victim.WORKER : Victim.DRIVER;
  }

  private boolean kill(Victim victim, Random random, Submission driver) throws Exception {
    List<Long> workers = new ArrayList<>();
    for (int i = 1; i <= 2; i++) {
      workers.add(
          Long.parseLong(
              Files.readString(cluster().resolve(String.format(Locale.ROOT, "worker%d.pid", i)))
                  .trim()));
    }
    switch (victim) {
      case EXECUTOR -> {
        List<ProcessHandle> executors =
            workers.stream()
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .flatMap(ProcessHandle::children)
                .toList();
        return !executors.isEmpty()
            && executors.get(random.nextInt(executors.size())).destroyForcibly();
      }
      case WORKER -> {
        ProcessHandle worker = ProcessHandle.of(workers.get(random.nextInt(2))).orElseThrow();
        List<ProcessHandle> executors = worker.children().toList();
        worker.destroyForcibly();
        executors.forEach(ProcessHandle::destroyForcibly);
        worker.onExit().get(10, TimeUnit.SECONDS);
        script("start", "--workers", "2");
        return true;
      }
      case DRIVER -> {
        driver.kill();
        return true;
      }
    }
    throw new IllegalArgumentException("no victim: " + victim);
  }

  /** Reads the logs of all executors there ever were. */
  private void assertNothingBeginsAfterItWasWritten() throws IOException {
    Map<String, LocalDateTime> written = new HashMap<>();
    Map<String, List<LocalDateTime>> begun = new HashMap<>();
    for (int i : IntStream.rangeClosed(1, 2).toArray()) {
      try (Stream<Path> logs = Files.walk(cluster().resolve("work" + i))) {
        for (Path log : logs.filter(file -> file.endsWith("stderr")).toList()) {
          for (String line : Files.readAllLines(log)) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.find()) {
              LocalDateTime time = LocalDateTime.parse(matcher.group(1), TIME);
              if (matcher.group(3).equals("begins")) {
                begun.computeIfAbsent(matcher.group(2), id -> new ArrayList<>()).add(time);
              } else {
                written.merge(matcher.group(2), time, (a, b) -> a.isBefore(b) ? a : b);
              }
            }
          }
        }
      }
    }
    int begins = begun.values().stream().mapToInt(List::size).sum();
    System.out.printf(
        "%d trials were begun %d times, %d writes are logged%n",
        begun.size(), begins, written.size());
    assertThat(begun).isNotEmpty();
    written.forEach(
        (id, end) ->
            assertThat(begun.get(id)).as("trial " + id).noneMatch(start -> start.isAfter(end)));
  }
}
