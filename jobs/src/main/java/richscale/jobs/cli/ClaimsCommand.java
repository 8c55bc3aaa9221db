package richscale.jobs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import richscale.jobs.claims.Claim;
import richscale.jobs.claims.ClaimSweeps;
import richscale.jobs.claims.ClaimsReport;
import richscale.jobs.claims.ClaimsRun;
import richscale.jobs.report.Listing;
import richscale.jobs.report.Report;
import richscale.jobs.report.Summary;
import richscale.jobs.run.CostModel;
import richscale.jobs.run.SweepRunner;
import richscale.jobs.store.OutputDirectory;
import richscale.jobs.store.Tables;
import richscale.jobs.store.UsageException;

/** Puts the theory on trial: runs what its claims need, fits, and judges each. */
@Command(
    name = "claims",
    mixinStandardHelpOptions = true,
    description = {
      "Measures the claims of arXiv 2404.19719 and judges each: supported, not supported or"
          + " inconclusive.",
      "Writes the table claims beside the other tables. Interrupted, the same command goes on."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cluster-conf/submit local claims --out runs/claims",
      "  cluster-conf/submit local claims --out runs/claims --only 4,9",
      "  cluster-conf/submit local claims --out runs/laws --laws",
      "  cluster-conf/submit local claims --out runs/claims --only 4 --set fit.precision=0.05",
      "  cluster-conf/submit standalone claims --out runs/claims --scale full"
    })
final class ClaimsCommand implements Callable<Integer>, SparkCommand {
  @Mixin private OutOption outOption;

  @Mixin private FormatOption formatOption;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "NUMBER",
      description = "Numbers of the claims to judge, from 1 to 22; those of the paper by default.")
  private final List<Integer> only = new ArrayList<>();

  @Option(
      names = "--laws",
      description =
          "Judges laws beside the paper, of learning rates, depth, Muon and Adam, 15 to 22, instead.")
  private boolean laws;

  @Option(
      names = "--scale",
      defaultValue = "quick",
      paramLabel = "quick|full",
      description =
          "quick: widths to 1024, in two minutes on two cores, ten more with images; full: widths"
              + " to 4096, in half an hour.")
  private String scale;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Overrides a key of all sweeps; may be given again.")
  private final List<String> overrides = new ArrayList<>();

  @Option(
      names = "--cifar10",
      paramLabel = "DIR",
      defaultValue = "data/cifar10",
      description =
          "Directory of CIFAR-10 for claim 13, which stays open without it; data/cifar10 by default.")
  private String cifar10;

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws IOException {
    List<Claim> claims = claims();
    Inspection inspection = new Inspection();
    ClaimSweeps sweeps = ClaimSweeps.of(claims, scale, overrides, cifar10, inspection);
    OutputDirectory out = outOption.open();
    PrintWriter writer = command.commandLine().getOut();
    CompletableFuture<CostModel> cost = CompletableFuture.supplyAsync(CostModel::calibrated);
    try (Session session = Session.start("claims " + scale, out)) {
      String canonical = sweeps.canonical();
      SweepRunner runner = session.runner(Environment.NO_DEADLINE, cost);
      session.began(canonical, inspection.facts());
      Tables tables = session.tables();
      ClaimsRun.Outcome outcome =
          new ClaimsRun(sweeps, runner, session.store(), tables, Environment.threads())
              .run(command.commandLine().getErr()::println);
      session.ended(canonical, inspection.facts(), runner);
      Report.write(out, tables, Summary.of(tables));
      if (formatOption.forPeople()) {
        writer.print(ClaimsReport.render(outcome.parts()));
        outcome.regimes().ifPresent(r -> writer.printf("%n%s%n", r.render()));
        writer.printf("Table: %s/claims, a row for every part of a claim%n", out.display());
      } else {
        writer.print(
            Listing.of(Tables.columns(out, "claims"), tables.read("claims", row -> true))
                .render(formatOption.format()));
      }
      session.warnOfFiles(command.commandLine().getErr());
    }
    writer.flush();
    return ExitCode.OK;
  }

  private List<Claim> claims() {
    Map<Integer, Claim> byNumber =
        Arrays.stream(Claim.values()).collect(Collectors.toMap(Claim::number, claim -> claim));
    for (int number : only) {
      if (!byNumber.containsKey(number)) {
        throw new UsageException(
            "--only",
            String.format(Locale.ROOT, "there is no claim %d", number),
            String.format(Locale.ROOT, "numbers from 1 to %d", byNumber.size()));
      }
    }
    return only.isEmpty()
        ? Arrays.stream(Claim.values()).filter(claim -> claim.law() == laws).toList()
        : new TreeSet<>(only).stream().map(byNumber::get).toList();
  }
}
