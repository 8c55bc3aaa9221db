package richscale.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import richscale.jobs.store.OutputDirectory;
import richscale.jobs.store.TrialRecord;
import richscale.jobs.store.TrialStore;
import richscale.linalg.OpenClDevice;
import richscale.spec.SpecReader;
import richscale.spec.Trial;
import richscale.trial.TrialResult;
import richscale.trial.TrialStatus;

/** Whole sweeps through {@code cluster-conf/submit}, on real Spark processes. */
class SweepIT extends SubmittedSweeps {
  @Test
  void centredNetworksAreMeasuredByTheirLimit() throws Exception {
    String[] centred = {"--set", "output=centred", "--set", "seed=0..3"};
    Submission first = sweep("local", "l", centred);
    assertThat(first.await()).as(first.err()).isZero();
    assertThat(first.out()).contains("40 trials: 40 completed");
    assertThat(table("l", "trials").filter("learner = 'limit'").count()).isEqualTo(8);
    assertThat(table("l", "fits").filter("learner = 'limit'").count()).isZero();
    assertThat(table("l", "rates").filter("learner = 'limit'").count()).isZero();
    assertThat(
            table("l", "fits")
                .filter("observable = 'delta_h_norm' and step > 0 and ruler = 'limit'")
                .filter("limit_exponent is not null and verdict is not null")
                .count())
        .isEqualTo(table("l", "fits").filter("observable = 'delta_h_norm'").count());
    assertThat(
            table("l", "deviations")
                .filter("observable = 'delta_h_norm' and step = 10 and width = 128")
                .filter("abs(deviation) < 0.2 and at_infinity is not null and spread > 0")
                .count())
        .isEqualTo(4);
    assertDocumented("l", "deviations");
    Submission again = sweep("local", "l", centred);
    assertThat(again.await()).as(again.err()).isZero();
    assertThat(again.out()).contains("tables and page are current");
  }

  @Test
  void aDeviceTrainsThroughSparkWhatTheProcessorTrains() throws Exception {
    List<OpenClDevice.Description> devices = OpenClDevice.all();
    assumeThat(devices).as("OpenCL devices of this machine").isNotEmpty();
    String[] relu = {"--set", "activation=relu", "--set", "seed=0..2"};
    Submission plan = start(Map.of(), "local", "plan", "quickstart", "--set", "device=opencl");
    assertThat(plan.await()).as(plan.err()).isZero();
    assertThat(plan.out()).contains("Device: " + devices.get(0).name());
    Submission here = sweep("local", "p", relu);
    assertThat(here.await()).as(here.err()).isZero();
    Submission there = sweep("local", "o", with(relu, "--set", "device=opencl"));
    assertThat(there.await()).as(there.err()).isZero();
    assertThat(there.out()).contains(" 0 diverged, 0 failed");
    assertThat(table("o", "trials").select("device").distinct().first().getString(0))
        .isEqualTo(devices.get(0).name());
    String last = "observable = 'delta_h_norm' and step = 10 and layer = 1 and r = 0.5";
    assertThat(table("o", "fits").filter(last).first().<Double>getAs("exponent"))
        .isCloseTo(table("p", "fits").filter(last).first().<Double>getAs("exponent"), within(1e-4));
  }

  @Test
  void trialsOfTwoDevicesAreFittedTogetherIfTheSpecSaysSo() throws Exception {
    assumeThat(OpenClDevice.all()).as("OpenCL devices of this machine").isNotEmpty();
    String last = "observable = 'delta_h_norm' and step = 10 and layer = 1 and r = 0.5";
    Submission both =
        sweep(
            "local",
            "two",
            "--set",
            "activation=relu",
            "--set",
            "grids=[{ seed = 0..1 }, { seed = 1..3, device = opencl }]");
    assertThat(both.await()).as(both.err()).isZero();
    assertThat(table("two", "fits").filter(last).count()).isEqualTo(2);
    Submission pooled =
        start(
            Map.of(),
            "local",
            "fit",
            "--out",
            directory.resolve("two").toString(),
            "--set",
            "fit.devices=pooled");
    assertThat(pooled.await()).as(pooled.err()).isZero();
    Row fit = table("two", "fits").filter(last).first();
    assertThat(table("two", "fits").filter(last).count()).isEqualTo(1);
    assertThat(fit.<String>getAs("device")).isEqualTo("pooled");
    assertThat(fit.<Integer>getAs("seeds")).as("seed 1 is there twice").isEqualTo(4);
  }

