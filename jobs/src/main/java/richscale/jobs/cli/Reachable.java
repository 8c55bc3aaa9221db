package richscale.jobs.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import richscale.jobs.store.UsageException;

/** Whether a master answers, before Spark tries it for minutes and dies of something else. */
final class Reachable {
  private static final String STANDALONE = "spark://";
  private static final int TIMEOUT_MS = 5000;

  private Reachable() {}

  /**
   * Tries the masters of a standalone cluster.
   *
   * @param master Spark's URL of them; others are let pass
   * @throws UsageException if none of them answers
   */
  static void require(String master) {
    if (!master.startsWith(STANDALONE)) {
      return;
    }
    List<String> problems = new ArrayList<>();
    for (String address : master.substring(STANDALONE.length()).split(",", -1)) {
      String problem = problem(address);
      if (problem.isEmpty()) {
        return;
      }
      problems.add(problem);
    }
    throw new UsageException(
        "master",
        "%s does not answer (%s)".formatted(master, String.join("; ", problems)),
        "the URL of a running master; of a cluster that died, cluster-conf/standalone/stop clears"
            + " what is left");
  }

  private static String problem(String address) {
    int colon = address.lastIndexOf(':');
    if (colon < 1 || !address.substring(colon + 1).matches("\\d{1,5}")) {
      return "%s is no host:port".formatted(address);
    }
    InetSocketAddress at =
        new InetSocketAddress(
            address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
    if (at.isUnresolved()) {
      return "no address is known for %s".formatted(at.getHostString());
    }
    try (Socket socket = new Socket()) {
      socket.connect(at, TIMEOUT_MS);
      return "";
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
