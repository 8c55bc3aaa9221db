package richscale.jobs.launch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import richscale.jobs.cli.TravellingSpec;
import richscale.spec.SpecReader;

/**
 * The command as a driver gets it, which may have neither this machine's files nor its directory.
 */
final class DriverArguments {
  private DriverArguments() {}

  /**
   * Writes a command out again.
   *
   * @param command as it was parsed
   * @param inCluster whether the driver runs on another machine: a spec that is a file here then
   *     travels in the command
   * @param verbose whether errors have stack traces
   * @return its name and arguments
   */
  static List<String> of(ParseResult command, boolean inCluster, boolean verbose) {
    List<String> arguments = new ArrayList<>();
    arguments.add(command.commandSpec().name());
    if (verbose) {
      arguments.add("--verbose");
    }
    List<String> positional = new ArrayList<>();
    for (ArgSpec argument : command.matchedArgs()) {
      for (String value : argument.originalStringValues()) {
        if (!(argument instanceof OptionSpec option)) {
          positional.add(inCluster ? travelling(value) : value);
        } else if (option.arity().max() == 0) {
          arguments.add(option.longestName());
        } else if (!option.longestName().equals("--verbose")) {
          arguments.add(option.longestName() + "=" + value);
        }
      }
    }
    arguments.addAll(positional);
    return arguments;
  }

  private static String travelling(String value) {
    Path file = Path.of(value);
    return Files.isRegularFile(file) ? TravellingSpec.pack(SpecReader.files(file)) : value;
  }
}