  @Test
  void aSweepWritesItsTablesAndASecondRunTrainsNothing() throws Exception {
    Submission first = sweep("local", "a");
    assertThat(first.await()).as(first.err()).isZero();
    assertThat(first.out())
        .contains("24 trials: 24 completed, 0 diverged, 0 failed")
        .contains("delta_h_norm");
    assertThat(table("a", "trials").count()).isEqualTo(24);
    assertThat(table("a", "measurements").filter("value is null or isnan(value)").count()).isZero();
    assertThat(
            table("a", "measurements")
                .groupBy("trial_id", "step", "layer", "observable")
                .count()
                .filter("count > 1")
                .count())
        .as("each number is there once")
        .isZero();
    assertThat(table("a", "fits").filter("widths = 4 and seeds = 3 and exponent is null").count())
        .isZero();
    assertThat(Files.readString(directory.resolve("a/sweep.json"))).contains("\"finished\"");

    for (String name : List.of("trials", "measurements", "fits", "rates")) {
      assertDocumented("a", name);
    }

    Map<String, Instant> starts = starts("a");
    Path page = directory.resolve("a/report.html");
    assertThat(page).content().contains("\"delta_h_norm\"", "\"predicted\":0.5", "\"trials\":24");
    FileTime made = Files.getLastModifiedTime(page);
    Submission again = sweep("local", "a");
    assertThat(again.await()).as(again.err()).isZero();
    assertThat(again.out())
        .contains("delta_h_norm", "24 trials: 24 completed", "tables and page are current");
    assertThat(Files.getLastModifiedTime(page)).isEqualTo(made);
    Files.delete(page);
    assertThat(sweep("local", "a").await()).isZero();
    assertThat(starts("a")).isEqualTo(starts);
    Files.delete(page);
    Submission report = start(Map.of(), "local", "report", "--out", out("a"));
    assertThat(report.await()).as(report.err()).isZero();
    assertThat(page).isNotEmptyFile();

    Submission extended = sweep("local", "a", "--set", "seed=0..3");
    assertThat(extended.await()).as(extended.err()).isZero();
    assertThat(extended.err()).contains("32/32 trials");
    assertThat(starts("a")).hasSize(32).containsAllEntriesOf(starts);
    assertThat(table("a", "trials").count()).isEqualTo(32);
    assertThat(table("a", "fits").filter("seeds = 4").count())
        .isEqualTo(table("a", "fits").count());
  }

  @Test
  void theBestRateIsFollowedAlongEveryAxisThatIsAsked() throws Exception {
    Submission sweep =
        sweep(
            "local",
            "e",
            "--set",
            "eta0=1/4..4 x 4",
            "--set",
            "gamma=1/64,1/32,1/16",
            "--set",
            "fit.axis=[width, gamma, steps]",
            "--set",
            "output=centred",
            "--refine",
            "0.3");
    assertThat(sweep.await()).as(sweep.err()).isZero();
    assertThat(sweep.out()).contains("Best eta0 as a power of the axis");
    for (String name : List.of("fits", "optima", "transfer")) {
      assertDocumented("e", name);
    }
    Dataset<Row> fits = table("e", "fits");
    // At weak features what moves is proportional to gamma; the limit says the same.
    Row moved =
        fits.filter("axis = 'gamma' and observable = 'delta_h_norm' and layer = 2 and step = 10")
            .filter("width = 128 and eta0 = 1 and r = 0")
            .first();
    assertThat(moved.<Double>getAs("exponent")).isCloseTo(1, within(0.05));
    assertThat(moved.<Double>getAs("predicted")).isEqualTo(1);
    assertThat(moved.<Object>getAs("gamma")).isNull();
    assertThat(moved.<String>getAs("ruler")).isEqualTo("limit");
    assertThat(fits.filter("axis = 'steps' and step is null").count()).isPositive();
    assertThat(table("e", "optima").filter("step = 10").count()).isEqualTo(4 * 2 * 3);
    assertThat(table("e", "optima").filter("tried > 3").count()).isPositive();
    assertThat(table("e", "transfer").select("axis").distinct().count()).isEqualTo(3);
  }

