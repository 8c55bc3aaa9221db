package richscale;

import java.util.List;
import richscale.spec.SpecReader;
import richscale.spec.SweepSpec;
import richscale.spec.Trial;

/** Trials for tests, by what distinguishes them from a tiny default. */
public final class TestTrials {
  private static final String TINY =
      """
      width = 8
      r = 1/4
      seed = 3
      steps = 3
      data { source = teacher, inputs = 5, samples = 7, outputs = 2 }
      probe = 6
      measure.points = 0
      """;

  private TestTrials() {}

  /** Reads the tiny spec with overrides such as {@code "width=16"}. */
  public static SweepSpec spec(String... overrides) {
    return SpecReader.parse(TINY, "tiny", List.of(overrides));
  }

  /** Returns the only trial of the tiny spec with overrides. */
  public static Trial trial(String... overrides) {
    List<Trial> trials = spec(overrides).trials(1);
    if (trials.size() != 1) {
      throw new IllegalArgumentException(trials.size() + " trials");
    }
    return trials.get(0);
  }
}
