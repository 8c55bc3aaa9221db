package richscale.jobs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import richscale.jobs.report.PlanText;
import richscale.jobs.run.CostModel;
import richscale.jobs.run.DeviceMemory;
import richscale.jobs.store.OutputDirectory;
import richscale.jobs.store.TrialStore;
import richscale.spec.SweepSpec;
import richscale.spec.Trial;
import richscale.trial.TrialStatus;

/** Prints what a sweep would do. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description =
        "Prints the grid of a spec: trials, time, memory and what is done. Starts no Spark.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cluster-conf/submit local plan paper",
      "  cluster-conf/submit local plan paper --set seed=0..19 --out runs/paper",
      "  cluster-conf/submit local plan wide --cores 64"
    })
final class PlanCommand implements Callable<Integer> {
  @Mixin private SpecOptions specOptions;

  @Mixin private FormatOption formatOption;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Output directory; what it holds already is shown as done.")
  private String out;

  @Option(
      names = "--cores",
      paramLabel = "N",
      description = "Trials at a time to plan for; the cores of this machine unless given.")
  private int cores;

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws IOException {
    SweepSpec spec = specOptions.read(command.commandLine().getErr());
    Map<String, TrialStatus> finished =
        out == null
            ? Map.of()
            : TrialStore.looking(OutputDirectory.open(out, Environment.hadoop())).finished();
    PrintWriter writer = command.commandLine().getOut();
    int atATime = cores > 0 ? cores : Environment.cores();
    List<Trial> trials = spec.trialsAndLimits(Environment.threads());
    DeviceMemory.require(trials);
    CostModel cost = CostModel.calibrated();
    writer.print(
        formatOption.forPeople()
            ? PlanText.render(specOptions.name(), spec, trials, finished, cost, atATime)
                + PlanText.devices(spec)
                + PlanText.data(specOptions.facts())
            : PlanText.listing(trials, finished, cost).render(formatOption.format()));
    writer.flush();
    return ExitCode.OK;
  }
}