  /** Copies, as synchronising programs make them, would narrow every interval. */
  @Test
  void filesInATableThatNoRunWroteAreNamedAndNotRead() throws Exception {
    assertThat(sweep("local", "a").await()).isZero();
    List<Row> fits = table("a", "fits").collectAsList();
    for (String table : List.of("trials", "measurements")) {
      Path part = directory.resolve("a/" + table + "/part-00001.parquet");
      Files.copy(part, part.resolveSibling("part-00001 (conflicted copy).parquet"));
      Files.copy(part, part.resolveSibling("part-00007.parquet"));
    }
    Submission again = start(Map.of(), "local", "fit", "--out", out("a"));
    assertThat(again.await()).as(again.err()).isZero();
    assertThat(again.err())
        .contains("trials/part-00001 (conflicted copy).parquet was not written by a run here")
        .contains("measurements/part-00007.parquet was not written by a run here");
    for (String table : List.of("trials", "measurements")) {
      Files.delete(directory.resolve("a/" + table + "/part-00001 (conflicted copy).parquet"));
      Files.delete(directory.resolve("a/" + table + "/part-00007.parquet"));
    }
    assertThat(table("a", "fits").collectAsList()).isEqualTo(fits);
  }

  /** Other sweeps lie where the name would match as a pattern. */
  @Test
  void anyLegalNameOfADirectoryServes() throws Exception {
    assertThat(sweep("local", "run1", "--set", "seed=0").await()).isZero();
    for (String name : List.of("run[12]", "a{b,c}*?", "r=0.5/run 1")) {
      Submission sweep = sweep("local", name);
      assertThat(sweep.await()).as(sweep.err()).isZero();
      assertThat(sweep.out()).as(name).contains("24 trials: 24 completed, 0 diverged, 0 failed");
      assertThat(directory.resolve(name).resolve("report.html"))
          .content()
          .contains("\"trials\":24");
    }
  }

  /** Arabic digits in names of files, or in what identity is made of, would lose trials. */
  @Test
  void aSweepGoesOnUnderALocaleWithDigitsOfItsOwn() throws Exception {
    assertThat(sweep("local", "a").await()).isZero();
    Map<String, Instant> starts = starts("a");
    Submission arabic =
        start(
            Map.of("JAVA_TOOL_OPTIONS", "-Duser.language=ar -Duser.country=EG"),
            "local",
            "sweep",
            spec(directory),
            "--out",
            out("a"),
            "--set",
            "seed=0..3");
    assertThat(arabic.await()).as(arabic.err()).isZero();
    assertThat(arabic.out()).contains("32 trials: 32 completed, 0 diverged, 0 failed");
    assertThat(starts("a")).hasSize(32).containsAllEntriesOf(starts);
    assertThat(table("a", "fits").filter("seeds = 4").count())
        .isEqualTo(table("a", "fits").count());
  }

  @Test
  void fitGivesTheSameTableWithoutTraining() throws Exception {
    assertThat(sweep("local", "a").await()).isZero();
    var before = table("a", "fits").collectAsList();
    Map<String, Instant> starts = starts("a");
    Submission again = start(Map.of(), "local", "fit", "--out", out("a"));
    assertThat(again.await()).as(again.err()).isZero();
    assertThat(table("a", "fits").collectAsList()).isEqualTo(before);
    assertThat(starts("a")).isEqualTo(starts);

    // As a version left it that knew neither kernels nor biases.
    Dataset<Row> older = table("a", "trials").drop("learner", "bias", "momentum");
    older.coalesce(1).write().mode("overwrite").parquet(directory.resolve("older").toString());
    FileUtils.deleteDirectory(directory.resolve("a/trials").toFile());
    Files.createDirectory(directory.resolve("a/trials"));
    try (Stream<Path> written = Files.list(directory.resolve("older"))) {
      Files.move(
          written.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow(),
          directory.resolve("a/trials/part-00001.parquet"));
    }
    Submission wider =
        start(Map.of(), "local", "fit", "--out", out("a"), "--set", "fit.confidence=0.99");
    assertThat(wider.await()).as(wider.err()).isZero();
    assertThat(table("a", "fits").filter("learner = 'network' and momentum = 0").count())
        .isEqualTo(before.size());
    var interval = "exponent is not null and ci_high - ci_low > 1e-6";
    assertThat(meanLength("a", interval)).isGreaterThan(0);
  }

