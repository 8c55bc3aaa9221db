package richscale.jobs.cli;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
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
    Configuration hadoop = Environment.hadoop();
    String meant = Environment.absolute(location);
    String fileSystem =
        meant.contains(":/")
            ? meant
            : "%s on %s".formatted(meant, FileSystem.getDefaultUri(hadoop));
    return Patience.with(fileSystem, () -> OutputDirectory.open(meant, hadoop));
  }
}
