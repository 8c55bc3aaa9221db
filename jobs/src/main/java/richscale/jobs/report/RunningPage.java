package richscale.jobs.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.commons.text.StringEscapeUtils;
import richscale.jobs.store.OutputDirectory;

/** The page of a sweep that runs: how far it is. That with charts takes its place at the end. */
public final class RunningPage {
  private static final String PAGE =
      """
      <!doctype html>
      <html lang="en">
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width">
      <meta name="color-scheme" content="light dark">
      <meta http-equiv="refresh" content="30">
      %s
      <style>body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem }
      pre { overflow-x: auto }</style>
      <h1>%s</h1>
      <p>%s</p>
      <pre>%s</pre>
      <p>As of %s. Charts and tables come when the sweep ends.</p>
      """;

  private RunningPage() {}

  /**
   * Writes the page.
   *
   * @param out the output directory
   * @param name of the command
   * @param progress a line that says how far it is
   * @throws IOException if it could not be written
   */
  public static void write(OutputDirectory out, String name, String progress) throws IOException {
    String page =
        PAGE.formatted(
            Report.TITLE,
            text("Richscale: " + name),
            text(progress),
            text(StatusText.of(out).text(false, message -> {})),
            Instant.now().truncatedTo(ChronoUnit.SECONDS));
    out.writeWhole(Report.FILE, page.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(String plain) {
    return StringEscapeUtils.escapeHtml4(plain);
  }
}
