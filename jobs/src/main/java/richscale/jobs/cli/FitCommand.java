package richscale.jobs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import richscale.jobs.fit.FitTable;
import richscale.jobs.report.Listing;
import richscale.jobs.report.Summary;
import richscale.jobs.store.OutputDirectory;
import richscale.jobs.store.Parts;
import richscale.jobs.store.Provenance;
import richscale.jobs.store.Tables;
import richscale.jobs.store.UsageException;
import richscale.spec.FitSettings;

/** Fits again from the stored measurements. */
@Command(
    name = "fit",
    mixinStandardHelpOptions = true,
    description =
        "Compacts the finished trials of DIR and fits all exponents again; trains nothing. Trials of"
            + " sweeps that wrote to DIR/part=NAME, such as the tasks of an array, are taken over.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cluster-conf/submit local fit --out runs/paper",
      "  for i in 0 1 2; do cluster-conf/submit local sweep paper --set seed=$i --out runs/all/part=$i;"
          + " done; cluster-conf/submit local fit --out runs/all",
      "  cluster-conf/submit local fit --out runs/paper --set fit.confidence=0.99",
      "  cluster-conf/submit local fit --out runs/paper --format csv > exponents.csv"
    })
final class FitCommand implements Callable<Integer>, SparkCommand {
  @Mixin private OutOption outOption;

  @Mixin private FormatOption formatOption;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Overrides a key of the section fit; may be given again.")
  private final List<String> overrides = new ArrayList<>();

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws IOException {
    for (String override : overrides) {
      if (!override.startsWith("fit.")) {
        throw new UsageException(
            "--set",
            "'%s' would change trials".formatted(override),
            "a key of the section fit, such as fit.confidence=0.99");
      }
    }
    OutputDirectory out = outOption.open();
    Parts parts = Parts.of(out);
    if (parts.directories().isEmpty()) {
      Provenance.read(out);
    }
    PrintWriter writer = command.commandLine().getOut();
    try (Session session = Session.start("fit", out)) {
      parts.merge(command.commandLine().getErr()::println);
      FitSettings settings = Provenance.read(out).parse(out, overrides).fit();
      Tables tables = session.tables();
      tables.compact();
      FitTable.run(tables, settings);
      if (formatOption.forPeople()) {
        Summary summary = Summary.of(tables);
        writer.print(summary.text());
        writer.printf("Tables: %s/fits  %<s/rates%n", out.display());
      } else {
        writer.print(
            Listing.of(
                    Tables.columns(out, "fits"),
                    tables.read("fits", row -> row.find("step").equals(row.find("steps"))))
                .render(formatOption.format()));
      }
      session.warnOfFiles(command.commandLine().getErr());
    }
    writer.flush();
    return ExitCode.OK;
  }
}
