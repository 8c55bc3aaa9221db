package richscale.jobs;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import richscale.spec.SpecReader;
import richscale.spec.SweepSpec;

/** The arguments that choose a spec, the same for every command that takes one. */
final class SpecOptions {
  @Parameters(
      paramLabel = "SPEC",
      description = "Name of a bundled spec (quickstart, paper, wide) or path of a file.")
  private String spec;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Overrides a key of the spec; may be given again.")
  private final List<String> overrides = new ArrayList<>();

  /** Reads the spec; warns of richness that theory does not cover. */
  SweepSpec read(PrintWriter warnings) {
    SweepSpec read = SpecReader.read(spec, overrides);
    List<Double> outside = read.r().stream().filter(r -> r < 0 || r > 0.5).toList();
    if (!outside.isEmpty()) {
      warnings.println(
          "warning: r = %s is outside [0, 1/2]: training breaks down at large width"
              .formatted(outside));
    }
    return read;
  }

  /** Adds an override that wins over those given before. */
  void override(String keyAndValue) {
    overrides.add(keyAndValue);
  }

  String name() {
    return spec;
  }
}
