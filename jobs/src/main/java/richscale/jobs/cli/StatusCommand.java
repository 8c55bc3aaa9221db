package richscale.jobs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import richscale.jobs.report.StatusText;
import richscale.jobs.store.OutputDirectory;

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
      "  cluster-conf/submit local status --out hdfs://namenode/runs/paper --failed"
    })
final class StatusCommand implements Callable<Integer> {
  @Mixin private OutOption outOption;

  @Mixin private FormatOption formatOption;

  @Option(names = "--failed", description = "Lists the failed trials with their reasons.")
  private boolean listFailed;

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws IOException {
    OutputDirectory out = outOption.open();
    StatusText status = StatusText.of(out);
    PrintWriter writer = command.commandLine().getOut();
    writer.print(
        formatOption.forPeople()
            ? status.text(listFailed, System.err::println)
            : status.listing(listFailed).render(formatOption.format()));
    writer.flush();
    return ExitCode.OK;
  }
}
