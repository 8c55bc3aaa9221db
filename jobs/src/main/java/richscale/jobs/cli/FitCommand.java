package richscale.jobs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import richscale.jobs.fit.FitTable;
import richscale.jobs.measured.MeasuredTables;
import richscale.jobs.measured.MeasurementFile;
import richscale.jobs.measured.Measurements;
import richscale.jobs.report.Listing;
import richscale.jobs.report.MeasuredPage;
import richscale.jobs.report.MeasuredText;
import richscale.jobs.report.Summary;
import richscale.jobs.store.HadoopFiles;
import richscale.jobs.store.OutputDirectory;
import richscale.jobs.store.Parts;
import richscale.jobs.store.Provenance;
import richscale.jobs.store.Tables;
import richscale.jobs.store.UsageException;
import richscale.spec.FitSettings;
import richscale.spec.SpecReader;

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
      "  cluster-conf/submit local fit --out runs/paper --format csv > exponents.csv",
      "  cluster-conf/submit local fit --measurements losses.csv --out runs/mine",
      "  cluster-conf/submit local fit --measurements coordinates.csv --values l1"
          + " --rename t=step,module=layer --out runs/mine"
    })
final class FitCommand implements Callable<Integer>, SparkCommand {
  @Mixin private OutOption outOption;

  @Mixin private FormatOption formatOption;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Overrides a key of the section fit; may be given again.")
  private final List<String> overrides = new ArrayList<>();

  @Option(
      names = "--measurements",
      paramLabel = "FILE",
      description =
          "Fits measurements of somebody else's training instead: CSV or Parquet with columns width,"
              + " value, and if there seed, step, layer, observable, r, eta0 or lr; all others make"
              + " the configuration.")
  private String measurements;

  @Option(
      names = "--values",
      split = ",",
      paramLabel = "NAME",
      description = "The columns of --measurements that are observables, in the place of value.")
  private final List<String> values = new ArrayList<>();

  @Option(
      names = "--rename",
      split = ",",
      paramLabel = "THERE=HERE",
      description = "Names of columns of --measurements, such as t=step,module=layer.")
  private final Map<String, String> renamed = new LinkedHashMap<>();

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
    if (measurements != null) {
      return fitMeasurements();
    }
    if (!values.isEmpty() || !renamed.isEmpty()) {
      throw new UsageException(
          values.isEmpty() ? "--rename" : "--values", "there is no file", "--measurements FILE");
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

  private int fitMeasurements() throws IOException {
    FitSettings settings = SpecReader.parse("", "--set", overrides).fit();
    OutputDirectory out = outOption.open();
    if (out.fileSystem().exists(out.path(Provenance.FILE))
        && !Provenance.read(out).command().startsWith(Provenance.OF_MEASUREMENTS)) {
      throw new UsageException(
          out.display(), "holds the trials of a sweep", "another directory for measurements");
    }
    Instant start = Instant.now();
    PrintWriter messages = command.commandLine().getErr();
    messages.println("Reading " + measurements);
    messages.flush();
    Measurements read =
        new MeasurementFile(measurements, values, renamed)
            .read(new HadoopFiles(Environment.hadoop()));
    messages.printf(Locale.ROOT, "%,d values of %,d curves%n", read.size(), read.cells().size());
    messages.flush();
    PrintWriter writer = command.commandLine().getOut();
    try (Session session = Session.start(Provenance.OF_MEASUREMENTS + " " + measurements, out)) {
      session.measured(settings.toString(), start);
      Tables tables = session.tables();
      MeasuredTables made = MeasuredTables.run(read, tables, settings);
      MeasuredText text = MeasuredText.of(tables, made.columns());
      if (formatOption.forPeople()) {
        writer.print(text.text());
        writer.printf("Tables: %s/fits  %<s/optima  %<s/transfer%n", out.display());
        MeasuredPage.write(out, text, made.curves(), read);
        writer.printf("Report: %s/report.html%n", out.display());
      } else {
        writer.print(
            Listing.of(Tables.columns(out, "fits"), text.fits()).render(formatOption.format()));
      }
    }
    writer.flush();
    return ExitCode.OK;
  }
}
