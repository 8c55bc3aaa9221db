package richscale.jobs.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import richscale.jobs.store.UsageException;
import richscale.spec.Grid;
import richscale.spec.RecordFacts;
import richscale.spec.SpecReader;
import richscale.spec.SweepSpec;

/** The arguments that choose a spec, the same for every command that takes one. */
final class SpecOptions {
  /** How a file travels to a driver on another machine: its name and its text (RFC 2397). */
  private static final Pattern DATA_URI =
      Pattern.compile("data:text/plain;name=([^;,]*);base64,([A-Za-z0-9+/=]*)");

  /** The names, for help and completion. */
  private static final class Bundled extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    Bundled() {
      super(SpecReader.BUNDLED);
    }
  }

  @Parameters(
      paramLabel = "SPEC",
      completionCandidates = Bundled.class,
      description =
          "Name of a bundled spec (${COMPLETION-CANDIDATES}), path of a file, or hdfs:// or s3a://"
              + " location of one.")
  private String spec;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Overrides a key of the spec; may be given again.")
  private final List<String> overrides = new ArrayList<>();

  private final Inspection inspection = new Inspection();

  /** Reads the spec; warns of richness that theory does not cover. */
  SweepSpec read(PrintWriter warnings) {
    SweepSpec read = read();
    List<Double> outside = read.axis(Grid::r).stream().filter(r -> r < 0 || r > 0.5).toList();
    if (!outside.isEmpty()) {
      warnings.println(
          "warning: r = %s is outside [0, 1/2]: training breaks down at large width"
              .formatted(outside));
    }
    return read;
  }

  private SweepSpec read() {
    Matcher data = DATA_URI.matcher(spec);
    if (data.matches()) {
      byte[] text = Base64.getDecoder().decode(data.group(2));
      return SpecReader.parse(
          new String(text, StandardCharsets.UTF_8), data.group(1), overrides, inspection);
    }
    if (!spec.contains(":/")) {
      return SpecReader.read(spec, overrides, inspection);
    }
    Path path = new Path(spec);
    try (InputStream stream = path.getFileSystem(Environment.hadoop()).open(path)) {
      String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      return SpecReader.parse(text, spec, overrides, inspection);
    } catch (IOException e) {
      throw new UsageException(
          spec,
          "cannot be read (%s)"
              .formatted(String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
          "a file on a file system that Hadoop knows");
    }
  }

  /** Returns what the records are that the spec names, once it was read. */
  List<RecordFacts> facts() {
    return inspection.facts();
  }

  /** Adds an override that wins over those given before. */
  void override(String keyAndValue) {
    overrides.add(keyAndValue);
  }

  String name() {
    Matcher data = DATA_URI.matcher(spec);
    return data.matches() ? data.group(1) : spec;
  }
}
