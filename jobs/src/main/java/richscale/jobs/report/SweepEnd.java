package richscale.jobs.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import richscale.jobs.store.OutputDirectory;
import richscale.spec.Trial;
import richscale.trial.TrialStatus;

/**
 * How the trials of a sweep ended.
 *
 * @param trials how many there are
 * @param completed how many completed
 * @param diverged how many diverged
 * @param failed how many failed
 */
public record SweepEnd(int trials, long completed, long diverged, long failed) {
  /**
   * Counts trials.
   *
   * @param grid all of them
   * @param finished status by id
   * @return the counts
   */
  public static SweepEnd of(List<Trial> grid, Map<String, TrialStatus> finished) {
    List<TrialStatus> statuses =
        grid.stream().map(trial -> finished.get(trial.id())).filter(Objects::nonNull).toList();
    return new SweepEnd(
        grid.size(),
        statuses.stream().filter(TrialStatus.COMPLETED::equals).count(),
        statuses.stream().filter(TrialStatus.DIVERGED::equals).count(),
        statuses.stream().filter(TrialStatus.FAILED::equals).count());
  }

  /**
   * Returns the last lines of a sweep.
   *
   * @param out its output directory
   * @return lines of text
   */
  public String text(OutputDirectory out) {
    long left = trials - completed - diverged - failed;
    String counts =
        String.format(
            Locale.ROOT,
            "%d trials: %d completed, %d diverged, %d failed%s%n",
            trials,
            completed,
            diverged,
            failed,
            left > 0 ? ", " + left + " to do: the same command goes on" : "");
    String files =
        ("Tables: %1$s/trials  %1$s/measurements  %1$s/fits  %1$s/rates%n"
                + "Report: %1$s/report.html   Provenance: %1$s/sweep.json%n")
            .formatted(out.display());
    String reasons =
        failed > 0
            ? "Reasons: status --out %s --failed; once more: sweep --retry failed%n"
                .formatted(out.display())
            : "";
    return counts + files + reasons;
  }
}
