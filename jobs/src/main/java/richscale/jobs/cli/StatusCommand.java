package richscale.jobs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import richscale.jobs.report.StatusText;
import richscale.jobs.store.OutputDirectory;
import richscale.jobs.store.Parts;

/** Shows from the files alone how far a sweep is, running or dead. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description =
        "Shows who writes to DIR and how far its last command is, from the files alone. Starts no"
            + " Spark, disturbs nothing.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cluster-conf/submit local status --out runs/paper",
      "  cluster-conf/submit local status --out runs/paper --follow",
      "  cluster-conf/submit local status --out hdfs://namenode/runs/paper --failed"
    })
final class StatusCommand implements Callable<Integer> {
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  @Mixin private OutOption outOption;

  @Mixin private FormatOption formatOption;

  @Option(names = "--failed", description = "Lists the failed trials with their reasons.")
  private boolean listFailed;

  @Option(
      names = "--follow",
      description = "Shows it again every few seconds until nobody writes to DIR any more.")
  private boolean follow;

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws IOException {
    OutputDirectory out = outOption.open();
    PrintWriter writer = command.commandLine().getOut();
    if (!formatOption.forPeople()) {
      writer.print(StatusText.of(out).listing(listFailed).render(formatOption.format()));
      writer.flush();
      return ExitCode.OK;
    }
    boolean running = show(out, writer);
    while (follow && running) {
      sleep();
      running = show(out, writer);
    }
    return ExitCode.OK;
  }

  /** Shows a directory, or all parts of one, and returns whether somebody writes there. */
  private boolean show(OutputDirectory out, PrintWriter writer) throws IOException {
    List<OutputDirectory> parts = Parts.of(out).directories();
    boolean running = false;
    for (OutputDirectory shown : parts.isEmpty() ? List.of(out) : parts) {
      StatusText status = StatusText.of(shown);
      if (!parts.isEmpty()) {
        writer.println(shown.display());
      }
      writer.print(status.text(listFailed, System.err::println));
      running |= status.running(System.err::println);
    }
    writer.flush();
    return running;
  }

  private static void sleep() throws IOException {
    try {
      Thread.sleep(INTERVAL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
