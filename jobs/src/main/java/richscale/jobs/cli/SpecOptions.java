package richscale.jobs.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import richscale.spec.Grid;
import richscale.spec.RecordFacts;
import richscale.spec.SpecFiles;
import richscale.spec.SpecReader;
import richscale.spec.SweepSpec;

/** The arguments that choose a spec, the same for every command that takes one. */
final class SpecOptions {
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
    Map<String, String> travelled = TravellingSpec.unpack(spec);
    if (!travelled.isEmpty()) {
      String name = name();
      return SpecReader.parse(SpecFiles.of(travelled), name, name, overrides, inspection);
    }
    if (!spec.contains(":/")) {
      return SpecReader.read(spec, overrides, inspection);
    }
    Path path = new Path(spec);
    return SpecReader.parse(
        name -> text(new Path(path.getParent(), name)),
        path.getName(),
        spec,
        overrides,
        inspection);
  }

  private static String text(Path path) throws IOException {
    try (InputStream stream = path.getFileSystem(Environment.hadoop()).open(path)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
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
    return TravellingSpec.unpack(spec).keySet().stream().findFirst().orElse(spec);
  }
}
