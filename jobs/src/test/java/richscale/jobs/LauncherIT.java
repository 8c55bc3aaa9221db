package richscale.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.Test;

/** The script {@code cluster-conf/submit} from wherever people keep and call it. */
class LauncherIT extends SubmittedSweeps {
  private static final Path ROOT = Path.of(System.getProperty("richscale.root"));
  private static final Map<String, String> SPARK =
      Map.of("SPARK_HOME", System.getProperty("richscale.spark.home"));

  /** A checkout with what was built, elsewhere. */
  private Path checkout(String name) throws Exception {
    Path checkout = Files.createDirectories(directory.resolve(name));
    FileUtils.copyDirectory(
        ROOT.resolve("cluster-conf").toFile(), checkout.resolve("cluster-conf").toFile());
    try (Stream<Path> scripts = Files.walk(checkout.resolve("cluster-conf"))) {
      for (Path script : scripts.filter(file -> !file.toString().contains(".")).toList()) {
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }
    Files.copy(ROOT.resolve("pom.xml"), checkout.resolve("pom.xml"));
    Path target = Files.createDirectories(checkout.resolve("jobs/target"));
    try (Stream<Path> built = Files.list(ROOT.resolve("jobs/target"))) {
      for (Path jar : built.filter(file -> file.toString().endsWith("-app.jar")).toList()) {
        Files.createLink(target.resolve(jar.getFileName()), jar);
        Files.setLastModifiedTime(checkout.resolve("pom.xml"), Files.getLastModifiedTime(jar));
      }
    }
    return checkout;
  }

  @Test
  void throughALinkAndWithCdpathItFindsItsCheckout() throws Exception {
    Path link =
        Files.createSymbolicLink(
            directory.resolve("richscale"), ROOT.resolve("cluster-conf/submit"));
    Path second = Files.createSymbolicLink(directory.resolve("again"), Path.of("richscale"));
    for (Path script : List.of(link, second)) {
      Submission plan =
          start(
              script.toString(),
              Map.of("CDPATH", ROOT.getParent() + ":" + ROOT),
              "local",
              "plan",
              "quickstart");
      assertThat(plan.await()).as(plan.err()).isZero();
      assertThat(plan.out()).contains("60 trials");
    }
    assertThat(ROOT.resolve("cluster-conf/cluster-conf")).doesNotExist();
  }

  @Test
  void aCopyIsToldWhereTheCheckoutIs() throws Exception {
    Path copy = directory.resolve("job");
    Files.copy(ROOT.resolve("cluster-conf/submit"), copy);
    Submission lost = start(copy.toString(), Map.of(), "local", "plan", "quickstart");
    assertThat(lost.await()).isEqualTo(2);
    assertThat(lost.err()).startsWith("error: RICHSCALE_HOME: '' is no checkout; expected it");
    Submission told =
        start(copy.toString(), Map.of("RICHSCALE_HOME", ROOT.toString()), "local", "plan", "paper");
    assertThat(told.await()).as(told.err()).isZero();
  }

  @Test
  void aPathWithBlanksUmlautsAndSignsServesEveryTargetOfThisMachine() throws Exception {
    Path checkout = checkout("große Läufe #1 100%");
    String script = checkout.resolve("cluster-conf/submit").toString();
    for (String target : List.of("local", "standalone")) {
      Submission sweep =
          start(
              script,
              SPARK,
              target,
              "sweep",
              spec(directory),
              "--out=" + checkout.resolve("ä " + target),
              "--set",
              "seed=0");
      assertThat(sweep.await()).as(sweep.err()).isZero();
      assertThat(sweep.out()).contains("8 trials: 8 completed");
    }
  }

  @Test
  void whatAnotherUserBuiltIsUsedWhereNothingCanBeWritten() throws Exception {
    boolean root = System.getProperty("user.name").equals("root");
    assumeTrue(!root || Files.isExecutable(Path.of("/usr/bin/setpriv")), "no setpriv");
    Path checkout = checkout("shared");
    Path home = Files.createDirectories(directory.resolve("home"));
    for (Path open : List.of(directory, home)) {
      Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    }
    try (Stream<Path> files = Files.walk(checkout)) {
      for (Path file : files.filter(Files::isDirectory).toList()) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r-xr-xr-x"));
      }
    }
    List<String> command = new ArrayList<>();
    if (root) {
      command.addAll(
          List.of("/usr/bin/setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"));
    }
    command.addAll(
        List.of(
            checkout.resolve("cluster-conf/submit").toString(),
            "local",
            "sweep",
            spec(directory),
            "--set",
            "seed=0",
            "--out",
            out("home/mine")));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(SPARK);
    builder.environment().put("HOME", home.toString());
    builder.environment().put("XDG_CACHE_HOME", home.resolve("cache").toString());
    builder.environment().put("TMPDIR", home.toString());
    builder.environment().remove("RICHSCALE_LOG_DIR");
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).contains("8 trials: 8 completed").doesNotContain("Building", "denied");
    assertThat(home.resolve("cache/richscale/logs")).isNotEmptyDirectory();
    assertThat(checkout.resolve("target")).doesNotExist();
    try (Stream<Path> files = Files.walk(checkout)) {
      for (Path file : files.filter(Files::isDirectory).toList()) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }
  }

  @Test
  void scriptsKeepTheirLineEndsInEveryClone() throws Exception {
    assumeTrue(Files.exists(ROOT.resolve(".git")), "no checkout of git");
    Path clone = directory.resolve("clone");
    Process git =
        new ProcessBuilder(
                "git",
                "clone",
                "--quiet",
                "--config",
                "core.autocrlf=true",
                ROOT.toString(),
                clone.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(git.waitFor()).as(said).isZero();
    for (String script : List.of("submit", "common.sh", "standalone/start", "gpu/discover")) {
      assertThat(clone.resolve("cluster-conf").resolve(script)).content().doesNotContain("\r");
    }
  }

  @Test
  void optionsStandAnywhereAndWithOrWithoutEquals() throws Exception {
    String[][] lines = {
      {"--verbose", "local", "sweep", "quickstart", "--out=" + out("d"), "--dry-run"},
      {"local", "--verbose", "sweep", "--dry-run", "--out", out("d"), "quickstart"},
      {"local", "sweep", "--out", out("d"), "--dry-run", "quickstart", "--verbose"}
    };
    for (String[] line : lines) {
      Submission dry = start(Map.of(), line);
      assertThat(dry.await()).as(dry.err()).isZero();
      assertThat(dry.out()).contains("60 trials, 0 done");
    }
    assertThat(directory.resolve("d")).doesNotExist();
  }

  @Test
  void helpNamesEveryCommand() throws Exception {
    Submission help = start(Map.of(), "--help");
    assertThat(help.await()).isZero();
    assertThat(help.out())
        .contains("plan", "sweep", "status", "fit", "report", "claims", "data")
        .contains("RICHSCALE_NATIVE_MEMORY", "Examples", "Exit codes");
  }

  @Test
  void whatCannotWorkIsSaidAtOnce() throws Exception {
    Path out = directory.resolve("o");
    // First, since the first command after a build says that it archives classes.
    Submission unknown =
        start(
            ROOT.resolve("cluster-conf/submit").toString(),
            Map.of(),
            "local",
            "status",
            "--out",
            "hdfs://nowhere.invalid:8020/x");
    assertThat(unknown.await()).isEqualTo(2);
    assertThat(unknown.err()).contains("(no address is known for nowhere.invalid)");
    Submission dead =
        start(
            ROOT.resolve("cluster-conf/submit").toString(),
            Map.of("SPARK_MASTER", "spark://127.0.0.1:1"),
            "standalone",
            "sweep",
            "quickstart",
            "--out",
            out.toString());
    assertThat(dead.await()).isEqualTo(2);
    assertThat(dead.err())
        .startsWith("error: master: spark://127.0.0.1:1 does not answer (Connection refused)");
    assertThat(out).doesNotExist();
    Submission yarn =
        start(
            ROOT.resolve("cluster-conf/submit").toString(),
            Map.of("HADOOP_CONF_DIR", directory.toString()),
            "yarn",
            "sweep",
            "quickstart",
            "--out",
            out.toString());
    assertThat(yarn.await()).isEqualTo(2);
    assertThat(yarn.err())
        .startsWith("error: HADOOP_CONF_DIR: there is no yarn-site.xml in " + directory);
    Submission withoutSpark =
        start(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            Map.of(),
            "-jar",
            ROOT.resolve("target/richscale.jar").toString(),
            "plan");
    assertThat(withoutSpark.await()).isEqualTo(2);
    assertThat(withoutSpark.err()).startsWith("error: Spark is not there; expected spark-submit");
  }
}