  private double meanLength(String out, String filter) {
    return table(out, "fits")
        .filter(filter)
        .selectExpr("avg(ci_high - ci_low)")
        .first()
        .getDouble(0);
  }

  /** With executors in the driver's process, and in processes of their own. */
  @Test
  void plainSparkSubmitGivesTheSameNumbersAsTheScript() throws Exception {
    assertThat(sweep("local", "l").await()).isZero();
    for (String master : List.of("local[2]", "local-cluster[2,1,1024]")) {
      String name = "plain-" + master.substring(0, master.indexOf('['));
      Submission plain =
          startPlain(
              Map.of(), List.of("--master", master), "sweep", spec(directory), "--out", out(name));
      assertThat(plain.await()).as(plain.err()).isZero();
      assertThat(plain.out()).contains("24 trials: 24 completed, 0 diverged, 0 failed");
      assertSameNumbers(name, "l");
    }
  }

  @Test
  void onStandaloneTrialsRunInTwoExecutorsWithTheSameNumbers() throws Exception {
    Submission standalone = sweep("standalone", "s");
    assertThat(standalone.await()).as(standalone.err()).isZero();
    assertThat(table("s", "trials").select("executor").distinct().count()).isEqualTo(2);
    assertThat(sweep("local", "l").await()).isZero();
    assertSameNumbers("s", "l");
    assertThat(Submission.below(directory)).as("processes that outlived the job").isEmpty();
  }

  @Test
  void aDriverKilledHalfwayLosesNoFinishedTrial() throws Exception {
    String[] longer = {"--set", "steps=500", "--set", "seed=0..5"};
    Submission killed =
        start(
            Map.of(),
            Stream.concat(
                    Stream.of("local", "sweep", spec(directory), "--out", out("k")),
                    Stream.of(longer))
                .toArray(String[]::new));
    awaitTrials(20, "k", killed);
    killed.kill();
    Instant killedAt = Instant.now();
    long survivors = finishedTrials("k");
    assertThat(survivors).isBetween(20L, 47L);
    assertThat(directory.resolve("k/fits")).doesNotExist();

    Submission resumed = sweep("local", "k", longer);
    assertThat(resumed.await()).as(resumed.err()).isZero();
    assertThat(starts("k").values().stream().filter(killedAt::isAfter))
        .as("trials of the killed driver that were not trained again")
        .hasSize((int) survivors);
    assertThat(sweep("local", "u", longer).await()).isZero();
    assertSameNumbers("k", "u");
  }

  @Test
  void divergedTrialsAreKeptAndFailedOnesGiveExitCode3() throws Exception {
    Submission diverged = sweep("local", "d", "--set", "eta0=1,1e9", "--set", "steps=100");
    assertThat(diverged.await()).as(diverged.err()).isZero();
    assertThat(table("d", "trials").filter("status = 'diverged' and eta0 = 1e9").count())
        .isEqualTo(24);
    assertThat(table("d", "trials").filter("status = 'diverged' and reason is null").count())
        .isZero();

    // As an executor leaves it where a trial ended by an exception.
    Trial trial = SpecReader.read(spec(directory), List.of()).trials(1).get(0);
    OutputDirectory out = OutputDirectory.open(out("f"), new Configuration());
    out.makeDirectory(TrialStore.DIRECTORY);
    TrialResult result =
        new TrialResult(
            trial, TrialStatus.FAILED, Optional.of("OutOfMemoryError: x"), 0, List.of(), 0, 0);
    new TrialStore(out)
        .write(
            new TrialRecord(
                result,
                "0",
                "host",
                Instant.EPOCH,
                Instant.EPOCH.plusSeconds(1),
                OptionalDouble.empty(),
                0));
    Submission failed = sweep("local", "f");
    assertThat(failed.await()).as(failed.err()).isEqualTo(3);
    assertThat(failed.out()).contains("24 trials: 23 completed, 0 diverged, 1 failed");
    assertThat(
            table("f", "trials").filter("status = 'failed'").select("reason").first().getString(0))
        .isEqualTo("OutOfMemoryError: x");
  }

