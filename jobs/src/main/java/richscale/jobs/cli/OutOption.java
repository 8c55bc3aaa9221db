package richscale.jobs.cli;

import picocli.CommandLine.Option;
import richscale.jobs.store.OutputDirectory;

/** The output directory, the same for every command that needs one. */
final class OutOption {
  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Output directory, on any file system that Hadoop knows.")
  private String location;

  OutputDirectory open() {
    return OutputDirectory.open(Environment.absolute(location), Environment.hadoop());
  }
}
