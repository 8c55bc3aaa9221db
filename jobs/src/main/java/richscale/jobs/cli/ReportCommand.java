package richscale.jobs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import richscale.jobs.report.Report;
import richscale.jobs.report.Summary;
import richscale.jobs.store.OutputDirectory;
import richscale.jobs.store.Provenance;
import richscale.jobs.store.Tables;

/** Writes the page of an output directory again. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description =
        "Writes DIR/report.html, one page with the charts and tables of a sweep, readable offline."
            + " Every sweep ends with it.",
    footerHeading = "%nExamples:%n",
    footer = "  cluster-conf/submit local report --out runs/paper")
final class ReportCommand implements Callable<Integer>, SparkCommand {
  @Mixin private OutOption outOption;

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws IOException {
    OutputDirectory out = outOption.open();
    Provenance.read(out);
    PrintWriter writer = command.commandLine().getOut();
    try (Session session = Session.start("report", out)) {
      Tables tables = session.tables();
      Report.write(out, tables, Summary.of(tables));
    }
    writer.printf("Report: %s/%s%n", out.display(), Report.FILE);
    writer.flush();
    return ExitCode.OK;
  }
}
