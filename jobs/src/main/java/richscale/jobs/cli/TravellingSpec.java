package richscale.jobs.cli;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How a spec and what it includes travel to a driver on another machine, in one argument: names and
 * texts (RFC 2397).
 */
public final class TravellingSpec {
  private static final Pattern FILE =
      Pattern.compile("data:text/plain;name=([^;,]*);base64,([A-Za-z0-9+/=]*)");

  private static final String BETWEEN = "|";

  private TravellingSpec() {}

  /**
   * Packs files.
   *
   * @param files texts by name, the spec first
   * @return the argument
   */
  public static String pack(Map<String, String> files) {
    return files.entrySet().stream()
        .map(
            file ->
                "data:text/plain;name=%s;base64,%s"
                    .formatted(
                        URLEncoder.encode(file.getKey(), StandardCharsets.UTF_8),
                        Base64.getEncoder()
                            .encodeToString(file.getValue().getBytes(StandardCharsets.UTF_8))))
        .collect(Collectors.joining(BETWEEN));
  }

  /** Returns the files of an argument, the spec first; none if it is something else. */
  static Map<String, String> unpack(String argument) {
    Map<String, String> files = new LinkedHashMap<>();
    for (String part : argument.split(Pattern.quote(BETWEEN), -1)) {
      Matcher file = FILE.matcher(part);
      if (!file.matches()) {
        return Map.of();
      }
      files.put(
          URLDecoder.decode(file.group(1), StandardCharsets.UTF_8),
          new String(Base64.getDecoder().decode(file.group(2)), StandardCharsets.UTF_8));
    }
    return files;
  }
}
