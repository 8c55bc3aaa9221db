package richscale.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import richscale.jobs.report.PlanText;
import richscale.jobs.run.CostModel;
import richscale.spec.SpecReader;
import richscale.spec.SweepSpec;

class CommandLineTest {
  private record Result(int exitCode, String out, String err) {}

  private static Result run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode = Cli.run(new PrintWriter(out), new PrintWriter(err), args);
    return new Result(exitCode, out.toString(), err.toString());
  }

  @Test
  void planShowsTrialsCostMemoryAndGrid() throws IOException {
    SweepSpec spec = SpecReader.read("quickstart", List.of());
    String plan =
        PlanText.render(
            "quickstart", spec, spec.trialsAndLimits(1), Map.of(), CostModel.NOMINAL, 2);
    assertThat(plan).isEqualTo(golden("plan-quickstart.golden"));
  }

  @Test
  void planTimesThisMachineAndWritesNothingElse() {
    Result result = run("plan", "quickstart", "--cores", "7");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("60 trials", "on 7 cores");
    assertThat(result.err()).isEmpty();
  }

  @Test
  void planCountsTheLimitsOfCentredNetworks() {
    assertThat(run("plan", "quickstart").out()).contains("60 trials", "15 of them limits");
    for (String without : List.of("limit=off", "output=plain")) {
      assertThat(run("plan", "quickstart", "--set", without).out())
          .contains("45 trials")
          .doesNotContain("limits");
    }
    assertUsageError("limit: 'no' is not known", "plan", "quickstart", "--set", "limit=no");
  }

  @Test
  void planForProgramsHasARowForEveryTrial() {
    Result result = run("plan", "quickstart", "--format", "csv");
    assertThat(result.out().lines()).hasSize(61).first().asString().startsWith("trial_id,width,r,");
    Result wrong = run("plan", "quickstart", "--format", "xml");
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err()).contains("'xml' is none of table, json, csv").hasLineCount(1);
  }

  @Test
  void theDigitsAsATableAreTheDigits(@TempDir Path directory) {
    Result result = run("data", "digits", "--to", directory.resolve("digits").toString());
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("digits.csv");
    Result plan =
        run(
            "plan",
            "quickstart",
            "--set",
            "data={source=csv,path=\""
                + directory.resolve("digits/digits.csv")
                + "\",label=label}");
    assertThat(plan.exitCode()).isZero();
    assertThat(plan.out())
        .contains("60 trials")
        .contains("digits.csv: 1797 records of 64 features, 10 classes: 0 (178), 1 (182), 2 (177)");
  }

  @Test
  void dataThatCannotBeUsedGetOneLineAndLeaveNothing(@TempDir Path directory) {
    String to = directory.resolve("out").toString();
    assertThat(run("data", "emnist", "--to", to).err())
        .isEqualToIgnoringNewLines(
            "error: data: 'emnist' is not known; expected one of digits, mnist, fashion-mnist,"
                + " cifar10, cifar100");
    assertThat(run("data", "mnist", "--to", to).err()).startsWith("error: --from: mnist does not");
    assertThat(run("data", "mnist", "--from", directory.resolve("no").toString(), "--to", to).err())
        .contains("does not exist; expected a directory or a tar archive");
    assertThat(run("data", "cifar10", "--from", directory.toString(), "--to", to).err())
        .contains("data_batch_1.bin: there is no such file");
    assertThat(directory.resolve("out")).doesNotExist();
  }

  @Test
  void everyCommandExplainsItselfWithExamples() {
    for (String command : new String[] {"plan", "sweep", "status", "fit", "claims", "data"}) {
      Result result = run(command, "--help");
      assertThat(result.exitCode()).isZero();
      assertThat(result.out())
          .contains("Examples:")
          .contains("cluster-conf/submit local " + command);
    }
    assertThat(run("--help").out()).contains("plan", "sweep", "fit", "Exit codes");
  }

  @Test
  void unusableArgumentsGetOneLineAndExitCode2(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "not a directory");
    assertUsageError("no such spec; expected a file", "plan", "nowhere.conf");
    assertUsageError("Missing required parameter: 'SPEC'", "plan");
    assertUsageError("Missing required option: '--out=DIR'", "sweep", "quickstart");
    assertUsageError("did you mean --out?", "plan", "quickstart", "--outt", "x");
    assertUsageError("did you mean sweep?", "swep", "quickstart");
    assertUsageError("r: 1.7 is out of range", "plan", "quickstart", "--set", "r=1.7");
    assertUsageError(
        "is a file; expected a directory", "plan", "quickstart", "--out", file.toString());
    assertUsageError("cannot be opened", "plan", "quickstart", "--out", "nosuch://host/dir");
    assertUsageError("cannot be written", "sweep", "quickstart", "--out", "/proc/richscale");
    assertUsageError("has no sweep.json", "fit", "--out", directory.toString());
    assertUsageError("would change trials", "fit", "--out", directory.toString(), "--set", "r=0");
    assertUsageError("there is no claim 23", "claims", "--out", "x", "--only", "4,23");
    assertUsageError("--scale: 'huge'", "claims", "--out", "x", "--scale", "huge");
    assertUsageError("--max-trials: 0", "sweep", "quickstart", "--out", "x", "--max-trials", "0");
    assertUsageError("--time-limit: 0.0", "sweep", "quickstart", "--out", "x", "--time-limit", "0");
    assertUsageError(
        "fit.precision: 'narrow'", "sweep", "quickstart", "--out", "x", "--precision", "narrow");
    assertUsageError("has no sweep.json", "status", "--out", directory.toString());
    assertUsageError(
        "expected one of [failed]", "sweep", "quickstart", "--out", "x", "--retry", "all");
    assertUsageError("nosuch://a/b.conf: cannot be read", "plan", "nosuch://a/b.conf");
    assertUsageError("is the root of a file system", "sweep", "quickstart", "--out", "/");
    String out = directory.toString();
    Files.writeString(directory.resolve("report.html"), "<title>Mine</title>");
    assertUsageError("report.html: not a page of a sweep", "sweep", "quickstart", "--out", out);
    Files.writeString(directory.resolve("sweep.json"), "{}");
    assertUsageError("sweep.json: no spec in it", "sweep", "quickstart", "--out", out);
    assertThat(directory.toFile().list())
        .containsExactlyInAnyOrder("file", "report.html", "sweep.json");
    Files.writeString(directory.resolve("sweep.json"), "{ half");
    assertUsageError("sweep.json: not JSON", "fit", "--out", directory.toString());
  }

  private static void assertUsageError(String message, String... args) {
    Result result = run(args);
    assertThat(result.exitCode()).as(String.join(" ", args)).isEqualTo(2);
    assertThat(result.err()).startsWith("error: ").contains(message).contains("expected");
    assertThat(result.err().lines()).hasSize(1);
    assertThat(result.out()).isEmpty();
  }

  @Test
  void aSpecMayTravelInsideTheCommand() {
    String text = "width = 8, r = 0, seed = 0..4, nokey = 1";
    assertThat(run("plan", TravellingSpec.pack(Map.of("m,; ü.conf", text))).err())
        .startsWith("error: m,; ü.conf:1: nokey");
  }

  @Test
  void includesResolveBesideASpecAtAUriAndTravelWithIt(@TempDir Path directory) throws IOException {
    Files.writeString(directory.resolve("base.conf"), "width = [8, 16, 32]\nseed = 0..1");
    Path spec =
        Files.writeString(directory.resolve("my.conf"), "include \"base.conf\"\nr = 0, steps = 3");
    for (String place :
        List.of(spec.toUri().toString(), TravellingSpec.pack(SpecReader.files(spec)))) {
      assertThat(run("plan", place).out()).as(place).contains("6 trials");
    }
    Files.writeString(spec, "include \"bsae.conf\"");
    assertUsageError("my.conf: include: there is no bsae.conf", "plan", spec.toUri().toString());
  }

  @Test
  void whatStandsBehindSetIsTakenWhole(@TempDir Path directory) throws IOException {
    Path table = Files.writeString(directory.resolve("run#3 x.csv"), "a,C#\n1,0\n2,1\n3,0\n4,1\n");
    Result plan =
        run(
            "plan",
            "quickstart",
            "--set",
            "data.source=csv",
            "--set",
            "data.path=" + table,
            "--set",
            "data.label=C#",
            "--set",
            "probe=4",
            "--format",
            "json");
    assertThat(plan.err()).isEmpty();
    assertThat(plan.exitCode()).isZero();
    assertUsageError("'//x' ", "plan", "quickstart", "--set", "seed=//x");
  }

  @Test
  void richnessOutsideTheTheoryIsAllowedWithAWarning() {
    Result result = run("plan", "quickstart", "--set", "r=0.7");
    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).startsWith("warning: r = [0.7] is outside [0, 1/2]");
  }

  @Test
  void verboseAddsTheStackTrace() {
    Result result = run("plan", "nowhere.conf", "--verbose");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("at richscale.spec.SpecReader");
  }

  @Test
  void noCommandShowsTheUsage() {
    Result result = run();
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("Usage:");
  }

  @Test
  void aDryRunLeavesNothingBehind(@TempDir Path directory) {
    Path out = directory.resolve("runs");
    Result result = run("sweep", "quickstart", "--out", out.toString(), "--dry-run");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("60 trials, 0 done");
    assertThat(out).doesNotExist();
  }

  private static String golden(String name) throws IOException {
    try (InputStream stream = CommandLineTest.class.getResourceAsStream("/richscale/" + name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
