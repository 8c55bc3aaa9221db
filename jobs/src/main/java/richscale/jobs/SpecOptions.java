package richscale.jobs;

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
      description = "Name of a bundled spec (quickstart, paper) or path of a file.")
  private String spec;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Overrides a key of the spec; may be given again.")
  private final List<String> overrides = new ArrayList<>();

  SweepSpec read() {
    return SpecReader.read(spec, overrides);
  }

  String name() {
    return spec;
  }
}
