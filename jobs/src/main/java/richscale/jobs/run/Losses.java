package richscale.jobs.run;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Counts executors that are lost soon after they came and before they have ended a task, while none
 * else ends one. Those that the driver gives back, having nothing for them to do, are not lost;
 * those that a node takes with it, or that make room for others, lived longer.
 */
final class Losses {
  private static final Pattern GIVEN_BACK =
      Pattern.compile(
          "killed by driver|explicit termination|idle|decommission", Pattern.CASE_INSENSITIVE);

  private static final long SOON_MS = 60_000;

  private final Set<String> working = new HashSet<>();
  private final Map<String, Long> since = new HashMap<>();
  private int inARow;
  private String reason = "";

  /** An executor has come. */
  void added(String executor, long atMs) {
    since.put(executor, atMs);
  }

  /** An executor has ended a task. */
  void worked(String executor) {
    working.add(executor);
    inARow = 0;
  }

  /** An executor is gone. */
  void removed(String executor, String why, long atMs) {
    boolean soon = atMs - since.getOrDefault(executor, atMs) < SOON_MS;
    if (soon && !working.contains(executor) && !GIVEN_BACK.matcher(why).find()) {
      inARow++;
      reason = why;
    }
  }

  int inARow() {
    return inARow;
  }

  /** Returns why the last one was lost. */
  String reason() {
    return reason;
  }
}
