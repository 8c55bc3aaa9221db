package richscale.jobs.claims;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import richscale.data.DataSource;
import richscale.data.Samples;
import richscale.jobs.store.OutputDirectory;
import richscale.jobs.store.SweepLock;
import richscale.jobs.store.Tables;
import richscale.spec.FitSettings;
import richscale.spec.SpecReader;
import richscale.spec.Trial;
import richscale.theory.Observable;
import richscale.trial.TrialRunner;

/** A directory that holds other runs beside the one that is judged. */
class MixedDirectoryIT extends JudgedDirectory {
  private static List<Trial> grid(String... overrides) {
    return SpecReader.parse(
            """
            width = 8..32 x 2, r = [0, 1/2], seed = 0..2, steps = 3
            data { source = teacher, inputs = 4, samples = 8 }
            observables = [f_rms, delta_h_norm]
            """,
            "test",
            List.of(overrides))
        .trials(1);
  }

  private Evidence judged(String out, List<List<Trial>> all) throws Exception {
    OutputDirectory store = open(out);
    for (List<Trial> trials : all) {
      Samples samples = DataSource.load(trials.get(0).settings().data());
      for (Trial trial : trials) {
        write(store, TrialRunner.run(trial, samples));
      }
    }
    FitSettings settings = new FitSettings(0.95, 200, 0.1);
    try (SweepLock lock = SweepLock.acquire(store, "test", message -> {}, () -> {})) {
      Tables tables = new Tables(spark, store, lock);
      tables.compact();
      return new Evidence(tables, all.get(0), settings);
    }
  }

  @Test
  void claimsAreJudgedByTheTrialsOfTheirOwnSweeps() throws Exception {
    List<Trial> own = grid();
    Evidence alone = judged("alone", List.of(own));
    // Another nonlinearity, further widths and seeds, another probe: all of it is somebody else's.
    Evidence mixed =
        judged(
            "mixed",
            List.of(
                own, grid("activation=relu"), grid("width=64,128", "seed=3..5"), grid("probe=4")));
    for (Observable observable : List.of(Observable.F_RMS, Observable.DELTA_H_NORM)) {
      assertThat(mixed.values(observable)).isEqualTo(alone.values(observable)).isNotEmpty();
      assertThat(mixed.parts(observable, 3)).isEqualTo(alone.parts(observable, 3));
    }
    assertThat(Regimes.of(mixed).render()).isEqualTo(Regimes.of(alone).render()).isNotEmpty();
    assertThat(RichnessLine.parts(mixed)).isEqualTo(RichnessLine.parts(alone)).hasSize(4);
  }
}
