package richscale.jobs.claims;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import richscale.data.DataSource;
import richscale.data.Samples;
import richscale.jobs.store.OutputDirectory;
import richscale.jobs.store.SweepLock;
import richscale.jobs.store.Tables;
import richscale.model.Network;
import richscale.spec.SweepSpec;
import richscale.spec.Trial;
import richscale.theory.LayerScaling;
import richscale.trial.TrialRunner;

/** Networks scaled wrongly in one place must lose the claims that speak of it, and only then. */
class PlantedFaultIT extends JudgedDirectory {
  /** Small rates and few updates keep the faulty networks stable at every width. */
  private static final List<String> SMALL =
      List.of("width=64..512 x 2", "r=[1/4,1/2]", "seed=0..9", "eta0=0.05", "steps=10");

  /** Trains the sweeps of some claims under a scaling and returns the verdict of each. */
  private List<String> verdicts(Network.Scaling scaling, Claim... claims) throws Exception {
    ClaimSweeps sweeps =
        ClaimSweeps.of(
            List.of(claims),
            "quick",
            SMALL,
            "none",
            unused -> {
              throw new IllegalStateException();
            });
    OutputDirectory out = open("out");
    Map<Sweep, List<Trial>> trained = new EnumMap<>(Sweep.class);
    for (Map.Entry<Sweep, List<SweepSpec>> sweep : sweeps.grids().entrySet()) {
      SweepSpec spec = sweep.getValue().get(0);
      Samples samples = DataSource.load(spec.only().settings().data());
      trained.put(sweep.getKey(), spec.trialsAndLimits(1));
      for (Trial trial : trained.get(sweep.getKey())) {
        write(out, TrialRunner.run(trial, samples, scaling));
      }
    }
    try (SweepLock lock = SweepLock.acquire(out, "test", message -> {}, () -> {})) {
      Tables tables = new Tables(spark, out, lock);
      tables.compact();
      Map<Sweep, List<Evidence>> evidence = new EnumMap<>(Sweep.class);
      for (Map.Entry<Sweep, List<Trial>> sweep : trained.entrySet()) {
        evidence.put(sweep.getKey(), List.of(new Evidence(tables, sweep.getValue(), sweeps.fit())));
      }
      Findings findings = new Findings(evidence, Map.of(), "");
      return Stream.of(claims).map(claim -> Part.judge(claim.parts(findings))).toList();
    }
  }

  /** What no exponent sees: the same factor at every width. */
  private static Network.Scaling wrongByATenth(int layer) {
    return (trial, l, fanIn) -> {
      LayerScaling right = Network.prescribed(trial, l, fanIn);
      return new LayerScaling(
          right.multiplier() * (l == layer ? 1.1 : 1), right.initStd(), right.learningRate());
    };
  }

  private static Network.Scaling wrongRate(int layer) {
    return (trial, l, fanIn) -> {
      LayerScaling right = Network.prescribed(trial, l, fanIn);
      double factor = l == layer ? Math.pow(trial.width(), 0.25) : 1;
      return new LayerScaling(right.multiplier(), right.initStd(), right.learningRate() * factor);
    };
  }

  private static Network.Scaling wrongInit(int layer) {
    return (trial, l, fanIn) -> {
      LayerScaling right = Network.prescribed(trial, l, fanIn);
      double factor = l == layer ? Math.pow(trial.width(), 0.25) : 1;
      return new LayerScaling(right.multiplier(), right.initStd() * factor, right.learningRate());
    };
  }

  @Test
  void aHiddenRateWrongByNToOneQuarterLosesMaximalUpdatesAndTheRichnessScale() throws Exception {
    assertThat(verdicts(wrongRate(2), Claim.MAXIMAL_UPDATES, Claim.RICHNESS_SCALE))
        .containsExactly("not supported", "not supported");
  }

  @Test
  void anOutputInitialisationWrongByNToOneQuarterLosesSmallOutputs() throws Exception {
    assertThat(verdicts(wrongInit(3), Claim.SMALL_OUTPUTS)).containsExactly("not supported");
  }

  @Test
  void aMultiplierWrongByATenthAtEveryWidthLosesTheLimitAlone() throws Exception {
    assertThat(verdicts(wrongByATenth(2), Claim.LIMIT, Claim.MAXIMAL_UPDATES))
        .containsExactly("not supported", "supported");
  }

  @Test
  void withoutAFaultNoneOfThemIsLost() throws Exception {
    assertThat(
            verdicts(
                Network::prescribed,
                Claim.MAXIMAL_UPDATES,
                Claim.RICHNESS_SCALE,
                Claim.SMALL_OUTPUTS,
                Claim.LIMIT))
        .doesNotContain("not supported");
  }
}