  @Test
  void theBestRateOfEveryWidthIsOneThatTrainsEverySeed() throws Exception {
    Submission rates = sweep("local", "a", "--set", "r=1/2", "--set", "eta0=0.01,0.1,1e9");
    assertThat(rates.await()).as(rates.err()).isZero();
    assertThat(rates.out())
        .contains("Best eta0 of up to 3 by loss after the last step, mean over seeds, by width")
        .contains("After the last step at the best eta0");
    Dataset<Row> best = table("a", "rates").filter("observable = 'loss'");
    assertThat(best.count()).isEqualTo(4);
    assertThat(best.filter("eta0 = 0.1 and not at_edge and tried = 3 and stable = 2").count())
        .isEqualTo(4);
    assertThat(best.filter("seeds = 3 and ci_low < value and value < ci_high").count())
        .isEqualTo(4);
  }

  @Test
  void aTrialThatCannotFitIsRefusedBeforeAnythingIsTrained() throws Exception {
    Submission refused =
        start(
            Map.of("RICHSCALE_NATIVE_MEMORY", "16"),
            "local",
            "sweep",
            spec(directory),
            "--out",
            out("m"),
            "--set",
            "width=16,32,64,2048");
    assertThat(refused.await()).as(refused.err()).isEqualTo(2);
    assertThat(refused.err())
        .contains("error: width: a trial of width 2048 needs ")
        .contains("a process may take 16 MB; expected a smaller width");
    assertThat(Path.of(out("m"), TrialStore.DIRECTORY)).isEmptyDirectory();
  }

  @Test
  void aPrecisionAddsSeedsUntilIntervalsAreNarrowAndABudgetEndsCleanly() throws Exception {
    // An older sweep of the directory, whose intervals are wide and stay so.
    assertThat(sweep("local", "p", "--set", "probe=8", "--set", "seed=0,1").await()).isZero();

    Submission few = sweep("local", "p", "--max-trials", "5");
    assertThat(few.await()).as(few.err()).isZero();
    assertThat(few.out()).contains("24 trials: 5 completed").contains("19 to do");

    Submission late = sweep("local", "p", "--time-limit", "0.0001");
    assertThat(late.await()).as(late.err()).isZero();
    assertThat(late.out()).contains("24 trials: 5 completed").contains("19 to do");

    Submission narrow = sweep("local", "p", "--precision", "0.25");
    assertThat(narrow.await()).as(narrow.err()).isZero();
    assertThat(table("p", "trials").filter("probe = 16").count()).isGreaterThan(24);
    assertThat(table("p", "trials").filter("probe = 8").count()).isEqualTo(16);
    assertThat(
            table("p", "fits")
                .filter("probe = 16 and step = steps and predicted is not null")
                .filter("ci_low is null or (ci_high - ci_low) / 2 > 0.25")
                .count())
        .isZero();
  }

  @Test
  void claimsAreJudgedAndPublished() throws Exception {
    Submission claims =
        start(
            Map.of(),
            "local",
            "claims",
            "--out",
            out("c"),
            "--only",
            "4,10,12",
            "--set",
            "width=16..64 x 2",
            "--set",
            "seed=0..2",
            "--set",
            "steps=10");
    assertThat(claims.await()).as(claims.err()).isZero();
    assertThat(claims.out())
        .contains("10  supported      Gauges train the same function")
        .contains("As circulated: raw updates are")
        .contains("Separation |Delta h|(r = 1/2) / |Delta h|(r) of layer 2 by width");
    assertDocumented("c", "claims");
    assertDocumented("c", "regimes");
    Dataset<Row> table = table("c", "claims");
    assertThat(table.select("claim").distinct().count()).isEqualTo(3);
    assertThat(
            table
                .filter("claim_verdict not in ('supported', 'not supported', 'inconclusive')")
                .count())
        .isZero();
    assertThat(table.filter("circulated").count()).isEqualTo(9);
    assertThat(table("c", "regimes").filter("width = 64 and separation > 1").count())
        .as("at the widest width every r < 1/2 is behind, in both layers")
        .isEqualTo(8);
  }

