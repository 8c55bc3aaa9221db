package richscale.jobs.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;
import richscale.jobs.store.UsageException;
import richscale.spec.SpecException;

/** The command line: dispatches to a command and turns whatever goes wrong into one line. */
@Command(
    name = "cluster-conf/submit TARGET",
    mixinStandardHelpOptions = true,
    description = "Measures how training scales with width n at every richness r.",
    subcommands = {
      PlanCommand.class,
      SweepCommand.class,
      StatusCommand.class,
      FitCommand.class,
      ReportCommand.class,
      ClaimsCommand.class,
      DataCommand.class
    },
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

  Cli() {}

  /**
   * Runs a command.
   *
   * @param out where results go
   * @param err where messages go
   * @param args command and arguments
   * @return the exit code, as {@code --help} explains it
   */
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    Cli cli = new Cli();
    boolean verbose = Arrays.asList(args).contains("--verbose");
    IExecutionExceptionHandler failure =
        (exception, commandLine, parsed) -> {
          if (shuttingDown()) {
            // Spark's complaint that it was stopped: whoever stopped the process knows.
            return ExitCode.SOFTWARE;
          }
          boolean usage = exception instanceof SpecException || exception instanceof UsageException;
          err.println("error: " + (usage ? exception.getMessage() : summary(exception)));
          if (cli.verbose) {
            exception.printStackTrace(err);
          }
          return usage ? ExitCode.USAGE : ExitCode.SOFTWARE;
        };
    IParameterExceptionHandler misuse =
        (exception, arguments) -> {
          err.println(
              "error: %s; expected what --help shows%s"
                  .formatted(
                      exception.getMessage().lines().findFirst().orElse(""),
                      suggestion(exception)));
          if (verbose) {
            exception.printStackTrace(err);
          }
          return ExitCode.USAGE;
        };
    CommandLine commandLine =
        new CommandLine(cli)
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

  private static String suggestion(ParameterException exception) {
    return exception instanceof UnmatchedArgumentException unmatched
            && !unmatched.getSuggestions().isEmpty()
        ? "; did you mean %s?".formatted(unmatched.getSuggestions().get(0))
        : "";
  }

  /** Returns the innermost cause in one line: the outer ones are Spark's wrapping. */
  private static String summary(Throwable exception) {
    Throwable cause = exception;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    String log = System.getProperty("richscale.log", "");
    return "%s: %s%s"
        .formatted(
            cause.getClass().getSimpleName(),
            message,
            log.isEmpty() ? "" : " (log: %s; --verbose shows the stack trace)".formatted(log));
  }
}
