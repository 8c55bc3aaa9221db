package richscale.jobs.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.commons.lang3.exception.ExceptionUtils;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;
import richscale.jobs.run.ClusterException;
import richscale.jobs.store.UsageException;
import richscale.spec.SpecException;

/** The command line: dispatches to a command and turns whatever goes wrong into one line. */
@Command(
    name = "cluster-conf/submit TARGET",
    mixinStandardHelpOptions = true,
    description = "Measures how training scales with width n at every richness r.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cluster-conf/submit local sweep quickstart --out runs/quickstart",
      "  cluster-conf/submit standalone sweep paper --out runs/paper",
      "%nExit codes: 0 all trials ended, 2 unusable arguments or spec, 3 some trials failed,"
          + " 1 anything else."
    })
public final class Cli {
  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Shows the stack trace of an error.")
  private boolean verbose;

  private Cli() {}

  /**
   * Adds all commands.
   *
   * @param parent what they are commands of
   */
  public static void addCommands(CommandLine parent) {
    for (Object command :
        List.of(
            new PlanCommand(),
            new SweepCommand(),
            new StatusCommand(),
            new FitCommand(),
            new ReportCommand(),
            new ClaimsCommand(),
            new DataCommand())) {
      parent.addSubcommand(command);
    }
  }

  /** Returns the command line of a driver. */
  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Cli());
    addCommands(commandLine);
    return commandLine;
  }

  /**
   * Runs a command.
   *
   * @param out where results go
   * @param err where messages go
   * @param args command and arguments
   * @return the exit code, as {@code --help} explains it
   */
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    CommandLine commandLine = commandLine();
    Cli cli = commandLine.getCommand();
    return execute(commandLine, () -> cli.verbose, out, err, args);
  }

  /**
   * Runs a command line; whatever goes wrong becomes one line.
   *
   * @param commandLine what to run
   * @param verbose whether errors have stack traces, once the arguments are known
   * @param out where results go
   * @param err where messages go
   * @param args its arguments
   * @return the exit code, as {@code --help} explains it
   */
  public static int execute(
      CommandLine commandLine,
      BooleanSupplier verbose,
      PrintWriter out,
      PrintWriter err,
      String... args) {
    IExecutionExceptionHandler failure =
        (exception, failed, parsed) -> {
          if (shuttingDown()) {
            // Spark's complaint that it was stopped: whoever stopped the process knows.
            return ExitCode.SOFTWARE;
          }
          boolean usage = exception instanceof SpecException || exception instanceof UsageException;
          boolean told = usage || exception instanceof ClusterException;
          err.println("error: " + (told ? exception.getMessage() : summary(exception)));
          if (verbose.getAsBoolean()) {
            exception.printStackTrace(err);
          }
          return usage ? ExitCode.USAGE : ExitCode.SOFTWARE;
        };
    IParameterExceptionHandler misuse =
        (exception, arguments) -> {
          err.println("error: " + complaint(exception));
          if (verbose.getAsBoolean()) {
            exception.printStackTrace(err);
          }
          return ExitCode.USAGE;
        };
    commandLine
        .setUsageHelpWidth(100)
        .setOut(out)
        .setErr(err)
        .setExecutionExceptionHandler(failure)
        .setParameterExceptionHandler(misuse);
    if (args.length == 0) {
      commandLine.usage(err);
      return ExitCode.USAGE;
    }
    return commandLine.execute(args);
  }

  private static boolean shuttingDown() {
    Thread hook = new Thread(() -> {});
    try {
      Runtime.getRuntime().addShutdownHook(hook);
      Runtime.getRuntime().removeShutdownHook(hook);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  /** Returns what is wrong with the arguments, what would be right, and what may be meant. */
  private static String complaint(ParameterException exception) {
    String message = exception.getMessage().lines().findFirst().orElse("");
    if (!(exception instanceof UnmatchedArgumentException unmatched)) {
      return message + "; expected what --help shows";
    }
    String word = unmatched.getUnmatched().get(0);
    Map<String, CommandLine> known = exception.getCommandLine().getSubcommands();
    String complaint =
        word.startsWith("-") || known.isEmpty()
            ? message + "; expected what --help shows"
            : "'%s' is not known; expected one of %s"
                .formatted(
                    word,
                    known.entrySet().stream()
                        .filter(entry -> !entry.getValue().getCommandSpec().usageMessage().hidden())
                        .map(Map.Entry::getKey)
                        .collect(Collectors.joining(", ")));
    List<String> suggestions = unmatched.getSuggestions();
    return complaint
        + (suggestions.isEmpty() ? "" : "; did you mean %s?".formatted(suggestions.get(0)));
  }

  /** Returns the innermost cause in one line: the outer ones are Spark's wrapping. */
  private static String summary(Throwable exception) {
    Throwable cause = ExceptionUtils.getRootCause(exception);
    String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    String log = System.getProperty("richscale.log", "");
    return "%s: %s%s"
        .formatted(
            cause.getClass().getSimpleName(),
            message,
            log.isEmpty() ? "" : " (log: %s; --verbose shows the stack trace)".formatted(log));
  }
}