  @Test
  void theScriptRefusesWhatItCannotUse() throws Exception {
    String[] sweep = {"sweep", "quickstart", "--out", out("n")};
    assertRefused(
        "error: 'lokal' is not known; expected one of local, standalone, yarn, kubernetes",
        "lokal");
    assertRefused(
        "error: --deploy-mode: 'far' is not known; expected client or cluster",
        with(sweep, "yarn", "--deploy-mode", "far"));
    assertRefused(
        "error: --deploy-mode: local has no cluster",
        with(sweep, "local", "--deploy-mode", "cluster"));
    assertRefused(
        "error: --conf: 'x=1' is no Spark setting", with(sweep, "local", "--conf", "x=1"));
    assertRefused("error: HADOOP_CONF_DIR: '' is no directory", with(sweep, "yarn"));
    assertRefused("error: SPARK_MASTER: '' is no Kubernetes cluster", with(sweep, "kubernetes"));
    assertRefused("Missing required option: '--out=DIR'", "local", "sweep", "quickstart");
    assertRefused("no such spec", "standalone", "sweep", "nowhere", "--out", out("n"));
    assertThat(directory.resolve("n")).doesNotExist();
  }

  @Test
  void aFreshCloneBuildsTheApplicationAndSaysSo() throws Exception {
    Path clone = Files.createDirectories(directory.resolve("clone"));
    Path root = Path.of(System.getProperty("richscale.root"));
    for (String part : List.of("cluster-conf", "pom.xml")) {
      Process copy =
          new ProcessBuilder("cp", "-r", root.resolve(part).toString(), clone.toString()).start();
      assertThat(copy.waitFor()).isZero();
    }
    Path bin = Files.createDirectories(clone.resolve("bin"));
    Path maven = Files.writeString(bin.resolve("mvn"), "#!/bin/sh\necho no network\nexit 1\n");
    assertThat(maven.toFile().setExecutable(true)).isTrue();
    Files.createDirectories(clone.resolve("spark/jars"));
    Submission first =
        Submission.start(
            clone.resolve("cluster-conf/submit").toString(),
            directory,
            Map.of(
                "PATH",
                bin + ":" + System.getenv("PATH"),
                "SPARK_HOME",
                clone.resolve("spark").toString()),
            "local",
            "plan",
            "quickstart");
    assertThat(first.await()).isEqualTo(1);
    assertThat(first.err())
        .contains("Building the application", "no network")
        .contains("error: building the application failed; the log is ");
  }

  private static String[] with(String[] command, String... before) {
    return Stream.concat(Stream.of(before), Stream.of(command)).toArray(String[]::new);
  }

  private void assertRefused(String message, String... args)
      throws IOException, InterruptedException {
    Submission refused = start(Map.of(), args);
    assertThat(refused.await()).isEqualTo(2);
    assertThat(refused.err()).contains(message);
    assertThat(refused.err().lines()).hasSize(1);
  }

  @Test
  void terminatedASweepStopsEverythingItStarted() throws Exception {
    Submission submission =
        start(
            Map.of(),
            "standalone",
            "sweep",
            spec(directory),
            "--out",
            out("t"),
            "--set",
            "steps=4000");
    awaitTrials(1, "t", submission);
    Set<ProcessHandle> started = new HashSet<>(Submission.below(directory));
    // Executors are children of workers.
    Submission.below(directory).forEach(process -> process.descendants().forEach(started::add));
    assertThat(started)
        .as("driver, master, two workers, two executors")
        .hasSizeGreaterThanOrEqualTo(6);
    submission.handle().destroy();
    assertThat(submission.await()).isEqualTo(143);
    assertThat(submission.err())
        .contains("interrupted: finished trials are kept; the same command goes on where it was")
        .doesNotContain("error:");
    for (ProcessHandle process : started) {
      process.onExit().get(10, TimeUnit.SECONDS);
    }
  }
}
