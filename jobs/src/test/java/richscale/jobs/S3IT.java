package richscale.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Sweeps into an object store, whose rename is a copy, on loopback. */
class S3IT extends SubmittedSweeps {
  private static final String SECRET = "a-secret-that-must-not-leak";
  private static final Map<String, String> ENVIRONMENT =
      Map.of("AWS_ACCESS_KEY_ID", "richscale", "AWS_SECRET_ACCESS_KEY", SECRET);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static Process server;
  private static String endpoint;

  @BeforeAll
  static void startServer() throws Exception {
    Path python = Path.of("target", "s3", "bin", "python").toAbsolutePath();
    Assumptions.assumeTrue(
        installed(python), "Python 3 with venv and its package registry are needed for the server");
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    endpoint = "http://127.0.0.1:" + port;
    server =
        new ProcessBuilder(
                python.resolveSibling("moto_server").toString(),
                "-H",
                "127.0.0.1",
                "-p",
                String.valueOf(port))
            .redirectErrorStream(true)
            .redirectOutput(Path.of("target", "s3-server.log").toFile())
            .start();
    for (int i = 0; i < 300 && status("PUT", "/richscale") != 200; i++) {
      Thread.sleep(100);
    }
  }

  @AfterAll
  static void stopServer() throws InterruptedException {
    if (server != null) {
      server.destroy();
      server.waitFor();
    }
  }

  private static boolean installed(Path python) throws Exception {
    Path requirements = Path.of(S3IT.class.getResource("/richscale/s3-requirements.txt").toURI());
    Path environment = python.getParent().getParent();
    return Files.exists(python.resolveSibling("moto_server"))
        || (run("python3", "-m", "venv", environment.toString())
            && run(python.toString(), "-m", "pip", "install", "-q", "-r", requirements.toString()));
  }

  private static boolean run(String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).inheritIO().start();
      return process.waitFor(5, TimeUnit.MINUTES) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(endpoint + path))
        .header(
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=richscale/20260101/us-east-1/s3/aws4_request,"
                + " SignedHeaders=host, Signature=x");
  }

  private static HttpResponse<String> send(String method, String path)
      throws IOException, InterruptedException {
    return HTTP.send(
        request(path).method(method, HttpRequest.BodyPublishers.noBody()).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static int status(String method, String path) throws InterruptedException {
    try {
      return send(method, path).statusCode();
    } catch (IOException e) {
      return 0;
    }
  }

  /** Brings the objects below a prefix here, where tables are compared. */
  private void fetch(String prefix) throws Exception {
    Matcher keys =
        Pattern.compile("<Key>([^<]*[^/])</Key>")
            .matcher(send("GET", "/richscale?list-type=2&prefix=" + prefix + "/").body());
    while (keys.find()) {
      Path file = directory.resolve(keys.group(1));
      Files.createDirectories(file.getParent());
      HTTP.send(
          request("/richscale/" + keys.group(1)).build(), HttpResponse.BodyHandlers.ofFile(file));
    }
  }

  private Submission submit(String... job) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("local"));
    for (String setting :
        List.of(
            "endpoint=" + endpoint,
            "endpoint.region=us-east-1",
            "path.style.access=true",
            "connection.ssl.enabled=false")) {
      arguments.addAll(List.of("--conf", "spark.hadoop.fs.s3a." + setting));
    }
    arguments.addAll(List.of(job));
    return start(ENVIRONMENT, arguments.toArray(String[]::new));
  }

  @Test
  void aSweepInAnObjectStoreIsExtendedAndEqualsALocalOne() throws Exception {
    String[] command = {"sweep", spec(directory), "--out", "s3a://richscale/o"};
    Submission few =
        submit(
            Stream.concat(Stream.of(command), Stream.of("--max-trials", "9"))
                .toArray(String[]::new));
    assertThat(few.await()).as(few.err()).isZero();
    Submission all = submit(command);
    assertThat(all.await()).as(all.err()).isZero();
    assertThat(all.out()).contains("24 trials: 24 completed, 0 diverged, 0 failed");
    Submission status = submit("status", "--out", "s3a://richscale/o");
    assertThat(status.await()).as(status.err()).isZero();
    assertThat(status.out()).contains(": finished");

    fetch("o");
    assertThat(sweep("local", "l").await()).isZero();
    assertSameNumbers("o", "l");
    assertThat(Files.readString(directory.resolve("o/sweep.json"))).doesNotContain(SECRET);
    try (Stream<Path> logs = Files.list(directory.resolve("logs"))) {
      for (Path log : logs.toList()) {
        assertThat(log).content().doesNotContain(SECRET);
      }
    }
  }

  @Test
  void aSecondDriverOnAnObjectStoreIsRefused() throws Exception {
    String[] command = {
      "sweep", spec(directory), "--out", "s3a://richscale/two", "--set", "steps=20000"
    };
    Submission first = submit(command);
    for (int i = 0; i < 600 && status("GET", "/richscale/two/sweep.json") != 200; i++) {
      assertThat(first.handle().isAlive()).as(first.err()).isTrue();
      Thread.sleep(100);
    }
    Submission second = submit(command);
    assertThat(second.await()).as(second.err()).isEqualTo(2);
    assertThat(second.err()).contains("s3a://richscale/two is in use by sweep ");
    first.kill();
  }
}
