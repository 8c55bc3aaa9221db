package richscale.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Spark asks of a Kubernetes API server that accepts everything and runs nothing. */
class KubernetesIT extends SubmittedSweeps {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, JsonNode> made = new ConcurrentHashMap<>();
  private HttpServer server;

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::accept);
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  private void accept(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    boolean makes = body.length > 0 && body[0] == '{';
    byte[] answer =
        "{\"kind\":\"Status\",\"status\":\"Failure\",\"reason\":\"NotFound\",\"code\":404}"
            .getBytes(StandardCharsets.UTF_8);
    if (makes) {
      ObjectNode object = (ObjectNode) JSON.readTree(body);
      made.put(object.path("kind").asText(), object);
      object.withObject("/metadata").put("uid", "u");
      answer = JSON.writeValueAsBytes(object);
    }
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(makes ? 201 : 404, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  @Test
  void theDriversPodHasItsMemoryItsThreadsAndTheSpec() throws Exception {
    Submission submission =
        start(
            Map.of(
                "SPARK_MASTER",
                "k8s://http://127.0.0.1:" + server.getAddress().getPort(),
                "RICHSCALE_MEMORY",
                "1024",
                "RICHSCALE_NATIVE_MEMORY",
                "2000",
                "RICHSCALE_THREADS",
                "2"),
            "kubernetes",
            "--deploy-mode",
            "cluster",
            "--conf",
            "spark.kubernetes.submission.waitAppCompletion=false",
            "sweep",
            spec(directory),
            "--out",
            "s3a://bucket/runs");
    assertThat(submission.await()).as(submission.err()).isZero();

    JsonNode pod = made.get("Pod").path("spec");
    assertThat(pod.path("securityContext").path("runAsNonRoot").asBoolean()).isTrue();
    JsonNode container = pod.path("containers").path(0);
    assertThat(container.path("name").asText()).isEqualTo("richscale");
    assertThat(container.path("image").asText()).isEqualTo("richscale:latest");
    assertThat(container.path("resources").path("limits").path("memory").asText())
        .as("heap, matrices and 512 MB")
        .isEqualTo("3536Mi");
    Map<String, String> environment = new TreeMap<>();
    container
        .path("env")
        .forEach(
            variable ->
                environment.put(variable.path("name").asText(), variable.path("value").asText()));
    assertThat(environment)
        .containsEntry("OMP_NUM_THREADS", "2")
        .containsEntry("OPENBLAS_NUM_THREADS", "2")
        .containsEntry("RICHSCALE_THREADS", "2");
    assertThat(container.path("args").toString())
        .contains(
            "local:///opt/richscale/richscale.jar", "data:text/plain;name=small.conf;base64,");
    assertThat(made.get("ConfigMap").path("data").toString())
        .contains("spark.executor.memoryOverhead", "spark.authenticate");
  }
}
